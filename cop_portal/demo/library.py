"""The demo's library: real works, our own documents, invented practices."""

from __future__ import annotations

import csv
from typing import Any

from django.core.files import File
from django.utils import timezone

from members.models import Member, Organization, Region, Theme, ThemeLabel, Visibility, fold
from resources import actions, importing, search
from resources.models import (
    Abstract,
    Collection,
    CollectionItem,
    Document,
    Practice,
    Resource,
)
from resources.oai import history

from .data import FOLDER, load

LICENSES = {
    "": Resource.License.UNKNOWN,
    "CC BY 4.0": Resource.License.CC_BY,
    "CC BY-SA 4.0": Resource.License.CC_BY_SA,
    "CC0 1.0": Resource.License.PUBLIC_DOMAIN,
    "Charter terms": Resource.License.CHARTER,
}


class Shelves:
    """Brings works in one by one, unless they stand there already, and indexes them at the end."""

    def __init__(self, librarian: Member) -> None:
        self.librarian = librarian
        self.senders = list(Member.objects.active().order_by("pk")[:40])
        self.themes = {theme.slug: theme for theme in Theme.objects.all()}
        labels = ThemeLabel.objects.filter(language="en").values_list("text", "theme__slug")
        self.by_label = {fold(text): self.themes[slug] for text, slug in labels}
        self.regions = {region.code: region for region in Region.objects.all()}
        self.known = {
            (one.sort_title, tuple(one.languages[:1])): one for one in Resource.objects.all()
        }
        self.added: list[Resource] = []

    def theme(self, name: str) -> Theme:
        """By slug, or by an English label."""
        return self.themes.get(name) or self.by_label[fold(name)]

    def put(self, one: dict[str, Any], *, kind: str) -> tuple[Resource, bool]:
        """The resource, and whether it is new."""
        languages = one.get("languages") or [one["language"]]
        key = (fold(one["title"])[:300], (languages[0],))
        if key in self.known:
            return self.known[key], False
        number = len(self.known)
        license_name = one.get("license", "")
        resource = Resource.objects.create(
            title=one["title"],
            kind=kind,
            creators=one.get("creators", []),
            publisher=one.get("publisher", ""),
            issued=one.get("issued") or one.get("year"),
            languages=languages,
            countries=one.get("countries", []),
            license=LICENSES.get(license_name, Resource.License.OTHER),
            license_terms="" if license_name in LICENSES else license_name,
            source_url=one.get("source_url", ""),
            doi=one.get("doi", ""),
            isbn=one.get("isbn", "").replace("-", ""),
            visibility=one.get("visibility", Visibility.PUBLIC),
            files_visibility=one.get("files_visibility", one.get("visibility", "public")),
            status=Resource.Status.SUBMITTED,
            submitted_by=self.senders[number % len(self.senders)],
            submitted_at=timezone.now(),
        )
        resource.themes.set({self.theme(name) for name in one["themes"]})
        resource.regions.set(self.regions[code] for code in one.get("regions", []))
        Abstract.objects.bulk_create(
            Abstract(resource=resource, language=language, text=text)
            for language, text in one["abstracts"].items()
        )
        self.known[key] = resource
        self.added.append(resource)
        return resource, True

    def open(self) -> None:
        """Publish what was put in, and let it be found."""
        importing.publish_complete(self.added, by=self.librarian)
        search.index(self.added)
        history.note(one.pk for one in self.added)


def seed_library(librarian: Member) -> None:
    """The newest, on top of the first page, are what the community wrote itself."""
    shelves = Shelves(librarian)
    for one in load("works"):
        shelves.put(one, kind=one["kind"])
    for one in load("practices"):
        _put_practice(shelves, one)
    for one in load("documents"):
        resource, made = shelves.put(one, kind=one["kind"])
        if made:
            _attach(resource, one["files"], by=librarian)
    shelves.open()
    _put_collection(librarian)


def _attach(resource: Resource, files: list[dict[str, Any]], *, by: Member) -> None:
    earlier: dict[str, Document] = {}
    for one in files:
        path = FOLDER / "documents" / one["file"]
        with path.open("rb") as stream:
            earlier[one["language"]] = actions.attach(
                resource=resource,
                upload=File(stream, name=path.name),
                language=one["language"],
                by=by,
                replaces=earlier.get(one["language"]),
            )


def _put_practice(shelves: Shelves, one: dict[str, Any]) -> None:
    organizations = Organization.objects.filter(slug__in=one["organizations"])
    summary = {one["language"]: one["context"]}
    if "english_description" in one:
        summary["en"] = one["english_description"]
    facts = one | {
        "abstracts": summary,
        "license": "Charter terms",
        "publisher": "; ".join(organization.name for organization in organizations),
    }
    resource, made = shelves.put(facts, kind=Resource.Kind.PROMISING_PRACTICE)
    if not made:
        return
    told = (
        *("section", "subtheme", "context", "done", "with_whom", "evidence", "evidence_strength"),
        *("money", "time", "commitment", "resistance", "do_no_harm", "lessons"),
    )
    practice = Practice.objects.create(
        resource=resource, contact=one["contact_role"], **{name: one[name] for name in told}
    )
    practice.organizations.set(organizations)


def _put_collection(librarian: Member) -> None:
    """A first shelf for newcomers, of what the community wrote itself."""
    collection, made = Collection.objects.get_or_create(
        slug="first-steps",
        defaults={
            "title": "First steps in the community",
            "description": "What newcomers read first.",
            "curator": librarian,
        },
    )
    if made:
        own = Resource.objects.published().filter(publisher="Demo community").order_by("pk")
        CollectionItem.objects.bulk_create(
            CollectionItem(collection=collection, resource=resource, position=position)
            for position, resource in enumerate(own)
        )


def import_burkina_library(librarian: Member) -> None:
    """Through the import that staff use; French works without a description wait in the queue."""
    described = load("burkina_descriptions")
    path = FOLDER / "gender_data_library_burkina_faso.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    for row in rows:
        row["kind"] = "study" if row["sector"] == "Academia" else "report"
        row["countries"] = "BF"
        row["english"] = described.get(row["title"], "") if row["language"] != "en" else ""
    importing.bring_in_rows(rows, by=librarian, publish=True, theme_names=load("theme_mapping"))
