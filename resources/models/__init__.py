"""What the library holds. The roof may import from here; no other room does."""

from .collections import Collection, CollectionItem
from .documents import Document, DocumentPage
from .harvest import HarvestRecord
from .practices import Practice
from .reading_lists import ReadingListItem, ReadingListLink
from .resources import Abstract, Resource
from .review import ReviewStep

__all__ = [
    "Abstract",
    "Collection",
    "CollectionItem",
    "Document",
    "DocumentPage",
    "HarvestRecord",
    "Practice",
    "ReadingListItem",
    "ReadingListLink",
    "Resource",
    "ReviewStep",
]
