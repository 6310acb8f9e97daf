"""The charter, which nobody rewrites once it is in force, and who has accepted it."""

from django import forms
from django.contrib import admin
from django.db.models import Count, Model, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.admin_site import PortalAdmin, ReadOnlyAdmin, works_for_staff
from members.models import Acceptance, CharterText, CharterVersion


class TextInline(admin.StackedInline):
    model = CharterText
    extra = 1

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return works_for_staff(request) and not is_in_force(obj)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return works_for_staff(request) and not is_in_force(obj)

    has_delete_permission = has_change_permission


class VersionForm(forms.ModelForm):
    def clean_in_force_on(self) -> object:
        """A day to come: from the moment it is in force, people accept what it says."""
        day = self.cleaned_data["in_force_on"]
        if "in_force_on" in self.changed_data and day <= timezone.localdate():
            raise forms.ValidationError(
                _("Please choose a day to come, so that there is time to check the texts.")
            )
        return day


@admin.register(CharterVersion)
class CharterVersionAdmin(PortalAdmin):
    form = VersionForm
    list_display = ("__str__", "in_force_on", "asks_again", "people")
    inlines = (TextInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[CharterVersion]:
        return super().get_queryset(request).annotate(people_count=Count("acceptances"))

    @admin.display(description=_("have accepted it"), ordering="people_count")
    def people(self, version: CharterVersion) -> int:
        return version.people_count

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return super().has_change_permission(request) and not is_in_force(obj)

    has_delete_permission = has_change_permission


def is_in_force(version: Model | None) -> bool:
    return isinstance(version, CharterVersion) and version.in_force_on <= timezone.localdate()


@admin.register(Acceptance)
class AcceptanceAdmin(ReadOnlyAdmin):
    list_display = ("member", "version", "language", "accepted_at")
    list_filter = ("version", "language")
    list_select_related = ("member", "version")
    search_fields = ("member__name", "member__sort_name", "member__email")
    date_hierarchy = "accepted_at"
