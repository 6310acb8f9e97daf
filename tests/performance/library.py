"""The library of the measured database: works with text, made in chunks by several processes.

A chunk that stands in the index is left as it is, so that an interrupted filling goes on where it
was. Only `fill` and the tests of this package import it.
"""

import datetime as dt
import hashlib
import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import connection, transaction
from django.db.models import Count

from members.models import Group, Member, Theme, Visibility
from members.search.analysis import VERSION
from members.search.models import Row
from resources import search
from resources.models import Abstract, Document, DocumentPage, HarvestRecord, Resource
from resources.oai import history
from tests.performance import words
from tests.performance.community import COUNTRIES, FIRST_DAY

RESOURCES = 100_000  # at scale 1
CHUNK = 200
PAGES, MOST_PAGES = 9, 150  # of a work: the mean, and the most
WORDS_A_PAGE = (150, 350)
DOCUMENTS_A_WORK = 10  # numbers kept free for the documents of a work
FILE = "bench/document.pdf"
FILE_SIZE = 300_000
KINDS, KIND_SHARES = zip(
    *((kind, share) for share, kind in enumerate(reversed(Resource.Kind.values), start=1)),
    strict=True,
)


@dataclass
class Made:
    """The rows of a chunk before they are written."""

    resources: list[Resource] = field(default_factory=list)
    abstracts: list[Abstract] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    pages: list[tuple[int, int, str]] = field(default_factory=list)  # document, number, text
    themes: list[tuple[int, int]] = field(default_factory=list)  # resource, theme
    groups: list[tuple[int, int]] = field(default_factory=list)  # resource, group


@dataclass(frozen=True)
class Surroundings:
    """What works refer to."""

    themes: Sequence[tuple[int, str]]  # number, slug
    groups: Sequence[int]
    members: Sequence[int]

    @classmethod
    def read(cls) -> "Surroundings":
        return cls(
            themes=list(Theme.objects.order_by("slug").values_list("pk", "slug")),
            groups=list(Group.objects.order_by("slug").values_list("pk", flat=True)),
            members=list(Member.objects.order_by("handle").values_list("pk", flat=True)[:1000]),
        )


