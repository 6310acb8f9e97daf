from django.urls import path, register_converter

from .views.collections import collection_detail, collection_list
from .views.document_download import document_download, waiting_document
from .views.document_picture import document_picture
from .views.oai import oai
from .views.pack import pack, pack_download
from .views.practice_list import practice_list
from .views.reading_list import (
    reading_list,
    reading_list_add,
    reading_list_remove,
    reading_list_share,
    reading_list_shared,
    reading_list_unshare,
)
from .views.resource_citation import resource_citation
from .views.resource_detail import resource_detail
from .views.resource_feed import resource_feed
from .views.resource_known import resource_known
from .views.resource_list import resource_list
from .views.saved_search import (
    saved_search_add,
    saved_search_list,
    saved_search_open,
    saved_search_remove,
    saved_search_rename,
)
from .views.story import story_delete, story_edit, story_list, story_take_back
from .views.submission import practice_new, resource_edit, resource_new, submission_list
from .views.version_new import version_new, version_take_back


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
    path("resources/known/", resource_known, name="resource_known"),
    path("resources/oai/", oai, name="oai"),
    path("resources/mine/", submission_list, name="submission_list"),
    path("resources/pack/", pack, name="pack"),
    path("resources/pack/download/", pack_download, name="pack_download"),
    path("resources/practices/", practice_list, name="practice_list"),
    path("resources/practices/new/", practice_new, name="practice_new"),
    path("resources/reading-list/", reading_list, name="reading_list"),
    path("resources/reading-list/share/", reading_list_share, name="reading_list_share"),
    path("resources/reading-list/unshare/", reading_list_unshare, name="reading_list_unshare"),
    path("resources/reading-list/shared/", reading_list_shared, name="reading_list_shared"),
    path("resources/<int:pk>/reading-list/add/", reading_list_add, name="reading_list_add"),
    path(
        "resources/<int:pk>/reading-list/remove/",
        reading_list_remove,
        name="reading_list_remove",
    ),
    path("resources/following/", saved_search_list, name="saved_search_list"),
    path("resources/following/add/", saved_search_add, name="saved_search_add"),
    path("resources/following/<int:pk>/open/", saved_search_open, name="saved_search_open"),
    path("resources/following/<int:pk>/rename/", saved_search_rename, name="saved_search_rename"),
    path("resources/following/<int:pk>/remove/", saved_search_remove, name="saved_search_remove"),
    path("resources/<int:pk>/stories/", story_list, name="story_list"),
    path("resources/<int:pk>/story/", story_edit, name="story_edit"),
    path("resources/<int:pk>/story/take-back/", story_take_back, name="story_take_back"),
    path("resources/<int:pk>/story/delete/", story_delete, name="story_delete"),
    path("collections/", collection_list, name="collection_list"),
    path("collections/<slug:slug>/", collection_detail, name="collection_detail"),
    path("resources/<int:pk>-<any_slug:slug>/", resource_detail, name="resource_detail"),
    path("resources/<int:pk>-<any_slug:slug>/edit/", resource_edit, name="resource_edit"),
    path("resources/<int:pk>-<any_slug:slug>/versions/new/", version_new, name="version_new"),
    path("resources/<int:pk>.bib", resource_citation, {"form": "bib"}, name="resource_citation"),
    path("resources/<int:pk>.ris", resource_citation, {"form": "ris"}, name="resource_citation"),
    path("resources/<int:pk>.json", resource_citation, {"form": "json"}, name="resource_citation"),
    path("resources/<int:pk>/documents/<int:number>/", document_download, name="document_download"),
    path(
        "resources/<int:pk>/documents/<int:number>/picture/",
        document_picture,
        name="document_picture",
    ),
    path("resources/<int:pk>/waiting/<int:number>/", waiting_document, name="waiting_document"),
    path(
        "resources/<int:pk>/waiting/<int:number>/take-back/",
        version_take_back,
        name="version_take_back",
    ),
]
