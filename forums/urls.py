from django.urls import URLPattern, path

from .views.attachment import attachment
from .views.bookmark_list import bookmark_list
from .views.decision_list import decision_list
from .views.drafts import draft_delete, draft_list, draft_save
from .views.forum_detail import forum_detail
from .views.forum_feed import forum_feed, forum_feed_key, forum_feed_private, forums_feed
from .views.forum_list import forum_list
from .views.forum_search import forum_search
from .views.marks import forum_list_read, forum_read
from .views.post_care import post_hide, post_restore
from .views.post_detail import post_detail
from .views.post_edit import post_edit
from .views.post_history import post_history, revision_hide
from .views.post_reactions import post_bookmark, post_helped, post_thank, thanks_list
from .views.post_remove import post_remove
from .views.thread_care import (
    thread_close,
    thread_hide,
    thread_lock,
    thread_pin,
    thread_restore,
    thread_unlock,
    thread_unpin,
)
from .views.thread_detail import thread_detail
from .views.thread_label import thread_label
from .views.thread_new import thread_new
from .views.thread_places import thread_merge, thread_move, thread_split
from .views.thread_reply import thread_reply
from .views.unsealing import post_unseal, unsealing_detail, unsealing_list

app_name = "forums"

# What stands at fixed places, before the forums by their names.
READING: list[URLPattern] = [
    path("forums/", forum_list, name="forum_list"),
    path("forums/read/", forum_list_read, name="forum_list_read"),
    path("forums/search/", forum_search, name="forum_search"),
    path("forums/feed/", forums_feed, name="forums_feed"),
    path("forums/posts/<int:pk>/", post_detail, name="post_detail"),
]
WRITING: list[URLPattern] = [
    path("forums/threads/<int:pk>/reply/", thread_reply, name="thread_reply"),
    path("forums/drafts/", draft_list, name="draft_list"),
    path("forums/drafts/save/", draft_save, name="draft_save"),
    path("forums/drafts/<int:pk>/delete/", draft_delete, name="draft_delete"),
    path("forums/attachments/<int:pk>/", attachment, name="attachment"),
]
EDITING: list[URLPattern] = [
    path("forums/bookmarks/", bookmark_list, name="bookmark_list"),
    path("forums/posts/<int:pk>/edit/", post_edit, name="post_edit"),
    path("forums/posts/<int:pk>/history/", post_history, name="post_history"),
    path(
        "forums/posts/<int:pk>/history/<int:revision_pk>/hide/",
        revision_hide,
        name="revision_hide",
    ),
    path("forums/posts/<int:pk>/remove/", post_remove, name="post_remove"),
    path("forums/posts/<int:pk>/thank/", post_thank, name="post_thank"),
    path("forums/posts/<int:pk>/thanks/", thanks_list, name="thanks_list"),
    path("forums/posts/<int:pk>/helped/", post_helped, name="post_helped"),
    path("forums/posts/<int:pk>/bookmark/", post_bookmark, name="post_bookmark"),
    path("forums/threads/<int:pk>/label/", thread_label, name="thread_label"),
]
CARE: list[URLPattern] = [
    path("forums/decisions/", decision_list, name="decision_list"),
    path("forums/threads/<int:pk>/lock/", thread_lock, name="thread_lock"),
    path("forums/threads/<int:pk>/unlock/", thread_unlock, name="thread_unlock"),
    path("forums/threads/<int:pk>/pin/", thread_pin, name="thread_pin"),
    path("forums/threads/<int:pk>/unpin/", thread_unpin, name="thread_unpin"),
    path("forums/threads/<int:pk>/move/", thread_move, name="thread_move"),
    path("forums/threads/<int:pk>/merge/", thread_merge, name="thread_merge"),
    path("forums/threads/<int:pk>/split/", thread_split, name="thread_split"),
    path("forums/threads/<int:pk>/hide/", thread_hide, name="thread_hide"),
    path("forums/threads/<int:pk>/restore/", thread_restore, name="thread_restore"),
    path("forums/threads/<int:pk>/close/", thread_close, name="thread_close"),
    path("forums/posts/<int:pk>/hide/", post_hide, name="post_hide"),
    path("forums/posts/<int:pk>/restore/", post_restore, name="post_restore"),
]
FORUMS: list[URLPattern] = [
    path("forums/<slug:slug>/", forum_detail, name="forum_detail"),
    path("forums/<slug:slug>/new/", thread_new, name="thread_new"),
    path("forums/<slug:slug>/read/", forum_read, name="forum_read"),
    path("forums/<slug:slug>/feed/", forum_feed, name="forum_feed"),
    path("forums/<slug:slug>/feed/key/", forum_feed_key, name="forum_feed_key"),
    path("forums/<slug:slug>/feed/<str:key>/", forum_feed_private, name="forum_feed_private"),
    path(
        "forums/<slug:slug>/<int:pk>-<any_slug:thread_slug>/", thread_detail, name="thread_detail"
    ),
]
UNSEALING: list[URLPattern] = [
    path("forums/posts/<int:pk>/unseal/", post_unseal, name="post_unseal"),
    path("forums/unsealing/", unsealing_list, name="unsealing_list"),
    path("forums/unsealing/<int:pk>/", unsealing_detail, name="unsealing_detail"),
]
urlpatterns = [*READING, *WRITING, *EDITING, *CARE, *UNSEALING, *FORUMS]
