"""The made-up library: goes on where it was interrupted, and can be found."""

import pytest

from members.search.find import find
from resources.models import Resource
from tests.performance import community, library, words


@pytest.fixture
def _few(monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    monkeypatch.setattr(words, "MADE_WORDS", 2_000)
    monkeypatch.setattr(library, "CHUNK", 10)
    monkeypatch.setattr(community, "GROUPS", 230)
    words.tongue.cache_clear()
    community.make(0.0)
    yield
    words.tongue.cache_clear()


@pytest.mark.usefixtures("_few")
def test_what_stands_in_the_index_is_not_made_again() -> None:
    assert library.missing_chunks(25) == [0, 1, 2]
    assert library.make_chunk(1, 25)
    assert library.missing_chunks(25) == [0, 2]
    library.make_chunk(2, 25)
    assert Resource.objects.count() == 15
    assert not community.make(0.0)


@pytest.mark.usefixtures("_few")
def test_the_works_are_found_by_who_may_see_them() -> None:
    library.make_chunk(0, 10)
    everything = find(asker=frozenset({"public", "members", "staff"}))
    assert everything.total == 10
    assert set(everything.facets) >= {"theme", "kind", "language", "year"}
