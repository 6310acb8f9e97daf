"""Peer accompaniment: who fits, asking, answering, ending. Everybody sees her own only."""

from __future__ import annotations

from email.utils import parseaddr

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from members import accompaniment as deeds
from members.accompaniment_forms import AnswerForm, EndForm, NewForm
from members.models import Accompaniment, Member
from members.peers import matches, themes_of

Status = Accompaniment.Status
FEW, MANY = 4, 40  # people of a theme among others, or alone
LATEST, MOST_OF_HERS = 10, 100


@require_safe
def accompaniment(request: HttpRequest) -> HttpResponse:
    """What is open, and who would fit; `theme=slug` names more people of one theme."""
    viewer = request.member
    hers = list(_all_of(viewer))
    themes = themes_of(viewer, besides={one.theme_id for one in hers})
    narrowed = themes.only(request.GET.get("theme", ""))
    chosen = next(iter(narrowed.asks + narrowed.offers), None)
    found = matches(viewer, narrowed if chosen else themes, most=MANY if chosen else FEW)
    lines = [(one, one.other_than(viewer), themes.known[one.theme_id]) for one in hers]
    open_ones = {
        (other.pk, theme.pk): one
        for one, other, theme in lines
        if one.status in Accompaniment.CURRENT
    }
    return render(
        request,
        "members/accompaniment.html",
        {
            "to_answer": [line for line in lines if _waits_for(line[0], viewer)],
            "asked": [line for line in lines if _waits_for(line[0], line[1])],
            "going_on": [line for line in lines if line[0].status == Status.ACCEPTED],
            "past": [line for line in lines if line[0].status not in Accompaniment.CURRENT][
                :LATEST
            ],
            "matches": [
                (one, [(peer, open_ones.get((peer.person.pk, one.theme.pk))) for peer in one.peers])
                for one in found
            ],
            "chosen": chosen,
            "says_nothing": not themes.asks and not themes.offers,
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def accompaniment_new(request: HttpRequest, handle: str) -> HttpResponse:
    viewer = request.member
    other = get_object_or_404(Member.objects.visible_to(viewer), handle=handle)
    openings = deeds.openings(other, viewer)
    if not openings:
        raise PermissionDenied(_("Nothing is said here in which you could accompany each other."))
    asked_for = {"about": request.GET.get("about", "")}
    form = NewForm(request.POST or None, openings=openings, initial=asked_for)
    if request.method == "POST" and form.is_valid():
        kind, theme = form.opening
        try:
            begun = deeds.ask(
                asker=viewer,
                asked=other,
                kind=kind,
                theme=theme,
                message=form.cleaned_data["message"],
                shows_address=form.cleaned_data["shows_address"],
            )
        except (deeds.AlreadyOpen, deeds.Resting, deeds.TooMany, deeds.NotHere) as refused:
            form.add_error(*_refusal(refused))
        else:
            messages.success(
                request,
                _("Your message is on its way. You get a letter as soon as there is an answer."),
            )
            return redirect(begun)
    context = {"other": other, "form": form}
    return render(
        request, "members/accompaniment_new.html", context, status=422 if form.errors else 200
    )


@require_safe
def accompaniment_detail(request: HttpRequest, pk: int) -> HttpResponse:
    return _page_of(request, _hers(request, pk))


@require_POST
def accompaniment_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """`answer` is the button: yes or no. Only the one who was asked has it."""
    asked = _hers(request, pk)
    if asked.asked_id != request.member.pk:
        raise PermissionDenied(_("This is for the person who was asked to answer."))
    form = AnswerForm(request.POST)
    answer = request.POST.get("answer")
    if answer not in ("yes", "no"):
        form.add_error(None, _("Please choose one of the two buttons."))
    if not form.is_valid():
        return _page_of(request, asked, form=form)
    facts = {"accompaniment": asked, "by": request.member, "words": form.cleaned_data["words"]}
    try:
        if answer == "yes":
            deeds.accept(**facts, shows_address=form.cleaned_data["shows_address"])
            messages.success(request, _("You have said yes. Both of you get a letter."))
        else:
            deeds.decline(**facts)
            messages.success(
                request, _("You have said no, and the other one reads it in a letter.")
            )
    except deeds.Overtaken:
        return _overtaken(request, pk)
    return redirect(asked)


@require_POST
def accompaniment_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    asked = _hers(request, pk)
    if asked.asker_id != request.member.pk:
        raise PermissionDenied(_("Only the person who asked can take it back."))
    try:
        deeds.withdraw(accompaniment=asked, by=request.member)
    except deeds.Overtaken:
        return _overtaken(request, pk)
    messages.success(request, _("You have taken it back."))
    return redirect(asked)


@require_POST
def accompaniment_end(request: HttpRequest, pk: int) -> HttpResponse:
    going_on = _hers(request, pk)
    form = EndForm(request.POST)
    if not form.is_valid():
        return _page_of(request, going_on, form=form)
    try:
        deeds.end(accompaniment=going_on, by=request.member, words=form.cleaned_data["words"])
    except deeds.Overtaken:
        return _overtaken(request, pk)
    messages.success(request, _("It has ended, and the other one reads it in a letter."))
    return redirect(going_on)


def _all_of(viewer: Member) -> QuerySet[Accompaniment]:
    """What is open first, then the newest."""
    is_open = ExpressionWrapper(Q(status__in=Accompaniment.CURRENT), BooleanField())
    hers = Accompaniment.objects.visible_to(viewer).select_related("asker", "asked")
    return hers.order_by(is_open.desc(), "-asked_at", "-pk")[:MOST_OF_HERS]


def _hers(request: HttpRequest, pk: int) -> Accompaniment:
    hers = Accompaniment.objects.visible_to(request.member)
    return get_object_or_404(hers.select_related("asker", "asked", "theme"), pk=pk)


def _waits_for(one: Accompaniment, viewer: Member) -> bool:
    return one.status == Status.ASKED and one.asked_id == viewer.pk


def _page_of(
    request: HttpRequest, one: Accompaniment, *, form: AnswerForm | EndForm | None = None
) -> HttpResponse:
    viewer = request.member
    waits = _waits_for(one, viewer)
    if waits:
        form = form or AnswerForm()
    elif one.status == Status.ACCEPTED:
        form = form if isinstance(form, EndForm) else EndForm()
    context = {
        "one": one,
        "other": one.other_than(viewer),
        "is_asker": one.asker_id == viewer.pk,
        "address": one.address_for(viewer),
        "shows_hers": bool(one.address_for(one.other_than(viewer))),
        "steps": one.steps.select_related("by"),
        "form": form,
        "waits_for_her": waits,
        "secretariat": parseaddr(settings.DEFAULT_FROM_EMAIL)[1],
    }
    wrong = form is not None and bool(form.errors)
    return render(
        request, "members/accompaniment_detail.html", context, status=422 if wrong else 200
    )


def _overtaken(request: HttpRequest, pk: int) -> HttpResponse:
    messages.warning(
        request, _("It had changed meanwhile, so nothing was done. This is how it stands now.")
    )
    return redirect("members:accompaniment_detail", pk=pk)


def _refusal(refused: Exception) -> tuple[str | None, str]:
    """At which field, and in which words."""
    match refused:
        case deeds.AlreadyOpen():
            return "about", _("The two of you have begun in this theme already.")
        case deeds.Resting():
            return None, _(
                "She has said no not long ago. Please leave her in peace for a month; perhaps"
                " somebody else would be glad to hear from you."
            )
        case deeds.TooMany():
            said = _(
                "You have asked %(n)s people lately. Please wait for some answers first, or take"
                " a question back."
            )
            return None, said % {"n": deeds.MOST_OPEN}
    return None, _("She is not here any more.")
