from django.urls import path, register_converter

from .views.document_download import document_download
from .views.resource_citation import resource_citation
from .views.resource_detail import resource_detail
from .views.resource_feed import resource_feed
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
    path("resources/feed/", resource_feed, name="resource_feed"),
    path("resources/new/", resource_new, name="resource_new"),
    path("resources/mine/", submission_list, name="submission_list"),
    path("resources/<int:pk>-<any_slug:slug>/", resource_detail, name="resource_detail"),
    path("resources/<int:pk>-<any_slug:slug>/edit/", resource_edit, name="resource_edit"),
    path("resources/<int:pk>.bib", resource_citation, {"form": "bib"}, name="resource_citation"),
    path("resources/<int:pk>.ris", resource_citation, {"form": "ris"}, name="resource_citation"),
    path("resources/<int:pk>.json", resource_citation, {"form": "json"}, name="resource_citation"),
    path("resources/<int:pk>/documents/<int:number>/", document_download, name="document_download"),
]
