"""Opening the seal of a nameless post: asking, the questions that wait, answering and looking."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from forums import access, sealing, unsealing
from forums.models import Post, Unsealing
from forums.unsealing_forms import AnswerForm, AskForm
from members.access import may_enter_admin
from members.models import Member

PAGE_SIZE = 20


@require_http_methods(["GET", "HEAD", "POST"])
def post_unseal(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask a second person."""
    post = _nameless(request.member, pk)
    if not access.can_ask_to_unseal(request.member, post):
        raise PermissionDenied(_why_not(request.member, post))
    form = AskForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            unsealing.ask(post=post, by=request.member, why=form.cleaned_data["why"])
            said = _("Asked. No letter calls the others: please tell them that a question waits.")
            messages.success(request, said)
        except unsealing.AskedAlready:
            messages.info(request, _("Somebody has asked this already. Nothing was added."))
        except unsealing.MayNot:
            raise PermissionDenied(_why_not(request.member, post)) from None
        return redirect("forums:unsealing_list")
    status = 422 if form.errors else 200
    context = {"post": post, "thread": post.thread, "form": form}
    return render(request, "forums/post_unseal.html", context, status=status)


@require_safe
def unsealing_list(request: HttpRequest) -> HttpResponse:
    _let_in(request.member)
    questions = Unsealing.objects.visible_to(request.member).select_related(
        "post__thread__forum__group", "asked_by", "answered_by"
    )
    paginator = Paginator(questions, PAGE_SIZE)
    page = paginator.get_page(request.GET.get("page"))
    numbers = paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    context = {"page": page, "numbers": numbers}
    return render(request, "forums/unsealing_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def unsealing_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """POST `agree` or `decline` with `words`; or `look`, which is a decision, too."""
    _let_in(request.member)
    questions = Unsealing.objects.visible_to(request.member).select_related(
        "post__thread__forum__group", "asked_by", "answered_by"
    )
    question = get_object_or_404(questions, pk=pk)
    if "look" in request.POST:
        return _show_name(request, question)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        return _answer(request, question, form.cleaned_data["words"])
    return _draw(request, question, form, status=422 if form.errors else 200)


def _show_name(request: HttpRequest, question: Unsealing) -> HttpResponse:
    """In the answer to a POST, so that no address leads to the name, and no link shows it."""
    try:
        author = unsealing.look(unsealing=question, by=request.member)
    except unsealing.MayNot:
        raise PermissionDenied(_("The name is shown to the two who agreed, for 30 days.")) from None
    if author is None:
        messages.warning(request, _("The seal does not open: its key is lost."))
    return _draw(request, question, AnswerForm(), author=author)


def _answer(request: HttpRequest, question: Unsealing, words: str) -> HttpResponse:
    try:
        if "agree" not in request.POST:
            unsealing.decline(unsealing=question, by=request.member, words=words)
            messages.success(request, _("You have declined. The seal stays closed."))
        elif unsealing.agree(unsealing=question, by=request.member, words=words):
            messages.success(request, _("The seal is open to the two of you. The author is told."))
        else:
            messages.info(request, _("Who asked may no longer ask. The question has ended."))
            return redirect("forums:unsealing_list")
    except unsealing.MayNot:
        raise PermissionDenied(_("Another person has to answer this.")) from None
    except unsealing.IsOver:
        messages.info(request, _("This question is over. Your answer was not needed any more."))
        return redirect("forums:unsealing_list")
    except unsealing.KeyIsLost:
        messages.warning(request, _("The seal does not open: its key is lost."))
        return _draw(request, question, AnswerForm(request.POST))
    return redirect(question)


def _draw(
    request: HttpRequest,
    question: Unsealing,
    form: AnswerForm,
    *,
    author: Member | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "question": question,
        "post": question.post,
        "thread": question.post.thread,
        "form": form,
        "author": author,
        "may_answer": access.can_answer_unsealing(request.member, question),
        "may_look": access.can_look_behind_seal(question),
    }
    return render(request, "forums/unsealing_detail.html", context, status=status)


def _nameless(member: Member, pk: int) -> Post:
    posts = Post.objects.visible_to(member).filter(is_nameless=True)
    return get_object_or_404(posts.select_related("thread__forum__group"), pk=pk)


def _let_in(member: Member) -> None:
    if not may_enter_admin(member):
        raise PermissionDenied(_("This page is for those who look after a group."))


def _why_not(member: Member, post: Post) -> str:
    if not access.can_moderate(member, post.thread.forum):
        return _("Only those who look after this group can ask to open a seal.")
    if post.pk in sealing.hers_among(member, [post]):
        return _("You wrote this yourself. Nobody asks to open her own seal.")
    return _(
        "It takes two people of different organizations to open a seal, and the portal does not "
        "know of yours. It stands on your page once you belong to one that is listed."
    )
