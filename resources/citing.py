"""From a resource to what its page and its citations say: which words, which addresses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from members.models import Visibility

from . import metadata
from .addresses import absolute
from .citations import FORMATS, Work, cited, line
from .models import Document, Resource

Themes = Sequence[tuple[str, str]]  # pairs of address and name


def work_of(resource: Resource, themes: Themes) -> Work:
    """Reads `abstracts` prefetched."""
    return cited(
        resource,
        address=absolute(resource.get_absolute_url()),
        keywords=tuple(name for _url, name in themes),
    )


def shown(resource: Resource, themes: Themes, readable: Sequence[Document]) -> dict[str, Any]:
    """What the page of a work needs, from the documents that its reader may see.

    `citation` is there for who may see a published work; `record`, which is for machines, only
    where everybody may.
    """
    if resource.status != Resource.Status.PUBLISHED:
        return {}
    work = work_of(resource, themes)
    paths = {form: _path(resource, form) for form in FORMATS}
    found = {
        "citation": line(work),
        "citation_formats": [(paths[form], one.label) for form, one in FORMATS.items()],
    }
    if resource.visibility != Visibility.PUBLIC:
        return found
    record = metadata.Record(
        work=work,
        files=tuple(
            metadata.File(absolute(one.get_absolute_url()), one.media_type, one.language)
            for one in readable
            if one.replaced_by_id is None
        ),
        formats=tuple(
            metadata.Alternate(absolute(paths[form]), one.media_type, one.label)
            for form, one in FORMATS.items()
        ),
        license=resource.license,
        changed_at=resource.updated_at,
    )
    return found | {
        "record": record,
        "meta_elements": metadata.meta_elements(record),
        "linked_data": metadata.linked_data(record),
    }


def _path(resource: Resource, form: str) -> str:
    return reverse("resources:resource_citation", kwargs={"pk": resource.pk, "form": form})
