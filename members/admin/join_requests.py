"""Who asks to join a group, for staff and for those who look after it."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from members import group_actions
from members.admin_site import ReadOnlyAdmin
from members.models import JoinRequest, Member


@admin.register(JoinRequest)
class JoinRequestAdmin(ReadOnlyAdmin):
    """One or many are let in here; whoever says no writes why, on the portal's own page."""

    open_to_facilitators = True
    list_display = ("asker", "group_name", "message", "created_at", "answer")
    list_display_links = ("asker",)
    list_filter = (("group", admin.RelatedOnlyFieldListFilter),)
    list_select_related = ("member", "group")
    search_fields = ("member__name", "member__sort_name", "group__name")
    ordering = ("created_at", "pk")
    fields = readonly_fields = ("asker", "group_name", "message", "created_at")
    actions = ("let_in_chosen",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[JoinRequest]:
        waiting = JoinRequest.objects.filter(member__status=Member.Status.ACTIVE)
        if not request.member.works_for_staff:
            hers = request.member.facilitated_group_ids
            waiting = waiting.filter(group__in=hers).exclude(member=request.member)
        return waiting.select_related("member", "group").order_by("created_at", "pk")

    def has_answer_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    # Plain words instead of the foreign keys, whose links a facilitator could not follow.

    @admin.display(description=gettext_lazy("member"), ordering="member__sort_name")
    def asker(self, place: JoinRequest) -> str:
        return place.member.name

    @admin.display(description=gettext_lazy("group"), ordering="group__sort_name")
    def group_name(self, place: JoinRequest) -> str:
        return place.group.name

    @admin.display(description=gettext_lazy("answer"))
    def answer(self, place: JoinRequest) -> str:
        return format_html('<a href="{}">{}</a>', place.get_absolute_url(), _("Answer"))

    @admin.action(description=gettext_lazy("Let the chosen people in"), permissions=["answer"])
    def let_in_chosen(self, request: HttpRequest, queryset: QuerySet[JoinRequest]) -> None:
        done = 0
        for place in queryset.exclude(member=request.member):
            try:
                group_actions.let_in(member=place.member, group=place.group, by=request.member)
            except group_actions.StandsOtherwise:
                words = _("%(name)s has been answered already; nothing was changed.")
                self.message_user(request, words % {"name": place.member}, messages.WARNING)
                continue
            done += 1
        if done:
            words = ngettext(
                "%(count)s person has been let in, and a letter tells her so.",
                "%(count)s people have been let in, and a letter tells them so.",
                done,
            )
            self.message_user(request, words % {"count": done}, messages.SUCCESS)
