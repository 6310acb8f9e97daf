"""What the library holds. The roof may import from here; no other room does."""

from .collections import Collection, CollectionItem
from .documents import Document, DocumentPage
from .harvest import HarvestRecord
from .imports import Import, ImportRow
from .links import LinkCheck
from .practices import Practice
from .reading_lists import ReadingListItem, ReadingListLink
from .resources import Abstract, Resource
from .review import ReviewStep
from .saved_searches import SavedSearch
from .sources import HarvestRun, Source, SourceRecord, SourceTheme
from .stories import Story
from .usage import EmptySearch, MonthlyUse, Salt, SearchTally, UseEvent
from .waiting import WaitingDocument

__all__ = [
    "Abstract",
    "Collection",
    "CollectionItem",
    "Document",
    "DocumentPage",
    "EmptySearch",
    "HarvestRecord",
    "HarvestRun",
    "Import",
    "ImportRow",
    "LinkCheck",
    "MonthlyUse",
    "Practice",
    "ReadingListItem",
    "ReadingListLink",
    "Resource",
    "ReviewStep",
    "Salt",
    "SavedSearch",
    "SearchTally",
    "Source",
    "SourceRecord",
    "SourceTheme",
    "Story",
    "UseEvent",
    "WaitingDocument",
]
