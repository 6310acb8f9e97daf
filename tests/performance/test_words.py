"""The made-up words: the same every time, and as frequent as words are."""

import random
from collections import Counter

import pytest

from tests.performance import words


@pytest.fixture(autouse=True)
def _few_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "MADE_WORDS", 2_000)
    words.tongue.cache_clear()
    yield
    words.tongue.cache_clear()


def test_the_same_chance_makes_the_same_text() -> None:
    said = [words.prose(random.Random("one"), "fr", 80, ["égalité"]) for _ in range(2)]
    assert said[0] == said[1]
    assert said[0] != words.prose(random.Random("another"), "fr", 80, ["égalité"])


def test_frequent_words_are_real_ones() -> None:
    common = Counter(words.text(random.Random(1), "en", 20_000)).most_common(60)
    assert common[0][0] == "the"
    assert "gender" in dict(common)


def test_a_title_names_its_theme() -> None:
    assert "unpaid care work" in words.title(random.Random(1), "en", "unpaid care work").lower()