def missing_chunks(resources: int) -> list[int]:
    """The chunks that do not stand in the index as today's analyser writes it."""
    there = dict(
        Row.objects.filter(kind=search.KIND, part=0, analyser=VERSION)
        .extra(select={"chunk": f"(object_id - 1) / {CHUNK}"})  # noqa: S610
        .values_list("chunk")
        .annotate(Count("pk"))
        .order_by()
    )
    chunks = range(-(-resources // CHUNK))
    return [one for one in chunks if there.get(one, 0) < len(_numbers(one, resources))]


def make_chunk(chunk: int, resources: int) -> int:
    """Write the works of this chunk and index them; how many pages they have."""
    numbers = _numbers(chunk, resources)
    with transaction.atomic():
        if not Resource.objects.filter(pk=numbers[0]).exists():
            _write(_made(numbers, Surroundings.read()))
    works = list(Resource.objects.filter(pk__in=numbers).order_by("pk"))
    # In transactions of the index's own: two processes that note new facets in a long one would
    # wait for each other.
    search.index(works)
    return DocumentPage.objects.filter(document__resource__in=numbers).count()


def tell_harvesters() -> None:
    """Note every public work for other libraries, as its publishing would have done."""
    told = HarvestRecord.objects.values("number")
    public = Resource.objects.visible_to(None).published().exclude(pk__in=told)
    numbers = list(public.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(numbers), CHUNK):
        history.note(numbers[start : start + CHUNK])
    if numbers:
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {HarvestRecord._meta.db_table}")


def _numbers(chunk: int, resources: int) -> range:
    return range(chunk * CHUNK + 1, min((chunk + 1) * CHUNK, resources) + 1)


def _made(numbers: Sequence[int], around: Surroundings) -> Made:
    made = Made()
    for number in numbers:
        _make_one(made, number, around)
    return made


def _make_one(made: Made, number: int, around: Surroundings) -> None:
    chance = random.Random(f"work {number}")
    language = chance.choices(list(words.LANGUAGES), list(words.LANGUAGES.values()))[0]
    # The first themes of the list are written about most.
    themes = {
        around.themes[int(len(around.themes) * chance.random() ** 2)]
        for _ in range(chance.randint(1, 3))
    }
    labels = [
        label
        for _pk, slug in sorted(themes)
        for label in words.labels_of_themes().get(slug, {}).get(language, ())
    ] or ["gender"]
    work = _resource(chance, number, language, chance.choice(labels), around)
    made.resources.append(work)
    made.themes += [(number, pk) for pk, _slug in sorted(themes)]
    if Visibility.GROUP in {work.visibility, work.files_visibility}:
        made.groups.append((number, chance.choice(around.groups)))
    for spoken in dict.fromkeys((language, "en")):
        if spoken == language or chance.random() < 0.8:
            said = words.prose(chance, spoken, chance.randint(40, 140), labels)
            made.abstracts.append(Abstract(resource=work, language=spoken, text=said))
    for place in range(1, chance.choices((0, 1, 2), (5, 80, 15))[0] + 1):
        _make_document(made, chance, work, place, labels)


def _resource(
    chance: random.Random, number: int, language: str, label: str, around: Surroundings
) -> Resource:
    visibility, files = chance.choices(
        (
            (Visibility.PUBLIC, Visibility.PUBLIC),
            (Visibility.PUBLIC, Visibility.MEMBERS),
            (Visibility.MEMBERS, Visibility.MEMBERS),
            (Visibility.GROUP, Visibility.GROUP),
        ),
        (88, 5, 5, 2),
    )[0]
    published = FIRST_DAY + number * dt.timedelta(minutes=17)
    return Resource(
        pk=number,
        title=words.title(chance, language, label),
        kind=chance.choices(KINDS, KIND_SHARES)[0],
        creators=[_person(chance, language) for _ in range(chance.randint(0, 4))],
        publisher=f"Publisher {int(300 * chance.random() ** 2)}",
        issued=1980 + int(46 * chance.random() ** 0.5),
        languages=[language],
        countries=chance.sample(COUNTRIES, chance.choice((0, 1, 1, 1, 2, 3))),
        license=chance.choice(Resource.License.values),
        visibility=visibility,
        files_visibility=files,
        status=Resource.Status.PUBLISHED,
        submitted_by_id=chance.choice(around.members),
        submitted_at=published,
        published_at=published,
    )


def _person(chance: random.Random, language: str) -> str:
    family, given = chance.sample(words.tongue(language).words[1_000:9_000], 2)
    return f"{family.capitalize()}, {given.capitalize()}"


def _make_document(
    made: Made, chance: random.Random, work: Resource, place: int, labels: Sequence[str]
) -> None:
    document = Document(
        pk=work.pk * DOCUMENTS_A_WORK + place,
        resource=work,
        number=place,
        language=work.languages[0],
        file=FILE,
        name=f"document-{work.pk}-{place}.pdf",
        media_type="application/pdf",
        size=FILE_SIZE,
        sha256=hashlib.sha256(f"{work.pk} {place}".encode()).hexdigest(),
        page_count=min(1 + int(chance.expovariate(1 / (PAGES - 1))), MOST_PAGES),
        extraction=Document.Extraction.READ,
        added_by_id=work.submitted_by_id,
        added_at=work.published_at,
    )
    made.documents.append(document)
    made.pages += [
        (
            document.pk,
            number,
            words.prose(chance, work.languages[0], chance.randint(*WORDS_A_PAGE), labels),
        )
        for number in range(1, document.page_count + 1)
    ]


def _write(made: Made) -> None:
    Resource.objects.bulk_create(made.resources)
    Abstract.objects.bulk_create(made.abstracts)
    Document.objects.bulk_create(made.documents)
    themes, groups = Resource.themes.through, Resource.groups.through
    themes.objects.bulk_create(themes(resource_id=w, theme_id=t) for w, t in made.themes)
    groups.objects.bulk_create(groups(resource_id=w, group_id=g) for w, g in made.groups)
    table = DocumentPage._meta.db_table
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {table} (document_id, number, text) FROM STDIN") as rows,
    ):
        for page in made.pages:
            rows.write_row(page)
