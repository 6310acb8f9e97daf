"""The deeds in words: what is asked before each, and what is said when it is done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy

from forums.care_forms import OpenReasonForm, ReasonForm
from forums.models import Thread

from . import forums, posts, threads

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

LATE = gettext_lazy(
    "Somebody was quicker, or it does not fit any more. Nothing was changed; please look again."
)
ABOUT_HERSELF = gettext_lazy(
    "It is about yourself: somebody else who looks after the group decides."
)


@dataclass(frozen=True)
class Deed:
    """With one thing, for a reason. `fits` says whether there is anything to do.

    `do` takes the thing under the name `about`; `for_many` stands in lists of the administration.
    """

    title: StrPromise
    lead: StrPromise
    button: StrPromise
    done: StrPromise
    do: Callable[..., object]
    fits: Callable[[Any], object]
    form: type[ReasonForm] = ReasonForm
    for_many: StrPromise | None = None
    about: str = "thread"
    is_harsh: bool = False


LOCK = Deed(
    title=gettext_lazy("Lock the thread"),
    lead=gettext_lazy("It can be read, and only those who look after the group still reply."),
    button=gettext_lazy("Lock"),
    done=gettext_lazy("The thread is locked."),
    do=threads.lock,
    for_many=gettext_lazy("Lock the chosen threads …"),
    fits=lambda thread: not thread.locked_at,
    form=OpenReasonForm,
)
UNLOCK = Deed(
    title=gettext_lazy("Unlock the thread"),
    lead=gettext_lazy("Whoever may write in the forum replies again."),
    button=gettext_lazy("Unlock"),
    done=gettext_lazy("The thread is open again."),
    do=threads.unlock,
    for_many=gettext_lazy("Unlock the chosen threads …"),
    fits=lambda thread: thread.locked_at,
)
PIN = Deed(
    title=gettext_lazy("Pin the thread"),
    lead=gettext_lazy("It stands above the others of its forum."),
    button=gettext_lazy("Pin"),
    done=gettext_lazy("The thread is pinned."),
    do=threads.pin,
    for_many=gettext_lazy("Pin the chosen threads …"),
    fits=lambda thread: not thread.pinned_at and not thread.hidden_at,
)
UNPIN = Deed(
    title=gettext_lazy("Unpin the thread"),
    lead=gettext_lazy("It stands among the others, by its last post."),
    button=gettext_lazy("Unpin"),
    done=gettext_lazy("The thread is no longer pinned."),
    do=threads.unpin,
    for_many=gettext_lazy("Unpin the chosen threads …"),
    fits=lambda thread: thread.pinned_at,
)
HIDE = Deed(
    title=gettext_lazy("Hide the thread"),
    lead=gettext_lazy(
        "Only those who look after the group still find it. If it was opened under a name, a "
        "letter tells that person why, and how to answer."
    ),
    button=gettext_lazy("Hide"),
    done=gettext_lazy("The thread is hidden."),
    do=threads.hide,
    for_many=gettext_lazy("Hide the chosen threads …"),
    fits=lambda thread: not thread.hidden_at,
    is_harsh=True,
)
RESTORE = Deed(
    title=gettext_lazy("Restore the thread"),
    lead=gettext_lazy("Everybody who could read it reads it again."),
    button=gettext_lazy("Restore"),
    done=gettext_lazy("The thread can be read again."),
    do=threads.restore,
    for_many=gettext_lazy("Restore the chosen threads …"),
    fits=lambda thread: thread.hidden_at,
)
CLOSE = Deed(
    title=gettext_lazy("Close the e-discussion"),
    lead=gettext_lazy("It ends before its last day. It can be read, and nobody replies any more."),
    button=gettext_lazy("Close"),
    done=gettext_lazy("The e-discussion is closed."),
    do=threads.close,
    fits=lambda thread: thread.kind == Thread.Kind.E_DISCUSSION and not thread.is_over,
)
HIDE_POST = Deed(
    title=gettext_lazy("Hide the post"),
    lead=gettext_lazy(
        "Its place stays, with your reason. Its author still reads it; who wrote under a name gets "
        "a letter with the reason, and how to answer."
    ),
    button=gettext_lazy("Hide"),
    done=gettext_lazy("The post is hidden."),
    do=posts.hide,
    for_many=gettext_lazy("Hide the chosen posts …"),
    about="post",
    fits=lambda post: not post.hidden_at,
    form=OpenReasonForm,
    is_harsh=True,
)
RESTORE_POST = Deed(
    title=gettext_lazy("Restore the post"),
    lead=gettext_lazy("Everybody who reads the thread reads it again."),
    button=gettext_lazy("Restore"),
    done=gettext_lazy("The post can be read again."),
    do=posts.restore,
    for_many=gettext_lazy("Restore the chosen posts …"),
    about="post",
    fits=lambda post: post.hidden_at,
)
CLOSE_FORUM = Deed(
    title=gettext_lazy("Close the forum"),
    lead=gettext_lazy("Whoever could read it still does, and nobody writes there any more."),
    button=gettext_lazy("Close"),
    done=gettext_lazy("The forum is closed."),
    do=forums.close,
    about="forum",
    fits=lambda forum: not forum.closed_at,
)
REOPEN_FORUM = Deed(
    title=gettext_lazy("Open the forum again"),
    lead=gettext_lazy("Its group writes there again."),
    button=gettext_lazy("Open again"),
    done=gettext_lazy("The forum is open again."),
    do=forums.reopen,
    about="forum",
    fits=lambda forum: forum.closed_at,
)
