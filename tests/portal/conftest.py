"""The cast in a furnished house."""

from collections.abc import Callable

import pytest

from members.models import Member

from .furniture import House, furnish


@pytest.fixture
def people(
    visitor: None,
    dara: Member,
    femi: Member,
    amina: Member,
    chidi: Member,
    efua: Member,
    bintou: Member,
) -> dict[str, Member | None]:
    return {
        "visitor": visitor,
        "dara": dara,
        "femi": femi,
        "amina": amina,
        "chidi": chidi,
        "efua": efua,
        "bintou": bintou,
    }


@pytest.fixture
def house(people: dict[str, Member | None], run_jobs: Callable[[], int]) -> House:
    return furnish(people, run_jobs)
