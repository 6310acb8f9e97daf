"""Two entries of one organization become one. Imported by the admin; knows no room.

Whatever points at an organization is found by what the database knows of it, so a room that begins
to name organizations needs no line here. The roof is told by a job, and has the rooms write anew
what they keep of the organization's name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from django.db import IntegrityError, models, transaction
from django.db.models import Exists, OuterRef, ProtectedError, Q, QuerySet, RestrictedError
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from .models import FormerOrganization, Member, Organization

if TYPE_CHECKING:
    from django.db.models.fields.reverse_related import ForeignObjectRel

Status = Organization.Status
# What the roof does once two have become one.
TOLD = "portal.organizations_merged"
# Of what an organization says of itself, that which goes along with another field.
TOGETHER = {"description": "description_language"}
NOT_CHOSEN = frozenset({"slug", *TOGETHER.values()})


class AlreadyMerged(Exception):
    """Somebody was quicker; `into` is what it has become, if that is still there."""

    def __init__(self, into: Organization | None) -> None:
        super().__init__()
        self.into = into


class CannotMerge(Exception):
    """Something that points at it holds it where it is."""


@dataclass(frozen=True)
class Link:
    """A model with a key to an organization. `hidden` are rows that only join two things."""

    model: type[models.Model]
    field: str
    label: str

    def of(self, organization: Organization) -> QuerySet[Any]:
        return self.model._base_manager.filter(**{self.field: organization})

    def doubles(self, stays: Organization, goes: Organization) -> QuerySet[Any]:
        """Rows of the one that goes which say what a row of the one that stays says already."""
        twice = Q(pk__in=[])
        for others, condition in _unique_with(self.model, self.field):
            same = {name: OuterRef(name) for name in others}
            held = self.of(stays).filter(**same)
            if condition is not None:
                held = held.filter(condition)
                twice |= Q(Exists(held)) & condition
            else:
                twice |= Q(Exists(held))
        return self.of(goes).filter(twice)


@dataclass(frozen=True)
class Move:
    """What becomes of the rows of one kind: `moved` of them go over, `dropped` say nothing new."""

    label: str
    moved: int
    dropped: int


@dataclass(frozen=True)
class Choice:
    """A field in which the two differ; `name` is the field's."""

    name: str
    label: str
    stays: str
    goes: str
    prefers_goes: bool  # because the other one says nothing, or was only proposed


def links() -> Iterator[Link]:
    """Every key to an organization, of every storey, but what remembers merges."""
    for relation in Organization._meta.get_fields(include_hidden=True):
        if not relation.auto_created or relation.concrete or relation.many_to_many:
            continue
        model: Any = relation.related_model
        yield Link(model, cast("ForeignObjectRel", relation).field.name, _label(model))


def _label(model: type[models.Model]) -> str:
    """What people call such rows; of rows that only join, what they join it to."""
    if not model._meta.auto_created:
        return str(model._meta.verbose_name_plural)
    others = [
        one.related_model
        for one in model._meta.get_fields()
        if isinstance(one, models.ForeignKey) and one.related_model is not Organization
    ]
    return str(others[0]._meta.verbose_name_plural) if others else model._meta.db_table


def _unique_with(model: type[models.Model], field: str) -> Iterator[tuple[list[str], Q | None]]:
    """Of each promise that rows of one organization differ: in what, and among which rows."""
    if cast("models.Field", model._meta.get_field(field)).unique:
        yield [], None
    for names in model._meta.unique_together:
        if field in names:
            yield [name for name in names if name != field], None
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint) and field in constraint.fields:
            others = [name for name in constraint.fields if name != field]
            yield others, constraint.condition


def moves(*, stays: Organization, goes: Organization) -> list[Move]:
    """What merging would do to what points at them; written nowhere."""
    found = []
    for link in links():
        dropped = link.doubles(stays, goes).count()
        if count := link.of(goes).count():
            found.append(Move(link.label, count - dropped, dropped))
    return found


