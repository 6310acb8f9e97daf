"""A house with something in every corner, and in every closed corner a word that tells on it.

`furnish` makes one thing of every kind and standing. Each carries canaries: made-up words that
stand nowhere else, with the people of the cast who may read them. tests/portal/ walks through it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from members import group_search
from members.models import (
    Acceptance,
    FormerOrganization,
    Group,
    Member,
    Membership,
    Organization,
    RegistryExport,
    RegistryList,
    RegistryRow,
    SecondFactorReset,
)
from members.notices.deliver import write_letter
from members.search import vocabulary
from resources import actions
from resources.models import (
    Collection,
    Document,
    EmptySearch,
    Import,
    ReadingListItem,
    ReadingListLink,
    Resource,
    SavedSearch,
)
from tests import make

from .furnished_care import put_care
from .furnished_edits import put_edits
from .furnished_forums import put_forums
from .furnished_groups import put_groups
from .furnished_seals import put_seals
from .furnished_writing import put_writing
from .furniture_of_organizations import put_organizations
from .offices import put_offices
from .profiles import put_profiles

PEOPLE = ("visitor", "dara", "femi", "amina", "chidi", "efua", "bintou")
INSIDE = ("amina", "chidi", "efua", "bintou")
AFRICA = ("amina", "efua", "bintou")
# Of every canary, so that who searches for it searches for all of them.
BEGINNING = "zqxy"
Status = Resource.Status


@dataclass
class House:
    """`things` by the name that the tables use; `canaries`: word → who may read it."""

    people: dict[str, Member | None]
    things: dict[str, Any] = field(default_factory=dict)
    canaries: dict[str, frozenset[str]] = field(default_factory=dict)

    def canary(self, where: str, readers: Iterable[str]) -> str:
        """Letters only, unlike any word and unlike each other."""
        digest = hashlib.sha256(where.encode()).hexdigest()
        word = BEGINNING + "".join(chr(ord("a") + int(digit, 16)) for digit in digest[:10])
        self.canaries[word] = frozenset(readers)
        return word

    def person(self, name: str) -> Member:
        person = self.people[name]
        assert person is not None
        return person


def furnish(people: dict[str, Member | None], run_jobs: Callable[[], int]) -> House:
    house = House(people)
    _put_ground(house)
    _put_applications(house)
    _put_invitations(house)
    put_organizations(house)
    _put_works(house, run_jobs)
    _put_import(house)
    _put_registry(house)
    _put_meetings(house)
    _put_letters(house)
    _put_other_libraries(house)
    _put_use(house)
    _put_company(house)
    put_forums(house)
    put_edits(house)
    put_care(house)
    put_writing(house)
    put_seals(house)
    group_search.renew()
    vocabulary.refresh()
    return house


def _put_ground(house: House) -> None:
    charter = make.make_charter()
    house.things["charter"] = charter
    amina = house.person("amina")
    for name in INSIDE:
        Acceptance.objects.create(member=house.person(name), version=charter, language="en")
    _put_keys(house)
    put_groups(house)
    africa = Group.objects.get(slug="africa")
    africa.name = house.canary("name of a hidden group", AFRICA)
    africa.purpose = house.canary("purpose of a hidden group", AFRICA)
    africa.save()
    house.things["africa"] = africa
    membership = Membership.objects.get(member=amina, group=africa)
    membership.message = house.canary("message to a group", ["efua", "bintou"])
    membership.save()
    put_offices(house)
    femi = house.person("femi")
    femi.status_reason = house.canary("why femi is suspended", ["femi", "bintou"])
    femi.save()
    suspension = femi.suspensions.get()
    words = house.canary("what femi says against it", ["femi", "bintou"])
    house.things |= {"suspension": suspension, "appeal": suspension.appeals.create(words=words)}
    put_profiles(house)


def _put_keys(house: House) -> None:
    """A key of Amina's, with a name that is for her alone, and a reset of somebody's factors."""
    name = house.canary("name of a key", ["amina"])
    house.things["key of amina"] = make.make_key(house.person("amina"), name)
    SecondFactorReset.objects.create(
        member=house.person("chidi"),
        by=house.person("bintou"),
        reason=house.canary("why factors were reset", ["bintou"]),
    )


def _put_registry(house: House) -> None:
    """People and organizations that came in from a list and left with one; two that were merged."""
    bintou = house.person("bintou")
    name = house.canary("name of a list of people", ["bintou"])
    house.things["registry list"] = one = RegistryList.objects.create(
        about=RegistryList.About.PEOPLE,
        begun_by=bintou,
        name=f"{name}.csv",
        status=RegistryList.Status.READ,
        wrong_count=1,
    )
    RegistryRow.objects.create(
        belongs_to=one,
        number=2,
        outcome="wrong",
        title=house.canary("somebody in a list of people", ["bintou"]),
        problems=[["email", house.canary("an error in a list of people", ["bintou"])]],
    )
    RegistryExport.objects.create(
        about=RegistryList.About.PEOPLE,
        ending="csv",
        filters=house.canary("filters of an export", ["bintou"]),
        row_count=7,
        by=bintou,
    )
    FormerOrganization.objects.create(
        organization=Organization.objects.get(slug="a"),
        slug="formerly-a",
        name=house.canary("a former name", ["bintou"]),
        country="BF",
        merged_by=bintou,
    )


def _put_applications(house: House) -> None:
    """Dara's is of Efua's region; the other applicant's is of another part of the world."""
    dara = house.person("dara")
    hers = dara.applications.get()
    hers.why = house.canary("why dara applies", ["dara", "efua", "bintou"])
    hers.save()
    house.things["application"] = hers
    proposed = make.make_organization(
        name=house.canary("a proposed organization", ["bintou"]),
        country="CA",
        status=Organization.Status.PROPOSED,
    )
    house.things["proposed"] = proposed
    stranger = make.make_member(
        handle="stranger",
        name=house.canary("name of an applicant elsewhere", ["bintou"]),
        status=Member.Status.APPLIED,
    )
    house.things["application elsewhere"] = make.make_application(
        member=stranger,
        organization=proposed,
        why=house.canary("why somebody applies elsewhere", ["bintou"]),
    )


