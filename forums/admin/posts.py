"""Posts: found, read, hidden and restored here. Who wrote without her name stays without it."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forums.care import deeds
from forums.models import Post, Thread
from forums.models.threads import CLOSED_LABELS
from members.admin_site import ReadOnlyAdmin, works_for_staff
from members.models import Member, fold

from .deeds import WithDeeds
from .threads import ForumFilter

# So many threads, and so many people, of one search.
MOST_FOUND = 200


class ForumOfPostFilter(ForumFilter):
    path = "thread__forum"


@admin.register(Post)
class PostAdmin(WithDeeds, ReadOnlyAdmin):
    deeds = {"hide": deeds.HIDE_POST, "restore": deeds.RESTORE_POST}
    list_display = ("of_thread", "number", "writer", "created_at", "hidden_at")
    list_display_links = ("of_thread", "number")
    list_filter = (("hidden_at", admin.EmptyFieldListFilter), ForumOfPostFilter)
    search_fields = ("thread__sort_title", "author__sort_name")
    search_help_text = gettext_lazy("By the title of the thread or the name of the author.")
    ordering = ("-pk",)
    fields = (
        *("of_thread", "number", "writer", "details_changed", "words"),
        *("created_at", "edited_at", "thanks_count", "hidden_at", "hidden_why"),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Post]:
        """Of those that were removed there are no words to look after."""
        seen = Post.objects.visible_to(request.member)
        if not works_for_staff(request):
            seen = seen.filter(thread__forum__group__in=request.member.facilitated_group_ids)
        return seen.select_related("thread__forum__group", "author").defer("body", "html")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Post], search_term: str
    ) -> tuple[QuerySet[Post], bool]:
        """First the threads and people of that name, then their posts: never a look at each."""
        asked = fold(search_term)
        if not asked:
            return queryset, False
        seen = Thread.objects.visible_to(request.member).order_by()
        titled = seen.filter(sort_title__contains=asked).values_list("pk", flat=True)
        named = Member.objects.filter(sort_name__contains=asked).values_list("pk", flat=True)
        by_title = queryset.filter(thread__in=list(titled[:MOST_FOUND]))
        return by_title | queryset.filter(author__in=list(named[:MOST_FOUND])), False

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kw: Any) -> Any:
        """Who looked at what is for one group is written down, as the words are shown."""
        response: HttpResponse = super().change_view(request, object_id, *args, **kw)
        post = getattr(response, "context_data", {}).get("original")
        if isinstance(post, Post) and post.thread.label in CLOSED_LABELS:
            self.log_change(request, post, _("Looked at."))
        return response

    # Plain words instead of the foreign keys, whose links a facilitator could not follow.

    @admin.display(description=gettext_lazy("thread"))
    def of_thread(self, post: Post) -> str:
        return post.thread.title

    @admin.display(description=gettext_lazy("author"))
    def writer(self, post: Post) -> str:
        return str(post.author or _("A member of this group"))

    @admin.display(description=gettext_lazy("text"))
    def words(self, post: Post) -> SafeString:
        return format_html('<div dir="auto">{}</div>', post.body)
