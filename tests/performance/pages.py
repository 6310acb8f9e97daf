"""Which pages are measured, as whom, and what they may cost."""

from collections.abc import Iterator
from urllib.parse import quote

from django.urls import reverse

from members.models import Member, Organization, Visibility
from resources.models import Document, HarvestRecord, Resource
from resources.oai import protocol
from tests.performance import forum_pages
from tests.performance.asked import (
    COMMON,
    FLOOR_B,
    FLOOR_C,
    SAMPLES,
    VISITOR,
    Page,
    all_at,
    rare_words,
)
from tests.performance.community import ASKER, JOINER

PAIRS = (
    *("gender budget", "women migration", "violence femmes", "equality training"),
    *("gender audit", "women work", "participación mujeres", "genre climat"),
)
PHRASES = (
    *('"gender equality"', '"gender mainstreaming"', '"gender-based violence"'),
    *('"violences basées sur le genre"', '"women and"', '"sexual harassment"'),
)
MISSPELLED = ("mainstraeming", "harrasment", "particpation", "buget", "equallity", "volence")
THEMES = ("gender-mainstreaming", "gender-budgeting", "gender-based-violence", "leadership")


def pages(resources: int) -> list[Page]:
    """In the order of the table; the floors come first."""
    return [
        Page(FLOOR_B, ASKER, (reverse("floor_empty"),)),
        Page(FLOOR_C, ASKER, (reverse("floor_rows"),)),
        Page("home, visitor", VISITOR, (reverse("home"),), 3, 12, 14),
        Page("home", ASKER, (reverse("home"),), 3, 12, 14),
        *_lists(resources),
        *_searches(),
        *_directory(),
        Page("resource", ASKER, tuple(_resources(resources)), 2.5, 10, 10),
        *_organizations(),
        Page("member", ASKER, tuple(_members()), 2.5, 10, 10),
        *_groups(),
        *forum_pages.pages(),
        Page("feed", VISITOR, (reverse("resources:resource_feed"),)),
        Page("feed, common word", VISITOR, _feeds()),
        *_harvests(),
        Page("download", ASKER, tuple(_downloads(resources))),
    ]


