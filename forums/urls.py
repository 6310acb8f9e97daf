from django.urls import path

from .views.decision_list import decision_list
from .views.post_care import post_hide, post_restore
from .views.thread_care import (
    thread_close,
    thread_hide,
    thread_lock,
    thread_pin,
    thread_restore,
    thread_unlock,
    thread_unpin,
)
from .views.thread_places import thread_merge, thread_move, thread_split

app_name = "forums"
urlpatterns = [
    # Looking after it.
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