def _put_invitations(house: House) -> None:
    """By Bintou, to a stranger, whose letter with the key nobody of the cast has."""
    africa = house.things["africa"]
    invitation, key = make.make_invitation(
        house.person("bintou"),
        house.canary("address of somebody invited", ["bintou"]) + "@example.org",
        group=africa,
        words=house.canary("words to somebody invited", ["bintou"]),
    )
    house.things |= {"invitation": invitation, "key of an invitation": key}


def _work(house: House, name: str, readers: Iterable[str], **facts: Any) -> Resource:
    """By Amina, with a canary in each of its words and a document that holds three more."""
    files_readers = facts.pop("files_readers", readers)
    open_words = set(readers) == set(PEOPLE)

    def word(what: str) -> str:
        return "kettle" if open_words else house.canary(f"{what} of {name}", readers)

    amina = house.person("amina")
    work = make.make_resource(
        by=amina,
        title=f"Work {name} {word('title')}",
        abstract=f"It speaks of {word('abstract')}.",
        creators=[word("creator")],
        publisher=word("publisher"),
        **facts,
    )
    inside = house.canary(f"text in the file of {name}", files_readers)
    called = house.canary(f"file name of {name}", files_readers)
    link = "kettle" if open_words else house.canary(f"link of {name}", readers)
    Resource.objects.filter(pk=work.pk).update(source_url=f"https://example.org/{link}")
    work.refresh_from_db()
    make.make_link_check(work, failures=2)
    document = make.make_document(work, f"About {inside}.".encode(), name=f"{called}.txt")
    shown = house.canary(f"picture of the file of {name}", files_readers)
    make.make_picture(document, shown.encode())
    house.things[name] = work
    return work