def _lists(resources: int) -> Iterator[Page]:
    library = reverse("resources:resource_list")
    deepest = min(resources * 9 // 10 // 20, 500)  # the asker does not see all
    deep = [f"?page={page}" for page in range(deepest, deepest - 4, -1)]
    deep += [f"?sort=title&page={page}" for page in range(deepest, deepest - 4, -1)]
    narrow = ("?country=KE&language=fr", "?kind=study&year=2019", "?country=NP&kind=report")
    budgets = (3, 10, 14)
    yield Page("list, visitor", VISITOR, (library,), *budgets)
    yield Page("list", ASKER, (library,), *budgets)
    yield Page("list, of 200 groups", JOINER, (library,), *budgets)
    yield Page(
        "list, theme", ASKER, all_at(library, *(f"?theme={one}" for one in THEMES)), *budgets
    )
    yield Page("list, two facets", ASKER, all_at(library, *narrow), *budgets)
    yield Page("list, by title", ASKER, all_at(library, "?sort=title", "?sort=oldest"), *budgets)
    yield Page("list, deep", ASKER, all_at(library, *deep), *budgets)


def _organizations() -> Iterator[Page]:
    listed = reverse("members:organization_list")
    narrow = ("?q=organization+1", "?kind=ngo&region=africa", "?country=KE", "?page=40")
    some = Organization.objects.listed().order_by("pk")[:SAMPLES]
    yield Page("organizations", ASKER, (listed,), 3, 10, 10)
    yield Page("organizations, narrowed", ASKER, all_at(listed, *narrow), 3, 10, 10)
    yield Page("organization", ASKER, tuple(one.get_absolute_url() for one in some), 2.5, 10, 10)


def _groups() -> Iterator[Page]:
    """The tree of all, regional groups with their hundreds of people, and these by name."""
    branches = tuple(reverse("group_detail", args=[f"branch-{n}"]) for n in range(SAMPLES))
    people = tuple(reverse("members:group_people", args=[f"branch-{n}"]) for n in range(SAMPLES))
    yield Page("groups", ASKER, all_at(reverse("members:group_list"), "", "?page=9"), 3, 10, 12)
    yield Page("group", ASKER, branches, 2.5, 10, 10)
    yield Page("group, of 200", JOINER, branches, 2.5, 10, 10)
    yield Page("group, its people", ASKER, people, 2.5, 10, 10)


def _directory() -> Iterator[Page]:
    """The last words are of names; the first stand in many people's lines."""
    people = reverse("members:member_list")
    said = ("adviser", "conseillère genre", "gender budgeting", "kenya", "organization", "research")
    latest = Member.objects.order_by("-pk").values_list("name", flat=True)
    asked = [f"?q={quote(one)}" for one in (*said, *latest[10:14])]
    narrow = [f"?country={country}&offers={theme}" for country in ("KE", "NP") for theme in THEMES]
    deep = [f"?page={page}" for page in range(50, 54)]
    budgets = (3, 10, 12)
    for name, asker in (("", ASKER), (", of 200 groups", JOINER)):
        yield Page(f"directory{name}", asker, (people,), *budgets)
        yield Page(f"directory, narrowed{name}", asker, all_at(people, *narrow), *budgets)
        # As a search in the library: whatever is asked, the best answers are drawn and ranked.
        yield Page(f"directory, words{name}", asker, all_at(people, *asked), 12, 12, 12)
        yield Page(f"directory, page 50{name}", asker, all_at(people, *deep), *budgets)


def _feeds() -> tuple[str, ...]:
    return all_at(reverse("resources:resource_feed"), *(f"?q={quote(one)}" for one in COMMON))


def _harvests() -> Iterator[Page]:
    """What another library asks of ours; a deep page is one near the end of the whole list."""
    oai = reverse("resources:oai")
    asked = {"metadataPrefix": protocol.PREFIX}
    whole = f"?verb=ListRecords&metadataPrefix={protocol.PREFIX}"
    yield Page("OAI, Identify", VISITOR, (f"{oai}?verb=Identify",))
    yield Page("OAI, records", VISITOR, (oai + whole,))
    records = HarvestRecord.objects.order_by("datestamp", "number")
    size = records.count()
    deep = records[size * 9 // 10 : size * 9 // 10 + SAMPLES]
    tokens = [
        protocol.token(
            protocol.Request("ListRecords", asked),
            protocol.Place(one.datestamp, one.number, size * 9 // 10, size),
        )
        for one in deep
    ]
    going_on = (f"?verb=ListRecords&resumptionToken={quote(one)}" for one in tokens)
    yield Page("OAI, records, deep", VISITOR, all_at(oai, *going_on))


def _searches() -> Iterator[Page]:
    library = reverse("resources:resource_list")
    rare, common = (6, 10, 14), (12, 10, 14)

    def asked(words: tuple[str, ...], extra: str = "") -> tuple[str, ...]:
        return all_at(library, *(f"?q={quote(one)}{extra}" for one in words))

    yield Page("search, rare", ASKER, asked(rare_words()), *rare)
    yield Page("search, common", ASKER, asked(COMMON), *common)
    yield Page("search, common, visitor", VISITOR, asked(COMMON), *common)
    yield Page("search, of 200 groups", JOINER, asked(COMMON), *common)
    yield Page("search, common, deep", ASKER, asked(COMMON, "&page=20"), *common)
    yield Page("search, common, facet", ASKER, asked(COMMON, "&language=en&kind=study"), *common)
    yield Page("search, common, newest", ASKER, asked(COMMON, "&sort=newest"), *common)
    yield Page("search, two words", ASKER, asked(PAIRS), *common)
    yield Page("search, phrase", ASKER, asked(PHRASES), *common)
    yield Page("search, misspelled", ASKER, asked(MISSPELLED), *common)


def _resources(resources: int) -> Iterator[str]:
    public = Resource.objects.filter(visibility=Visibility.PUBLIC, pk__gt=resources // 2)
    for resource in public.order_by("pk")[:SAMPLES]:
        yield resource.get_absolute_url()


def _members() -> Iterator[str]:
    """Some of the people, and the one who has sent in the library."""
    for member in Member.objects.active().order_by("-pk")[: SAMPLES - 1]:
        yield member.get_absolute_url()
    yield Resource.objects.all()[0].submitted_by.get_absolute_url()


def _downloads(resources: int) -> Iterator[str]:
    open_to_all = Document.objects.filter(resource__files_visibility=Visibility.PUBLIC)
    for document in open_to_all.filter(resource__gt=resources // 2).order_by("pk")[:SAMPLES]:
        yield document.get_absolute_url()
