"""One work at its stable address."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Prefetch, Subquery, prefetch_related_objects
from django.db.models.functions import JSONObject
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from members.access import public
from members.languages import language_name
from members.models import Member, language_in_use
from resources import access, citing, facets, listing, metadata, search, stories
from resources.models import (
    Collection,
    Document,
    Practice,
    ReadingListItem,
    Resource,
    ReviewStep,
    Story,
    WaitingDocument,
)
from resources.practices import list_url, listed_organizations, tell
from resources.usage import counting, figures

MOST_COLLECTIONS = 10


@public("Public resources are open to everybody; the view asks visible_to for each.")
@require_safe
def resource_detail(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    member = request.member
    readable = Document.objects.open_to(member)
    resource = get_object_or_404(
        Resource.objects.visible_to(member)
        .annotate(**_shelves(member))
        .select_related("practice")
        .prefetch_related("abstracts", Prefetch("documents", readable)),
        pk=pk,
    )
    if slug != resource.slug:
        return redirect(resource, permanent=resource.status == Resource.Status.PUBLISHED)
    names = facets.Names()
    themes = [(names.theme_url(one), names.of("theme", one)) for one in resource.theme_slugs]
    cite = citing.shown(resource, themes, list(resource.documents.all()))
    response = render(
        request,
        "resources/resource_detail.html",
        {
            "resource": resource,
            "abstracts": _abstracts(resource),
            "facts": _facts(resource, names),
            "themes": themes,
            "license": resource.license_terms or resource.get_license_display(),
            "badge": listing.badge(resource),
            "badge_kind": listing.BADGE_KINDS.get(resource.status, "info"),
            "related": _related(resource, member),
            **_files(resource),
            **_practice(resource),
            **_stories(request, resource),
            **_rights(request, resource),
            **cite,
        },
    )
    if record := cite.get("record"):
        response["Link"] = metadata.signposts(record)
    counting.note_use(request, response, resource)
    return response


def _rights(request: HttpRequest, resource: Resource) -> dict[str, object]:
    """What she may do with it, and what only some are told."""
    member = request.member
    return {
        "step": _step(request, resource),
        "can_edit": access.can_edit(member, resource),
        "can_send_version": access.can_send_version(member, resource),
        "can_review": access.can_review(member),
        "use": figures.facts_of(resource) if access.can_see_usage(member) else (),
    }


def _shelves(member: Member | None) -> dict[str, Exists | Subquery]:
    """Themes, regions, collections, stories and more: in the statement that fetches the work.

    Which is one that she sees: of what stands with it, only the rest of the door is asked.
    """
    themes = Resource.themes.through.objects.filter(resource=OuterRef("pk"))
    regions = Resource.regions.through.objects.filter(resource=OuterRef("pk"))
    collections = Collection.objects.visible_to(member).filter(items__resource=OuterRef("pk"))
    waiting = WaitingDocument.objects.open_to(member).filter(resource=OuterRef("pk"))
    held = Document.objects.held_for(member).filter(resource=OuterRef("pk"))
    kept = ReadingListItem.objects.filter(member=member, resource=OuterRef("pk"))
    hers = Story.objects.filter(author=member, resource=OuterRef("pk"))
    told = JSONObject(name="name", pk="pk", scan="scan")
    sent = JSONObject(name="name", pk="pk", scan="scan", sent_by="sent_by")
    return {
        "theme_slugs": ArraySubquery(
            themes.order_by("theme__position", "theme__slug").values("theme__slug")
        ),
        "region_codes": ArraySubquery(
            regions.order_by("region__position", "region__code").values("region__code")
        ),
        "collections_of_it": ArraySubquery(
            collections.values(json=JSONObject(title="title", slug="slug"))[:MOST_COLLECTIONS]
        ),
        "is_kept": Exists(kept),
        "told_stories": stories.newest_told_to(member),
        "own_story": Subquery(hers.values("status")[:1]),
        "waiting_files": ArraySubquery(waiting.values(json=sent)),
        "files_held": ArraySubquery(held.values(json=told)),
    }


def _abstracts(resource: Resource) -> list[tuple[str, str, str]]:
    """Code, name of the language, text; the reader's language first, then English.

    A practice begins with its context: an abstract that says the same is left out.
    """
    order = [language_in_use(), "en"]
    context = resource.practice.context if hasattr(resource, "practice") else None
    said = sorted(
        (one for one in resource.abstracts.all() if one.text != context),
        key=lambda one: order.index(one.language) if one.language in order else len(order),
    )
    return [(one.language, language_name(one.language), one.text) for one in said]


def _files(resource: Any) -> dict[str, object]:
    """The documents she may open; where there are none, for whom or when they are."""
    documents = list(resource.documents.all())
    # A newer version that waits for the virus scan is not among them, and has replaced none yet.
    open_ones = {one.pk for one in documents}
    earlier = [one for one in documents if one.replaced_by_id in open_ones]
    return {
        "files": _rows([one for one in documents if one not in earlier]),
        "earlier_files": _rows(earlier),
        "files_held": [_held(one) for one in resource.files_held or ()],
        "files_that_wait": [_held(one) for one in resource.waiting_files or ()],
        "closed_to": _closed_to(resource) if not documents else "",
        "opens_on": resource.files_open_on if resource.files_are_held_back else None,
    }


def _rows(documents: list[Document]) -> list[dict[str, object]]:
    """What `components/file_row.html` needs; the reader's language first."""
    reads = language_in_use()
    documents = sorted(documents, key=lambda one: one.language != reads)
    return [
        {
            "url": one.get_absolute_url(),
            "reading_url": one.reading_url,
            "picture": one.picture_url,
            "picture_width": one.picture_width,
            "picture_height": one.picture_height,
            "name": one.name,
            "type": one.type_name,
            "size": one.size,
            "language": language_name(one.language),
            "pages": one.page_count,
            "version": one.version if one.version > 1 else None,
            "note": one.get_extraction_display()
            if one.extraction not in {Document.Extraction.READ, Document.Extraction.NOT_TEXT}
            else "",
        }
        for one in documents
    ]