def _put_works(house: House, run_jobs: Callable[[], int]) -> None:
    bintou = house.person("bintou")
    africa = house.things["africa"]
    hers = ("amina", "bintou")
    themes = [make.make_theme("care", en="Care", fr="Soins")]
    house.things["care"] = themes[0]
    _work(house, "public", PEOPLE, themes=themes, countries=["BF"], issued=2020)
    _work(
        house,
        "members",
        INSIDE,
        visibility="members",
        themes=themes,
        issued=2011,
        countries=["PE"],
    )
    _work(
        house,
        "group",
        AFRICA,
        visibility="group",
        groups=[africa],
        themes=themes,
        issued=2012,
    )
    _work(
        house,
        "members' files",
        PEOPLE,
        files_readers=INSIDE,
        files_visibility="members",
        themes=themes,
    )
    _work(
        house,
        "group's files",
        PEOPLE,
        files_readers=AFRICA,
        files_visibility="group",
        groups=[africa],
    )
    day = timezone.now().date() + dt.timedelta(days=9)
    _work(house, "files held back", PEOPLE, files_readers=("amina", "bintou"), files_open_on=day)
    _work(house, "draft", ["amina"], status=Status.DRAFT, themes=themes)
    _work(house, "submitted", hers, status=Status.SUBMITTED)
    returned = _work(house, "returned", hers, status=Status.SUBMITTED)
    declined = _work(house, "declined", hers, status=Status.SUBMITTED)
    withdrawn = _work(house, "withdrawn", PEOPLE, files_readers=hers)
    reopened = _work(house, "reopened", hers)
    _work(house, "draft for a group", ["amina"], status=Status.DRAFT, groups=[africa])
    run_jobs()
    word = house.canary("question about returned", hers)
    actions.give_back(resource=returned, by=bintou, reason=word)
    word = house.canary("reason for declined", hers)
    actions.decline(resource=declined, by=bintou, reason=word)
    actions.withdraw(resource=withdrawn, by=bintou, reason="Its authors asked for it.")
    actions.reopen(resource=reopened, by=bintou)
    shelf = Collection.objects.create(
        title=house.canary("title of a members' collection", INSIDE),
        slug="shelf",
        visibility="members",
        curator=bintou,
    )
    for name in ("public", "draft", "group"):
        shelf.items.create(resource=house.things[name])
    house.things["collection"] = shelf
    _put_waiting_file(house)
    _put_held_file(house)
    _put_practices(house)
    _put_choices(house)
    _put_stories(house)


def _put_waiting_file(house: House) -> None:
    """For the public work, by Amina."""
    hers = ("amina", "bintou")
    inside = house.canary("text in a file that waits", hers)
    called = house.canary("name of a file that waits", hers)
    house.things["waiting file"] = make.make_waiting_document(
        house.things["public"], f"A page about {inside}.".encode(), name=f"{called}.txt"
    )


def _put_held_file(house: House) -> None:
    """Of the public work, sent by Amina: the virus scanner has not found it clean yet."""
    inside = house.canary("text in a file that is not scanned yet", ())
    called = house.canary("name of a file that is not scanned yet", ("amina", "bintou"))
    content = f"A page about {inside}.".encode()
    held = make.make_document(house.things["public"], content, name=f"{called}.txt")
    held.scan, held.scan_due_at = Document.Scan.WAITING, timezone.now()
    held.save()


def _practice(house: House, name: str, readers: Iterable[str], **facts: Any) -> None:
    """By Amina, with a canary in its place and in each of its texts."""

    def word(what: str) -> str:
        return house.canary(f"{what} of {name}", readers)

    house.things[name] = make.make_practice(
        word("title"),
        by=house.person("amina"),
        section=word("section"),
        subtheme=word("sub-theme"),
        **{text: f"It tells of {word(text)}." for text in make.PRACTICE_TEXTS},
        **facts,
    ).resource


def _put_practices(house: House) -> None:
    africa = house.things["africa"]
    _practice(house, "members' practice", INSIDE, visibility="members")
    _practice(house, "draft practice", ["amina"], status=Status.DRAFT)
    facts = {"visibility": "group", "files_visibility": "group", "groups": [africa]}
    _practice(house, "group's practice", AFRICA, **facts)


def _put_choices(house: House) -> None:
    """A public collection with closed works in it, and Amina's reading list with its link."""
    amina = house.person("amina")
    chosen = (("public", PEOPLE), ("members", INSIDE), ("group", AFRICA))
    house.things["public collection"] = make.make_collection(
        "Chosen works",
        *(
            (house.things[name], house.canary(f"why {name} was chosen", readers))
            for name, readers in chosen
        ),
        curator=house.person("bintou"),
    )
    for name in ("public", "members", "group"):
        note = house.canary(f"note about {name}", ["amina"])
        ReadingListItem.objects.create(member=amina, resource=house.things[name], note=note)
    house.things["key"] = ReadingListLink.objects.renew(amina)


