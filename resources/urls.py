from django.urls import path, register_converter

from .views.document_download import document_download
from .views.oai import oai
from .views.resource_detail import resource_detail
from .views.resource_list import resource_list
from .views.submission import resource_edit, resource_new, submission_list


class NumberAndSlugConverter:
    """The slug of an address may be anything: the number finds the work, the rest is for people."""

    regex = "[^/]*"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(NumberAndSlugConverter, "any_slug")

app_name = "resources"
urlpatterns = [
    path("resources/", resource_list, name="resource_list"),
    path("resources/new/", resource_new, name="resource_new"),
    path("resources/oai/", oai, name="oai"),
    path("resources/mine/", submission_list, name="submission_list"),
    path("resources/<int:pk>-<any_slug:slug>/", resource_detail, name="resource_detail"),
    path("resources/<int:pk>-<any_slug:slug>/edit/", resource_edit, name="resource_edit"),
    path("resources/<int:pk>/documents/<int:number>/", document_download, name="document_download"),
]
