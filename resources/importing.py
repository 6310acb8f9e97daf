"""Bringing a list of works into the library from a spreadsheet: by staff in the admin, by the demo.

Columns: title, issued, publisher, language, source_url, themes; optional kind, creators, countries,
abstract, english, license, doi, isbn. Several values are parted by ";". Staff see a preview with
the errors of each row; nothing is written before they agree. An update never touches files.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from import_export import fields, resources, widgets

from members.languages import CODES
from members.models import Member, Theme, ThemeLabel, Visibility, fold

from . import search
from .models import Abstract, Resource, ReviewStep
from .oai import history
from .tidy import on_one_line, tidy
from .word_count import count_words

DOI_PREFIX = "https://doi.org/"
EMPTY = {"", "nan", "none", "n/a"}


class ListWidget(widgets.Widget):
    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> list[str]:
        return [part.strip() for part in str(value or "").split(";") if part.strip()]


class YearWidget(widgets.Widget):
    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> int | None:
        text = str(value or "").strip().removesuffix(".0")
        if text.lower() in EMPTY:
            return None
        if not text.isdigit():
            raise ValidationError(_("“%(value)s” is not a year.") % {"value": text})
        return int(text)


class LinkWidget(widgets.Widget):
    """A web address; what real lists put in its place ("nan", a title) counts as none."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        text = str(value or "").strip()
        return text if text.startswith(("https://", "http://")) else ""


class ResourceRows(resources.ModelResource):
    """One row, one work. A work that is known by its DOI, or title, year and language, is updated.

    New works wait for review, unless `publish` is set: then those with an English description, or
    in English, are published at once.
    """

    languages = fields.Field("languages", "language", widget=ListWidget())
    issued = fields.Field("issued", "issued", widget=YearWidget())
    creators = fields.Field("creators", "creators", widget=ListWidget())
    countries = fields.Field("countries", "countries", widget=ListWidget())
    source_url = fields.Field("source_url", "source_url", widget=LinkWidget())

    class Meta:
        model = Resource
        fields = (
            *("title", "publisher", "issued", "languages", "creators", "countries"),
            *("source_url", "kind"),
        )
        import_id_fields = ()
        use_bulk = False
        clean_model_instances = True
        use_transactions = True
        skip_unchanged = False

    def __init__(
        self,
        *,
        by: Member,
        publish: bool = False,
        theme_names: dict[str, str] | None = None,
        **kwargs: Any,
    ) -> None:
        """`theme_names` maps names of another library's themes to slugs of ours."""
        super().__init__(**kwargs)
        self.by, self.publish = by, publish
        self.theme_names = theme_names or {}
        self.imported: list[Resource] = []

    @cached_property
    def themes(self) -> dict[str, Theme]:
        """By folded label in any language, by slug, and by the other library's names."""
        by_slug = {theme.slug: theme for theme in Theme.objects.all()}
        labels = ThemeLabel.objects.values_list("text", "theme__slug")
        known = {fold(text): by_slug[slug] for text, slug in labels}
        known |= {fold(name): by_slug[slug] for name, slug in self.theme_names.items()}
        return known | by_slug

    @cached_property
    def known(self) -> dict[tuple[str, ...], Resource]:
        """What is in the library or on its way; a draft is nobody's business yet."""
        shown = Resource.objects.visible_to(self.by).exclude(status=Resource.Status.DRAFT)
        return {key: one for one in shown for key in _keys(one)}

    def before_import_row(self, row: Any, **kwargs: Any) -> None:
        for name, cell in row.items():
            row[name] = tidy(cell) if isinstance(cell, str) else cell
        for name in {"title", "publisher"} & row.keys():
            row[name] = on_one_line(str(row[name] or "").replace("\\n", " "))
        if not row.get("kind"):
            row.pop("kind", None)  # what the list does not say stays as it was
        if not row.get("title"):
            raise ValidationError({"title": _("A work needs a title.")})
        _check_year(row.get("issued"))
        self._check_languages(row)
        strange = [name for name in self._theme_names_of(row) if fold(name) not in self.themes]
        if strange:
            raise ValidationError({"themes": _("Unknown theme: %s.") % ", ".join(strange)})

    @staticmethod
    def _check_languages(row: Any) -> None:
        spoken = ListWidget().clean(row.get("language"))
        unknown = [code for code in spoken if code not in CODES]
        if unknown:
            raise ValidationError({"languages": _("Unknown language: %s.") % ", ".join(unknown)})
        if not spoken:
            raise ValidationError({"languages": _("Please say in which language it is written.")})

    @staticmethod
    def _theme_names_of(row: Any) -> list[str]:
        return [name.strip() for name in str(row.get("themes") or "").split(";") if name.strip()]

    def get_instance(self, instance_loader: Any, row: Any) -> Resource | None:
        wanted = Resource(
            title=row["title"],
            issued=YearWidget().clean(row.get("issued")),
            languages=ListWidget().clean(row.get("language")),
            doi=_doi_in(row),
        )
        return next((self.known[key] for key in _keys(wanted) if key in self.known), None)

    def init_instance(self, row: Any = None) -> Resource:
        """A new work waits for review, sent in by whoever imports."""
        return Resource(
            submitted_by=self.by,
            status=Resource.Status.SUBMITTED,
            submitted_at=timezone.now(),
            visibility=Visibility.PUBLIC,
            files_visibility=Visibility.PUBLIC,
        )

    def before_save_instance(self, instance: Resource, row: Any, **kwargs: Any) -> None:
        instance.doi = instance.doi or _doi_in(row)

    def after_save_instance(self, instance: Resource, row: Any, **kwargs: Any) -> None:
        self.known |= dict.fromkeys(_keys(instance), instance)
        instance.themes.add(*(self.themes[fold(name)] for name in self._theme_names_of(row)))
        language = instance.languages[0] if instance.languages else "en"
        for code, column in ((language, "abstract"), ("en", "english")):
            if text := str(row.get(column) or "").strip():
                Abstract.objects.update_or_create(
                    resource=instance, language=code, defaults={"text": text}
                )
        self.imported.append(instance)

    def after_import(self, dataset: Any, result: Any, **kwargs: Any) -> None:
        """Publish what is complete; write to the index once for all."""
        if not kwargs.get("dry_run"):
            publish_complete(self.imported if self.publish else [], by=self.by)
            search.index(self.imported)
            history.note(one.pk for one in self.imported)


