from django.urls import URLPattern, path

from .views.forum_detail import forum_detail
from .views.forum_feed import forum_feed, forum_feed_key, forum_feed_private, forums_feed
from .views.forum_list import forum_list
from .views.forum_search import forum_search
from .views.marks import forum_list_read, forum_read
from .views.post_detail import post_detail
from .views.thread_detail import thread_detail

app_name = "forums"

# What stands at fixed places, before the forums by their names.
READING: list[URLPattern] = [
    path("forums/", forum_list, name="forum_list"),
    path("forums/read/", forum_list_read, name="forum_list_read"),
    path("forums/search/", forum_search, name="forum_search"),
    path("forums/feed/", forums_feed, name="forums_feed"),
    path("forums/posts/<int:pk>/", post_detail, name="post_detail"),
]
FORUMS: list[URLPattern] = [
    path("forums/<slug:slug>/", forum_detail, name="forum_detail"),
    path("forums/<slug:slug>/read/", forum_read, name="forum_read"),
    path("forums/<slug:slug>/feed/", forum_feed, name="forum_feed"),
    path("forums/<slug:slug>/feed/key/", forum_feed_key, name="forum_feed_key"),
    path("forums/<slug:slug>/feed/<str:key>/", forum_feed_private, name="forum_feed_private"),
    path(
        "forums/<slug:slug>/<int:pk>-<any_slug:thread_slug>/", thread_detail, name="thread_detail"
    ),
]
urlpatterns = [*READING, *FORUMS]
