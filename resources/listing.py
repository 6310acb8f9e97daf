"""From hits of the index to lines of a list, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from members.files import media
from members.languages import language_name
from members.models import Member, Visibility, language_in_use
from members.search.found import Hit, Snippet
from members.search.marking import marked

from .facets import Names
from .models import Document, Resource
from .models.resources import ResourceQuerySet
from .practices import HEADINGS, TEXTS
from .search import PRACTICE_DOCUMENT, STORY_DOCUMENT

ABSTRACT_WORDS = 40
BADGE_KINDS: dict[str, str] = {
    Resource.Status.PUBLISHED: "info",
    Resource.Status.RETURNED: "warning",
    Resource.Status.DECLINED: "error",
    Resource.Status.WITHDRAWN: "warning",
}
SHOWN_CREATORS = 3
NAME_LETTERS = 60
TITLE_LETTERS = 240  # some official titles list every state that signed


def items(hits: Sequence[Hit], *, member: Member | None, names: Names) -> list[dict[str, Any]]:
    """What `components/item.html` needs, in the order of the hits."""
    by_pk = _found(hits, member)
    return [
        item(by_pk[hit.object_id], names=names, snippet=hit.snippet)
        for hit in hits
        if hit.object_id in by_pk
    ]


def found(hits: Sequence[Hit], member: Member | None) -> dict[int, dict[str, Any]]:
    """The same by number, without themes, for a list in which there are other things as well."""
    by_pk = _found(hits, member)
    names = Names()
    for resource in by_pk.values():
        resource.theme_slugs = []
    return {
        hit.object_id: item(by_pk[hit.object_id], names=names, snippet=hit.snippet)
        for hit in hits
        if hit.object_id in by_pk
    }


def _found(hits: Sequence[Hit], member: Member | None) -> dict[int, Any]:
    """Rows come through `visible_to`: the index is one lock, this is the second."""
    visible = Resource.objects.visible_to(member).published().for_lists(language_in_use())
    in_files = {hit.snippet.document for hit in hits if hit.snippet and hit.snippet.document}
    if in_files:
        visible = visible.annotate(in_files=_documents(member, in_files))
    return visible.in_bulk([hit.object_id for hit in hits])


def lines(resources: ResourceQuerySet, pks: Iterable[int]) -> dict[int, dict[str, Any]]:
    """What `components/item.html` needs, by number, of those that are among the resources."""
    names = Names()
    found = resources.for_lists(language_in_use()).in_bulk(list(pks))
    return {pk: item(one, names=names) for pk, one in found.items()}


def _documents(member: Member | None, numbers: Iterable[int]) -> ArraySubquery:
    """Of a resource that she sees, those of these numbers that she may open."""
    documents = Document.objects.open_to(member).filter(
        resource=OuterRef("pk"), number__in=list(numbers)
    )
    told = JSONObject(number="number", name="name", media_type="media_type")
    return ArraySubquery(documents.order_by("number").values_list(told))


def _document(resource: Any, snippet: Snippet) -> Document | None:
    """The one in which words were found, if she may open it."""
    for told in getattr(resource, "in_files", ()):
        if told["number"] == snippet.document:
            return Document(resource_id=resource.pk, **told)
    return None


def item(resource: Any, *, names: Names, snippet: Snippet | None = None) -> dict[str, Any]:
    """What `components/item.html` needs of a resource that was read `for_lists`."""
    said = resource.said or {"text": "", "language": ""}
    where = []
    if snippet and snippet.document == PRACTICE_DOCUMENT:
        where = [told(resource, snippet)]
    elif snippet and snippet.document == STORY_DOCUMENT:
        where = [(_("We used it"), marked(snippet), f"{resource.get_absolute_url()}#stories")]
    elif snippet and (document := _document(resource, snippet)):
        where = [located(document, snippet)]
    return {
        "url": resource.get_absolute_url(),
        "title": Truncator(resource.title).chars(TITLE_LETTERS),
        "lang": resource.languages[0] if resource.languages else "",
        "kind": names.of("kind", resource.kind),
        "margin": str(resource.issued or ""),
        "meta": meta(resource),
        "text": "" if where else Truncator(said["text"]).words(ABSTRACT_WORDS),
        "text_lang": said["language"],
        "snippets": where,
        "badge": badge(resource),
        "tags": [
            (names.theme_url(slug), names.of("theme", slug)) for slug in resource.theme_slugs[:4]
        ],
    }


def badge(resource: Resource) -> str:
    """What sets it apart from a published work that everybody may see."""
    if resource.status != Resource.Status.PUBLISHED:
        return str(resource.get_status_display())
    if resource.visibility == Visibility.MEMBERS:
        return _("For members")
    if resource.visibility == Visibility.GROUP:
        return _("For a group")
    return ""


def themes(resource: Resource) -> list[tuple[str, str]]:
    """Pairs of address and name. Reads `themes` prefetched, and the names in one query."""
    names = Names()
    return [
        (names.theme_url(one.slug), names.of("theme", one.slug)) for one in resource.themes.all()
    ]


def meta(resource: Resource) -> str:
    """Authors, publisher and languages, in one line."""
    people = "; ".join(resource.creators[:SHOWN_CREATORS])
    if len(resource.creators) > SHOWN_CREATORS:
        people = _("%(people)s and others") % {"people": people}
    spoken = ", ".join(language_name(code) for code in resource.languages)
    return " · ".join(part for part in (people, resource.publisher, spoken) if part)


def located(document: Document, snippet: Snippet) -> tuple[str, SafeString, str]:
    """Where the words were found, the passage with the words marked, and the address.

    Only a PDF opens at a page; what has no pages is called by the name of its file.
    """
    text = marked(snippet)
    address = document.get_absolute_url()
    if document.media_type == media.PDF:
        page = _("page %(number)s") % {"number": snippet.page}
        return (page, text, f"{document.reading_url}#page={snippet.page}")
    if document.media_type in media.PAGED:
        return (_("slide %(number)s") % {"number": snippet.page}, text, address)
    return (Truncator(document.name).chars(NAME_LETTERS), text, address)


def told(resource: Resource, snippet: Snippet) -> tuple[str, SafeString, str]:
    """In which part of a practice the words were found; it opens there."""
    number = snippet.page or 1
    heading = str(HEADINGS[TEXTS[number - 1]])
    return (heading, marked(snippet), f"{resource.get_absolute_url()}#part-{number}")
