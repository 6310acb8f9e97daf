"""What the administration changes about people is found by others at once, or soon."""

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from members.person_search import index_people


class OfAPerson(admin.ModelAdmin):
    """For what belongs to a member: she is found by what it says now."""

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        before = form.initial.get("member")
        super().save_model(request, obj, form, change)
        index_people({obj.member_id} | ({before} if before else set()))

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        super().delete_model(request, obj)
        index_people([obj.member_id])

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Model]) -> None:
        people = list(queryset.values_list("member", flat=True))
        super().delete_queryset(request, queryset)
        index_people(people)
