"""What the members of the measured database tell of themselves, and their entries in the index.

Goes on where it was interrupted: a member who has a job has told, and who stands in the index is
not indexed again. Only `fill` and the tests of this package import it.
"""

import random
from collections.abc import Iterable, Iterator
from itertools import islice

from django.db import connection, transaction

from members import person_search
from members.models import Member, Theme, fold
from tests.performance import words

BATCH = 3_000
LANGUAGES = (["en"], ["fr", "en"], ["es"], ["en", "fr"], ["en", "es", "fr"])
JOBS = (
    *("Programme officer", "Gender adviser", "Researcher", "Coordinator", "Trainer", "Director"),
    *("Conseillère genre", "Chargée de programme", "Coordinadora", "Statistician", "Lawyer"),
)
# How many tell each of it, and how many things at most.
LISTS = {"themes": (0.6, 3), "offers": (0.3, 3), "asks": (0.25, 2)}
ABOUT, UNLISTED, FOR_GROUPS = 0.4, 0.02, 0.05  # shares


def tell() -> int:
    """Let everybody tell of herself; how many there were to tell."""
    silent = Member.objects.filter(job_title="").order_by("pk").values_list("pk", "handle")
    themes = list(Theme.objects.order_by("slug").values_list("pk", flat=True))
    told = 0
    left = iter(list(silent))
    while batch := list(islice(left, BATCH)):
        _tell(batch, themes)
        told += len(batch)
    return told


def index() -> None:
    """Everybody who is not in the index yet."""
    person_search.renew(size=BATCH)


@transaction.atomic
def _tell(batch: Iterable[tuple[int, str]], themes: list[int]) -> None:
    chosen: dict[str, list[tuple[int, int]]] = {name: [] for name in LISTS}
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE told (id bigint, name text, sort_name text, job_title text,"
            " about text, languages text[], listed boolean, for_groups text[]) ON COMMIT DROP"
        )
        with cursor.copy("COPY told FROM STDIN") as copy:
            for row in _rows(batch, themes, chosen):
                copy.write_row(row)
        cursor.execute(
            "UPDATE members_member AS member SET name = told.name, sort_name = told.sort_name,"
            " job_title = told.job_title, about = told.about, languages = told.languages,"
            " listed = told.listed, for_groups = told.for_groups FROM told"
            " WHERE member.id = told.id"
        )
    for name, pairs in chosen.items():
        through = getattr(Member, name).through
        through.objects.bulk_create(through(member_id=m, theme_id=t) for m, t in pairs)


def _rows(
    batch: Iterable[tuple[int, str]], themes: list[int], chosen: dict[str, list[tuple[int, int]]]
) -> Iterator[tuple[object, ...]]:
    for number, handle in batch:
        chance = random.Random(f"member {handle}")
        spoken = chance.choice(LANGUAGES)
        family, given = chance.sample(words.tongue(spoken[0]).words[1_000:9_000], 2)
        name = f"{given.capitalize()} {family.capitalize()}"
        about = words.prose(chance, spoken[0], 30, ()) if chance.random() < ABOUT else ""
        listed = chance.random() >= UNLISTED
        narrow = ["offers", "country"] if chance.random() < FOR_GROUPS else []
        yield number, name, fold(name), chance.choice(JOBS), about, spoken, listed, narrow
        for field, (share, most) in LISTS.items():
            if chance.random() < share:
                # The first themes of the list are what most people know.
                places = {int(len(themes) * chance.random() ** 2) for _ in range(most)}
                chosen[field] += [(number, themes[place]) for place in places]
