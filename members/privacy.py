"""What the ground holds of a person, what of it goes into her own copy, and what she leaves behind.

Every room has a module of this name. Its `ANSWERS` name each column of a model that points at a
member; the roof puts them together, and a test fails over a column without an answer.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from allauth.usersessions.models import UserSession
from django.apps import apps
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.db.models.fields.files import FieldFile
from django.utils import timezone

from . import person_search
from .accompaniment import close_all_of
from .models import DataCopy, Member
from .models.showing import kept_at_first

NAME_OF_WHO_LEFT = "Former member"


class OnLeaving(StrEnum):
    """What becomes of a row when she leaves."""

    DELETED = "deleted"
    KEPT = "kept"  # it then names a former member
    ENDED = "ended"  # by a rule of its own, in `erase` of its room


@dataclass(frozen=True)
class Answer:
    """Of one column that points at a member.

    `columns` go into her copy, in the file `name`; without a name the row is not hers to take
    along, and `why` says so.
    """

    on_leaving: OnLeaving
    name: str = ""
    columns: tuple[str, ...] = ()
    why: str = ""


@dataclass(frozen=True)
class Piece:
    """Of her copy: rows that JSON can hold, or a stored file."""

    name: str
    rows: list[dict[str, Any]] | None = None
    file: FieldFile | None = None


DELETED, KEPT, ENDED = OnLeaving.DELETED, OnLeaving.KEPT, OnLeaving.ENDED
ANOTHERS = "It says what she did in office, about somebody else."

ANSWERS: dict[str, Answer] = {
    "members.Acceptance.member": Answer(
        KEPT, "charter", ("version__number", "language", "accepted_at")
    ),
    "members.CharterRequest.member": Answer(DELETED, why="Only that a letter was sent to her."),
    "members.Membership.member": Answer(
        DELETED, "groups", ("group__name", "status", "message", "created_at")
    ),
    "members.Term.member": Answer(
        ENDED, "terms-of-office", ("group__name", "role", "starts_on", "ends_on")
    ),
    "members.Application.member": Answer(
        DELETED,
        "applications",
        ("organization__name", "why", "decision", "reason", "created_at", "decided_at"),
    ),
    "members.Affiliation.member": Answer(
        DELETED, "organizations", ("organization__name", "role", "since", "until")
    ),
    "members.Member_themes.member": Answer(DELETED, "themes", ("theme__slug",)),
    "members.Member_offers.member": Answer(DELETED, "offers", ("theme__slug",)),
    "members.Member_asks.member": Answer(DELETED, "asks", ("theme__slug",)),
    "members.Affiliation.ended_by": Answer(KEPT, why=ANOTHERS),
    "members.Application.decided_by": Answer(KEPT, why=ANOTHERS),
    "members.Application.again_by": Answer(KEPT, why=ANOTHERS),
    "members.ApplicationQuestion.asked_by": Answer(KEPT, why=ANOTHERS),
    "members.Accompaniment.asker": Answer(
        DELETED, "accompaniment-asked-for", ("theme__slug", "kind", "message", "status", "asked_at")
    ),
    "members.Accompaniment.asked": Answer(
        DELETED, "accompaniment-asked-of-me", ("theme__slug", "kind", "status", "asked_at")
    ),
    "members.AccompanimentStep.by": Answer(
        DELETED, "accompaniment-answers", ("status", "words", "at")
    ),
    "members.Invitation.invited_by": Answer(
        KEPT, "invitations", ("organization__name", "group__name", "words", "status", "created_at")
    ),
    "members.Invitation.accepted_by": Answer(DELETED, why="It names who invited her, and why."),
    "members.MembershipStep.member": Answer(
        DELETED, "groups-joined-and-left", ("group__name", "deed", "words", "at")
    ),
    "members.MembershipStep.by": Answer(KEPT, why=ANOTHERS),
    "members.Term.ended_by": Answer(KEPT, why=ANOTHERS),
    "members.FormerOrganization.merged_by": Answer(KEPT, why=ANOTHERS),
    "members.RegistryList.begun_by": Answer(KEPT, why=ANOTHERS),
    "members.RegistryRow.member": Answer(DELETED, why="A line of a list that staff brought in."),
    "members.RegistryExport.by": Answer(KEPT, why=ANOTHERS),
    "members.SecondFactorReset.member": Answer(
        DELETED, "second-factor-resets", ("reason", "reset_at")
    ),
    "members.SecondFactorReset.by": Answer(KEPT, why=ANOTHERS),
    "members.Suspension.member": Answer(
        DELETED,
        "suspensions",
        (
            *("reason", "begun_at", "last_day", "ended_at", "parting_words"),
            *("appeals__words", "appeals__written_at", "appeals__answer"),
        ),
    ),
    "members.Suspension.by": Answer(KEPT, why=ANOTHERS),
    "members.Suspension.ended_by": Answer(KEPT, why=ANOTHERS),
    "members.Appeal.answered_by": Answer(KEPT, why=ANOTHERS),
    "moderation.Decision.by": Answer(KEPT, why=ANOTHERS),
    "moderation.Decision.together_with": Answer(KEPT, why=ANOTHERS),
    "members.DataCopy.member": Answer(ENDED, why="The copy itself."),
    "members.Departure.member": Answer(KEPT, why="It is written when she leaves."),
    "notices.Letter.recipient": Answer(
        DELETED, "letters", ("kind", "subject", "text", "address", "created_at", "sent_at")
    ),
    "account.EmailAddress.user": Answer(DELETED, "addresses", ("email", "verified", "primary")),
    "mfa.Authenticator.user": Answer(DELETED, "second-factors", ("type", "created_at")),
    "usersessions.UserSession.user": Answer(
        ENDED, "sessions", ("ip", "user_agent", "created_at", "last_seen_at")
    ),
    "admin.LogEntry.user": Answer(KEPT, why=ANOTHERS),
}

_OF_HERSELF = (
    *("email", "name", "handle", "status", "pronouns", "job_title", "country", "languages"),
    *("time_zone", "interface_language", "about", "listed", "for_groups", "for_nobody"),
    *("created_at", "last_login"),
)


def export(member: Member) -> Iterator[Piece]:
    """What the ground holds of her."""
    profile = {name: getattr(member, name) for name in _OF_HERSELF}
    profile["country"] = str(member.country)
    yield Piece("profile", rows=[profile])
    if member.picture:
        yield Piece("picture", file=member.picture)
    yield from rows_of(ANSWERS, member)


def rows_of(answers: dict[str, Answer], member: Member) -> Iterator[Piece]:
    """What the answers say that is hers, a piece a name; for the rooms, too."""
    for label, answer in answers.items():
        if answer.name:
            rows = list(_rows(label, member).values(*answer.columns))
            yield Piece(answer.name, rows=rows)


def erase(member: Member) -> None:
    """What the ground holds of her: last of all rooms, in the transaction of leaving."""
    for session in UserSession.objects.filter(user=member):
        session.end()
    today = timezone.localdate()
    member.terms.filter(starts_on__gt=today).delete()
    member.terms.filter(ends_on__gte=today).update(ends_on=today)
    close_all_of(member)
    copies = DataCopy.objects.filter(member=member)
    forget_files(path for path in copies.values_list("file", flat=True))
    copies.delete()
    delete_rows(ANSWERS, member)
    forget_files([member.picture.name])
    _empty(member)
    person_search.index_people([member.pk])


def delete_rows(answers: dict[str, Answer], member: Member) -> None:
    """Those of which the answers say so; for the rooms, too."""
    for label, answer in answers.items():
        if answer.on_leaving == DELETED:
            _rows(label, member).delete()


def forget_files(paths: Iterable[str | None]) -> None:
    """From the storage, once the transaction has held."""
    kept = [path for path in paths if path]
    transaction.on_commit(lambda: _delete(kept))


def _delete(paths: list[str]) -> None:
    for path in paths:
        default_storage.delete(path)


def _rows(label: str, member: Member) -> models.QuerySet[Any]:
    model, _dot, field = label.rpartition(".")
    return apps.get_model(model)._default_manager.filter(**{field: member})


def _empty(member: Member) -> None:
    """The row itself. Whatever field is added to a member is emptied here as well."""
    kept = {"id", "status", "created_at", "password", "email", "handle", "name", "time_zone"}
    for field in member._meta.concrete_fields:
        if field.generated or field.name in kept | {"sort_name", "last_login"}:
            continue
        setattr(member, field.name, field.get_default())
    mark = secrets.token_hex(8)
    member.name, member.handle = NAME_OF_WHO_LEFT, f"former-{mark}"
    # RFC 2606: no letter can ever reach this name.
    member.email = f"{mark}@former.invalid"
    member.time_zone, member.last_login = "UTC", None
    member.for_nobody = kept_at_first()
    member.status = Member.Status.LEFT
    member.set_unusable_password()
    member.save()


def as_json(value: Any) -> Any:
    """For `json.dumps(default=…)`: days and moments as ISO 8601 writes them."""
    if isinstance(value, dt.date | dt.datetime):
        return value.isoformat()
    return str(value)