def choices(*, stays: Organization, goes: Organization) -> list[Choice]:
    """The fields in which they differ, so that somebody can say which of the two is right."""
    found = []
    for field in _fields():
        one, other = _shown(stays, field), _shown(goes, field)
        if one != other:
            better = not one or (field.name == "status" and goes.status == Status.LISTED)
            label = str(field.verbose_name)
            found.append(Choice(field.name, label, one, other, prefers_goes=better))
    return found


def _fields() -> list[Any]:
    concrete = Organization._meta.concrete_fields
    return [one for one in concrete if one.editable and one.name not in {"id", *NOT_CHOSEN}]


def _shown(organization: Organization, field: Any) -> str:
    """A value as people read it."""
    if field.choices:
        return str(getattr(organization, f"get_{field.name}_display")())
    value = getattr(organization, field.name)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(getattr(value, "name", value) if value is not None else "")


@transaction.atomic
def merge(
    *, stays: Organization, goes: Organization, take: Iterable[str] = (), by: Member
) -> FormerOrganization:
    """Make two entries of one organization one; `take` are the fields in which `goes` is right.

    Both stay locked until all of it is done. Raises `AlreadyMerged` and `CannotMerge`.
    """
    numbers = {"stays": stays.pk, "goes": goes.pk}
    rows = Organization.objects.select_for_update().order_by("pk")
    locked = {one.pk: one for one in rows.filter(pk__in=numbers.values())}
    if len(locked) < 2:
        raise AlreadyMerged(_become(stays, goes))
    stays, goes = locked[stays.pk], locked[goes.pk]
    facts, former_name = _settle(stays, goes, set(take))
    done = _move_all(stays, goes)
    former = FormerOrganization(
        organization=stays,
        slug=goes.slug,
        **former_name,
        facts=facts,
        moved={move.label: [move.moved, move.dropped] for move in done},
        merged_by=by,
    )
    try:
        goes.delete()
    except (ProtectedError, RestrictedError) as error:
        raise CannotMerge from error
    former.save()
    stays.save()
    app.configure_task(TOLD).defer(**numbers)
    return former


def _become(*organizations: Organization) -> Organization | None:
    slugs = [one.slug for one in organizations]
    gone = FormerOrganization.objects.filter(slug__in=slugs).select_related("organization")
    former = gone.order_by("-merged_at").first()
    return former.organization if former else None


def _settle(
    stays: Organization, goes: Organization, take: set[str]
) -> tuple[dict[str, str], dict[str, Any]]:
    """Give `stays` the fields that were chosen; what nobody says any more, and the lost name."""
    left: dict[str, str] = {}
    names: dict[str, Any] = {"name": goes.name, "acronym": goes.acronym, "country": goes.country}
    if "name" in take:
        names = {"name": stays.name, "acronym": stays.acronym, "country": stays.country}
    for field in _fields():
        loser = stays if field.name in take else goes
        if (lost := _shown(loser, field)) and _shown(stays, field) != _shown(goes, field):
            left[field.name] = lost
    for field in _fields():
        if field.name in take:
            for name in filter(None, (field.attname, TOGETHER.get(field.name))):
                setattr(stays, name, getattr(goes, name))
    return left, names


def _move_all(stays: Organization, goes: Organization) -> list[Move]:
    done = []
    for link in links():
        dropped = link.doubles(stays, goes)
        try:
            with transaction.atomic():
                gone = link.model._base_manager.filter(
                    pk__in=list(dropped.values_list("pk", flat=True))
                )
                count = gone.count()
                gone.delete()
                moved = link.of(goes).update(**{link.field: stays})
        except (IntegrityError, ProtectedError, RestrictedError) as error:
            raise CannotMerge(link.label) from error
        if moved or count:
            done.append(Move(link.label, moved, count))
    return done


def organization_that_was(slug: str) -> Organization | None:
    """What the organization of this former slug has become: its address leads there for good."""
    former = FormerOrganization.objects.filter(slug=slug).select_related("organization").first()
    return former.organization if former else None


def rightful(take: Mapping[str, str]) -> set[str]:
    """From what a form says of each field ("stays" or "goes"), the fields to take over."""
    known = {field.name for field in _fields()}
    return {name for name, side in take.items() if side == "goes" and name in known}