def _put_stories(house: House) -> None:
    """In every standing, by Amina; and what she follows."""
    amina, bintou = house.person("amina"), house.person("bintou")
    hers = ("amina", "bintou")
    for name, status, visibility, readers in (
        ("public", "shown", "members", INSIDE),
        ("members", "shown", "public", INSIDE),
        ("group", "shown", "public", AFRICA),
        ("members' files", "waiting", "public", hers),
        ("group's files", "returned", "public", hers),
        ("members' practice", "declined", "public", hers),
        ("group's practice", "draft", "public", ["amina"]),
    ):
        words = {
            what: f"Of {house.canary(f'{what} of a story of {name}', readers)}."
            for what in ("purpose", "adapted", "changed")
        }
        facts = {"by": amina, "staff": bintou, "status": status, "visibility": visibility}
        if status in ("returned", "declined"):
            facts["reason"] = house.canary(f"reason about a story of {name}", hers)
        story = make.make_story(house.things[name], **facts, **words)
        house.things[f"story of {name}"] = story
    house.things["saved search"] = SavedSearch.objects.create(
        member=amina,
        query="q=" + house.canary("words of a saved search", ["amina"]),
        name=house.canary("name of a saved search", ["amina"]),
    )
    unnamed = "q=" + house.canary("words of another saved search", ["amina"])
    SavedSearch.objects.create(member=amina, query=unnamed)


def _put_import(house: House) -> None:
    """A list that staff have sent, with an error in it."""
    one = Import.objects.create(
        begun_by=house.person("bintou"),
        name=house.canary("name of a list", ["bintou"]),
        status=Import.Status.READ,
        wrong_count=1,
    )
    one.rows.create(
        number=2,
        outcome="wrong",
        title=house.canary("title of a row", ["bintou"]),
        problems=[["themes", house.canary("error of a row", ["bintou"])]],
    )
    house.things["import"] = one


def _put_meetings(house: House) -> None:
    for visibility, readers in (("public", PEOPLE), ("members", INSIDE), ("group", AFRICA)):
        house.things[f"{visibility} meeting"] = make.make_event(
            house.canary(f"title of a {visibility} meeting", readers),
            description=house.canary(f"description of a {visibility} meeting", readers),
            place=house.canary(f"place of a {visibility} meeting", readers),
            group=house.things["africa"],
            visibility=visibility,
        )


def _put_use(house: House) -> None:
    """Works that were used, and words that three people looked for in vain."""
    for name in ("public", "members", "group"):
        make.make_use(house.things[name], 12, country="BF", files=6)
    EmptySearch.objects.create(
        words=house.canary("words that found nothing", ["bintou"]),
        month=dt.date(2026, 5, 1),
        sessions=3,
    )


def _put_company(house: House) -> None:
    """Amina has asked Chidi for company in care; what they write is between the two."""
    amina, chidi = house.person("amina"), house.person("chidi")
    between = ("amina", "chidi")
    chidi.offers.add(house.things["care"])
    message = house.canary("message to a peer", between)
    company = make.make_accompaniment(amina, chidi, house.things["care"], message=message)
    house.things["company"] = company


def _put_letters(house: House) -> None:
    word = house.canary("text of a letter", ["bintou"])
    house.things["letter"] = write_letter(
        "declined",
        address="stranger@example.org",
        recipient=Member.objects.get(handle="stranger"),
        context={"reason": word},
    )


def _put_other_libraries(house: House) -> None:
    """Whom we harvest, and what they told us, is for staff."""
    bintou = house.person("bintou")

    def word(what: str) -> str:
        return house.canary(f"{what} of another library", ["bintou"])

    source = make.make_source(word("name"), by=bintou, title=word("own name"))
    record = make.make_source_record(
        source,
        title=word("title of a record"),
        resource=house.things["members"],
        told={"said": {"title": [[word("text of a record"), ""]]}, "sets": []},
    )
    record.run.detail = word("refusal")
    record.run.save()
    house.things |= {"source": source, "run": record.run}
