"""What was decided, to look at. Facilitators read what concerns their groups."""

from django.contrib import admin
from django.utils.translation import gettext_lazy

from members.admin_site import GroupsOfHersFilter, ReadOnlyAdmin, WithinHerGroups

from .models import Decision


@admin.register(Decision)
class DecisionAdmin(WithinHerGroups, ReadOnlyAdmin):
    list_display = ("title", "deed", "who", "of_group", "at")
    list_filter = (("group", GroupsOfHersFilter),)
    list_select_related = ("by", "group")
    search_fields = ("title", "why")
    date_hierarchy = "at"
    fields = ("title", "deed", "who", "together", "of_group", "at", "why", "before", "after")

    # Plain words instead of the foreign keys, whose links a facilitator could not follow.

    @admin.display(description=gettext_lazy("by"), ordering="by__sort_name")
    def who(self, decision: Decision) -> str:
        return str(decision.by)

    @admin.display(description=gettext_lazy("together with"))
    def together(self, decision: Decision) -> str:
        return str(decision.together_with or "–")

    @admin.display(description=gettext_lazy("group"), ordering="group__name")
    def of_group(self, decision: Decision) -> str:
        return str(decision.group or "–")
