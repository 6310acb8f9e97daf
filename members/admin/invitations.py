"""Everybody's invitations, for staff to look at and to take back. Keys are shown to nobody."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from members import invitations
from members.admin_site import PortalAdmin, ReadOnlyAdmin
from members.models import Invitation


@admin.register(Invitation)
class InvitationAdmin(ReadOnlyAdmin):
    list_display = (
        *("address", "invited_by", "organization", "group"),
        *("status", "created_at", "expires_at"),
    )
    list_filter = ("status", "language")
    list_select_related = ("invited_by", "organization", "group")
    search_fields = ("address", "invited_by__name", "invited_by__sort_name", "organization__name")
    date_hierarchy = "created_at"
    fields = (
        *("address", "invited_by", "organization", "group", "words", "language", "status"),
        *("created_at", "expires_at", "letters", "letter_asked_at", "letter_written_at"),
        *("reminded_at", "closed_at", "accepted_by"),
    )
    actions = ("revoke_chosen",)

    def has_revoke_permission(self, request: HttpRequest) -> bool:
        return PortalAdmin.has_change_permission(self, request)

    @admin.action(description=_("Take back"), permissions=["revoke"])
    def revoke_chosen(self, request: HttpRequest, queryset: QuerySet[Invitation]) -> None:
        done = 0
        for invitation in queryset:
            try:
                invitations.revoke(invitation=invitation)
            except invitations.NotOpen:
                continue
            done += 1
        words = ngettext(
            "%(count)s invitation was taken back.", "%(count)s invitations were taken back.", done
        )
        self.message_user(request, words % {"count": done}, messages.SUCCESS)
