"""Writing what was planned, in the transaction of the caller; and then letting it be found."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from members.lists.running import batches
from members.lists.sheets import Row
from members.models import Member
from members.models.lists import RowOutcome as Outcome
from resources import actions, search
from resources.models import Abstract, Resource, ReviewStep
from resources.models.documents import random_path
from resources.oai import history

from .completeness import published_step
from .parcels import Parcel
from .plans import Plan, Planner
from .vocabulary import Vocabulary

Status = Resource.Status
LINKS = ("themes", "regions", "groups")
ALWAYS_SAVED = ("sort_title", "visibility", "files_visibility", "status", "published_at")


class WrongRows(Exception):
    """Rows that cannot be taken in, as `plans` says."""

    def __init__(self, plans: list[Plan]) -> None:
        super().__init__([(plan.facts.number, plan.facts.problems) for plan in plans[:5]])
        self.plans = plans


@transaction.atomic
def bring_in_rows(
    rows: Iterable[Mapping[str, str]],
    *,
    by: Member,
    publish: bool = False,
    theme_names: dict[str, str] | None = None,
) -> list[int]:
    """Bring in a list that is at hand, without files; the works that are new or have changed.

    Raises `WrongRows`.
    """
    planner = Planner(by=by, words=Vocabulary(theme_names), publish=publish, lock=True)
    numbered = (Row(number, cells) for number, cells in enumerate(rows, start=2))
    touched: list[int] = []
    for batch in batches(numbered):
        touched += write(planner.plans(batch), by=by)
    for some in batches(touched):
        let_be_found(some)
    return touched


def write(
    plans: list[Plan],
    *,
    by: Member,
    parcel: Parcel | None = None,
    before_file: Callable[[str], None] = lambda path: None,
) -> list[int]:
    """The works that are new or have changed. Raises `WrongRows` before anything is written.

    `before_file` hears where each file will be kept: whoever rolls back removes it from there.
    """
    if wrong := [plan for plan in plans if plan.facts.problems]:
        raise WrongRows(wrong)
    at_work = [plan for plan in plans if plan.outcome != Outcome.UNCHANGED]
    _publish([plan.resource for plan in at_work if plan.publishes])
    new = [plan for plan in at_work if plan.is_new]
    Resource.objects.bulk_create(plan.resource for plan in new)
    for plan in at_work:
        if not plan.is_new:
            _save(plan)
    _link(at_work)
    _say(at_work)
    ReviewStep.objects.bulk_create(
        published_step(plan.resource, by=by) for plan in at_work if plan.publishes
    )
    for plan in at_work:
        for name, language in plan.files:
            assert parcel is not None  # noqa: S101 - or the row had been refused
            path = random_path(None, "")
            before_file(path)
            with parcel.file(name) as file:
                actions.attach(
                    resource=plan.resource, upload=file, language=language, by=by, path=path
                )
    _close([plan.resource for plan in at_work if plan.narrows])
    return [plan.resource.pk for plan in at_work]


def _publish(works: Iterable[Resource]) -> None:
    for work in works:
        work.status, work.published_at = Status.PUBLISHED, timezone.now()


def _save(plan: Plan) -> None:
    changed = {"languages" if name == "language" else name for name in plan.changes}
    fields = {one.name for one in plan.resource._meta.fields}
    plan.resource.save(update_fields={*(changed & fields), *ALWAYS_SAVED, "updated_at"})


def _link(plans: list[Plan]) -> None:
    """A filled cell names all of them."""
    for name in LINKS:
        wanted = [plan for plan in plans if name in plan.changes]
        through = getattr(Resource, name).through
        column = {"themes": "theme_id", "regions": "region_id", "groups": "group_id"}[name]
        through.objects.filter(resource__in=[plan.resource.pk for plan in wanted]).delete()
        rows: list[Model] = [
            through(resource_id=plan.resource.pk, **{column: one.pk})
            for plan in wanted
            for one in getattr(plan.facts, name)
        ]
        through.objects.bulk_create(rows)


def _say(plans: list[Plan]) -> None:
    Abstract.objects.bulk_create(
        [
            Abstract(resource=plan.resource, language=language, text=text)
            for plan in plans
            for language, text in plan.abstracts.items()
        ],
        update_conflicts=True,
        unique_fields=["resource", "language"],
        update_fields=["text"],
    )


def _close(works: list[Resource]) -> None:
    """What fewer people may see is found by nobody until it is indexed anew."""
    if works:
        search.forget(works)
        history.note(work.pk for work in works)


@transaction.atomic
def let_be_found(pks: list[int]) -> None:
    """Index these works, and tell other libraries of them; some hundred at a time."""
    works: list[Any] = list(Resource.objects.filter(pk__in=pks).select_for_update(of=("self",)))
    search.index(works)
    history.note(work.pk for work in works)