def _held(file: dict[str, Any]) -> dict[str, Any]:
    """A file that others do not know of, and where its virus scan stands, if that is in the way."""
    is_held = file["scan"] in Document.HELD
    return file | {"state": Document.Scan(file["scan"]).label if is_held else ""}


def _facts(resource: Any, names: facets.Names) -> list[tuple[str, str]]:
    return [
        (_("Authors"), "; ".join(resource.creators)),
        (_("Publisher"), resource.publisher),
        (_("Year"), str(resource.issued or "")),
        (_("Language"), ", ".join(language_name(code) for code in resource.languages)),
        (_("Countries"), ", ".join(str(country.name) for country in resource.countries)),
        (_("Regions"), ", ".join(names.of("region", code) for code in resource.region_codes)),
        ("DOI", resource.doi),
        ("ISBN", resource.isbn),
    ]


def _related(resource: Any, member: Member | None) -> list[tuple[Resource, str]]:
    found = search.related(resource, resource.theme_slugs, member=member)
    return [(one, _in_brief(one)) for one in found]


def _in_brief(resource: Resource) -> str:
    return " · ".join(
        part for part in (resource.get_kind_display(), str(resource.issued or "")) if part
    )


def _step(request: HttpRequest, resource: Resource) -> object:
    """The last thing that was decided, for those whom it concerns."""
    concerned = access.can_review(request.member) or (
        request.member and resource.submitted_by_id == request.member.pk
    )
    if resource.status == Resource.Status.WITHDRAWN:
        return resource.review_steps.filter(deed=ReviewStep.Deed.WITHDRAWN).last()
    if concerned:
        return resource.review_steps.last()
    return None


def _closed_to(resource: Resource) -> str:
    """For whom the files are, if there are any: a reader who sees none is told."""
    if resource.status == Resource.Status.WITHDRAWN:
        return ""
    has_files = Document.objects.released().filter(resource=resource).exists()
    return resource.files_visibility if has_files else ""


def _stories(request: HttpRequest, resource: Any) -> dict[str, object]:
    found = [stories.Told(**facts) for facts in resource.told_stories]
    return {
        "stories": found[: stories.NEWEST],
        "are_more_stories": len(found) > stories.NEWEST,
        "can_tell": access.can_tell(request.member, resource),
    }


def _practice(resource: Resource) -> dict[str, object]:
    practice = getattr(resource, "practice", None)
    if practice is None:
        return {}
    prefetch_related_objects([practice], listed_organizations())
    address = f"{settings.BASE_URL}{resource.get_absolute_url()}"
    return {"told": tell(practice), "address": address, **_place(practice)}


def _place(practice: Practice) -> dict[str, str]:
    """Where its neighbours are."""
    here = {"section": practice.section, "subtheme": practice.subtheme}
    return {"section_url": list_url(section=practice.section), "subtheme_url": list_url(**here)}
