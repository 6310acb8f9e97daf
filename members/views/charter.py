"""The charter: open to everybody who thinks of joining; a member accepts its new versions."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from members.access import public
from members.charter import accept
from members.charter_changes import Passage, changes
from members.charter_forms import AcceptanceForm
from members.models import Acceptance, CharterText, CharterVersion
from members.text import rendered


@public("A newcomer reads what she is asked to accept.")
def charter(request: HttpRequest) -> HttpResponse:
    version, text = _in_force()
    return render(
        request,
        "members/charter.html",
        {"version": version, "text": text, "body": rendered(text.body)},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def charter_accept(request: HttpRequest) -> HttpResponse:
    version, text = _in_force()
    last = Acceptance.objects.filter(member=request.member).order_by("-version__number").first()
    form = AcceptanceForm(
        request.POST or None, initial={"version": version.number, "language": text.language}
    )
    if request.method == "POST":
        if request.POST.get("version", version.number) != str(version.number):
            words = _("A newer version has come into force meanwhile. Please read this one.")
            messages.warning(request, words)
            return redirect("members:charter_accept")
        if form.is_valid():
            read = form.cleaned_data["language"]
            known = {one.language for one in version.texts.all()}
            language = read if read in known else text.language
            accept(member=request.member, version=version, language=language)
            messages.success(request, _("Thank you. You have accepted the charter."))
            return redirect("me")
    context = {
        "version": version,
        "text": text,
        "body": rendered(text.body),
        "form": form,
        "last": last,
        "is_asked": request.member.charter_closes_on is not None,
        "changes": _since(last, version, text),
    }
    return render(
        request, "members/charter_accept.html", context, status=422 if form.errors else 200
    )


def _in_force() -> tuple[CharterVersion, CharterText]:
    version = CharterVersion.objects.in_force()
    text = version.text_for_reader() if version else None
    if version is None or text is None:
        raise Http404
    return version, text


def _since(
    last: Acceptance | None, version: CharterVersion, text: CharterText
) -> list[Passage] | None:
    """What differs from the version she has accepted; None if they cannot be compared."""
    if last is None or last.version_id == version.pk:
        return None
    before = CharterText.objects.filter(version=last.version_id, language=text.language).first()
    return changes(before.body, text.body) if before else None