def _check_year(cell: Any) -> None:
    """So that the error stands under the name of its column."""
    try:
        YearWidget().clean(cell)
    except ValidationError as error:
        raise ValidationError({"issued": error.messages}) from error


def _keys(resource: Resource) -> list[tuple[str, ...]]:
    """By which a work is recognized: its DOI, and its title with year and language."""
    keys: list[tuple[str, ...]] = [(resource.doi.lower(),)] if resource.doi else []
    if resource.title:
        spoken = resource.languages[0] if resource.languages else ""
        keys.append((fold(resource.title)[:300], str(resource.issued or ""), spoken))
    return keys


def _doi_in(row: Any) -> str:
    link = str(row.get("source_url") or "").strip()
    doi = str(row.get("doi") or "").strip()
    return (doi or (link.removeprefix(DOI_PREFIX) if link.startswith(DOI_PREFIX) else ""))[:120]


def is_complete(resource: Resource) -> bool:
    """In English, or described in English in 1 to 100 words."""
    if "en" in resource.languages:
        return True
    said = resource.abstracts.filter(language="en").first()
    return said is not None and 1 <= count_words(said.text) <= 100


def publish_complete(waiting: list[Resource], *, by: Member) -> None:
    """Publish those that wait and are complete. The caller indexes and notes them."""
    for resource in waiting:
        if resource.status != Resource.Status.SUBMITTED or not is_complete(resource):
            continue
        resource.status, resource.published_at = Resource.Status.PUBLISHED, timezone.now()
        resource.save(update_fields=["status", "published_at", "updated_at"])
        ReviewStep.objects.create(
            resource=resource,
            deed=ReviewStep.Deed.PUBLISHED,
            by=by,
            status_before=Resource.Status.SUBMITTED,
            status_after=Resource.Status.PUBLISHED,
        )
