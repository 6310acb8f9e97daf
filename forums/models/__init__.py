"""What stands in the room's tables."""

from .drafts import Draft
from .feeds import FeedKey
from .forums import Forum
from .posts import Attachment, Mention, Post, PostRevision, Thanks
from .reading import Bookmark, ForumMark, ThreadMark
from .sealing import Seal, Unsealing
from .threads import Label, Loosening, Thread

__all__ = [
    "Attachment",
    "Bookmark",
    "Draft",
    "FeedKey",
    "Forum",
    "ForumMark",
    "Label",
    "Loosening",
    "Mention",
    "Post",
    "PostRevision",
    "Seal",
    "Thanks",
    "Thread",
    "ThreadMark",
    "Unsealing",
]
