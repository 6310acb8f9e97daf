"""The queue of stories of use: read them, show them, send them back. Words stay their writers'."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from members import languages
from members.admin_site import PortalAdmin, works_for_staff
from resources import story_actions
from resources.models import Story

Status = Story.Status
# What can be done from where, in the order of the buttons.
DEEDS = {
    "show": (gettext_lazy("Show with the work"), {Status.WAITING, Status.DECLINED}),
    "give_back": (gettext_lazy("Return with a question"), {Status.WAITING, Status.SHOWN}),
    "decline": (
        gettext_lazy("Decline"),
        {Status.WAITING, Status.RETURNED, Status.SHOWN},
    ),
}
WITH_A_REASON = frozenset({"give_back", "decline"})
MOST_AT_ONCE = 100


class WordForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Your word to the person who told it"),
        help_text=gettext_lazy("She gets it by letter, as you write it."),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Please write a word: the person reads it.")},
    )


@admin.register(Story)
class StoryAdmin(PortalAdmin):
    list_display = ("headline", "work", "told_by", "country", "status", "sent_at")
    list_display_links = ("headline",)
    list_filter = ("status", "visibility", "language")
    list_select_related = ("resource", "author")
    search_fields = ("purpose", "resource__sort_title", "author__sort_name")
    ordering = ("-sent_at", "-pk")
    actions = ("show_chosen", "give_back_chosen", "decline_chosen")
    fields = readonly_fields = (
        *("link", "author", "organization", "country", "year", "spoken", "visibility"),
        *("purpose", "adapted", "changed"),
        *("status", "reason", "sent_at", "shown_at", "decided_at", "decided_by"),
    )
    view_on_site = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Story]:
        """Without the drafts of others: nobody has shown them yet."""
        return Story.objects.visible_to(request.member)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody changes what somebody else has lived; the deeds have a page of their own."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Its writer deletes it; staff decline."""
        return False

    def has_decide_permission(self, request: HttpRequest) -> bool:
        return works_for_staff(request)

    @admin.display(description=gettext_lazy("what it was used for"), ordering="purpose")
    def headline(self, story: Story) -> str:
        return Truncator(story.purpose).chars(80) or "–"

    @admin.display(description=gettext_lazy("resource"), ordering="resource__sort_title")
    def work(self, story: Story) -> str:
        return Truncator(story.resource.title).chars(80)

    @admin.display(description=gettext_lazy("told by"), ordering="author__sort_name")
    def told_by(self, story: Story) -> str:
        return str(story.author)

    @admin.display(description=gettext_lazy("language"))
    def spoken(self, story: Story) -> str:
        return languages.language_name(story.language)

    @admin.display(description=gettext_lazy("resource"))
    def link(self, story: Story) -> SafeString:
        work = story.resource
        return format_html("<a href='{}'>{}</a>", work.get_absolute_url(), work.title)

    def get_urls(self) -> list[URLPattern]:
        review = self.admin_site.admin_view(self.review)
        return [path("review/", review, name="resources_story_review"), *super().get_urls()]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        story: Story = context["original"]
        context["deeds"] = [
            (name, label) for name, (label, begins) in DEEDS.items() if story.status in begins
        ]
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.action(description=gettext_lazy("Read and show the chosen …"), permissions=["decide"])
    def show_chosen(self, request: HttpRequest, queryset: QuerySet[Story]) -> HttpResponse:
        return self._ask(request, "show", list(queryset[:MOST_AT_ONCE]))

    @admin.action(
        description=gettext_lazy("Return the chosen with a question …"), permissions=["decide"]
    )
    def give_back_chosen(self, request: HttpRequest, queryset: QuerySet[Story]) -> HttpResponse:
        return self._ask(request, "give_back", list(queryset[:MOST_AT_ONCE]))

    @admin.action(description=gettext_lazy("Decline the chosen …"), permissions=["decide"])
    def decline_chosen(self, request: HttpRequest, queryset: QuerySet[Story]) -> HttpResponse:
        return self._ask(request, "decline", list(queryset[:MOST_AT_ONCE]))

    def review(self, request: HttpRequest) -> HttpResponse:
        """POST `deed`; `story` for each, "number:edition" as it was read; perhaps a `reason`."""
        if not self.has_decide_permission(request):
            raise PermissionDenied
        deed = request.POST.get("deed", "")
        if request.method != "POST" or deed not in DEEDS:
            return HttpResponseNotAllowed(["POST"])
        read = _read(request.POST.getlist("story"))
        chosen = list(self.get_queryset(request).filter(pk__in=read))
        words: dict[str, str] = {}
        if deed in WITH_A_REASON:
            form = WordForm(request.POST if "reason" in request.POST else None)
            if not form.is_valid():
                return self._ask(request, deed, chosen, form)
            words = {"reason": form.cleaned_data["reason"]}
        done = sum(self._do(request, deed, one, read[one.pk], words) for one in chosen)
        if done:
            said = ngettext("Done for %(n)s story.", "Done for %(n)s stories.", done)
            self.message_user(request, said % {"n": done}, messages.SUCCESS)
        return redirect("admin:resources_story_changelist")

    def _do(
        self, request: HttpRequest, deed: str, story: Story, edition: int, words: dict[str, str]
    ) -> bool:
        act = getattr(story_actions, deed)
        try:
            act(story=story, by=request.member, edition=edition, **words)
        except story_actions.Changed:
            said = _("“%(title)s” was changed after you had read it; please read it again.")
        except story_actions.NotNow:
            said = _("“%(title)s” is not where this can be done; nothing was changed.")
        else:
            return True
        self.message_user(request, said % {"title": story}, messages.WARNING)
        return False

    def _ask(
        self, request: HttpRequest, deed: str, chosen: list[Story], form: WordForm | None = None
    ) -> HttpResponse:
        """The page on which they are read before anything is done with them."""
        ids = [one.pk for one in chosen]
        read = self.get_queryset(request).filter(pk__in=ids).order_by("sent_at", "pk")
        context = {
            **self.admin_site.each_context(request),
            "title": DEEDS[deed][0],
            "opts": self.opts,
            "chosen": read.select_related("resource", "author", "organization"),
            "form": form or (WordForm() if deed in WITH_A_REASON else None),
            "deed": deed,
        }
        return TemplateResponse(request, "admin/resources/story/review.html", context)


def _read(said: list[str]) -> dict[int, int]:
    """Numbers of stories and the editions that were read; what is no pair is left out."""
    pairs = (one.partition(":") for one in said[:MOST_AT_ONCE])
    return {
        int(pk): int(edition)
        for pk, _colon, edition in pairs
        if pk.isdecimal() and edition.isdecimal() and len(pk) < 19 and len(edition) < 10
    }
