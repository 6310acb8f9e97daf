"""Made-up text whose words are as frequent as words are (Zipf), the same every time.

The frequent words are real: stop words, and the words of our own themes' labels, so that what
people of this field search for is found. The rest is made of syllables.
"""

import itertools
import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from cop_portal.demo.data import load

LANGUAGES = {"en": 55, "fr": 30, "es": 15}  # with their shares of the library
MADE_WORDS = 150_000  # of a language; the rarest stand in some ten works of 100,000

STOP_WORDS = {
    "en": "the of and in to a for is with that on by as are from this be at or an",
    "fr": "de la et les des le en dans du pour une est que par sur au un aux avec ce",
    "es": "de la y el en los las que para con del por un es una se su al lo como",
}
ENDINGS = {
    "en": ("ing", "ed", "tion", "s", "ment", "ly", "", ""),
    "fr": ("tion", "ée", "ées", "ment", "ité", "s", "er", ""),
    "es": ("ción", "ado", "idad", "s", "ar", "mente", "o", "a"),
}
CONSONANTS = ("b", "ch", "d", "f", "gr", "l", "m", "n", "p", "qu", "r", "s", "st", "t", "tr", "v")
VOWELS = {
    "en": ("a", "e", "i", "o", "ea"),
    "fr": ("a", "e", "é", "i", "ou"),
    "es": ("a", "e", "i", "o", "ó"),
}


@dataclass(frozen=True)
class Tongue:
    """A language: its words from the most frequent on, and the sums of their weights."""

    words: Sequence[str]
    weights: Sequence[float]


@cache
def tongue(language: str) -> Tongue:
    words = STOP_WORDS[language].split()
    words += [word for word in _field_words(language) if word not in words]
    words += _made_words(language, known=frozenset(words))
    # Mandelbrot's form of Zipf's law: the first few words are not quite as frequent.
    weights = itertools.accumulate(1 / (rank + 2.7) ** 1.08 for rank in range(1, len(words) + 1))
    return Tongue(words, list(weights))


def text(chance: random.Random, language: str, length: int) -> list[str]:
    """So many words."""
    spoken = tongue(language)
    return chance.choices(spoken.words, cum_weights=spoken.weights, k=length)


def title(chance: random.Random, language: str, label: str) -> str:
    """A theme's name with words around it, as titles are."""
    around = text(chance, language, chance.randint(5, 11))
    around.insert(chance.randrange(len(around)), label)
    return sentence(around)


def prose(chance: random.Random, language: str, length: int, labels: Sequence[str]) -> str:
    """About `length` words in sentences; every other time with one of the labels in it."""
    words = text(chance, language, length)
    if labels and chance.random() < 0.5:
        words.insert(chance.randrange(len(words)), chance.choice(labels))
    sentences = []
    start = 0
    while start < len(words):
        end = start + chance.randint(8, 24)
        sentences.append(sentence(words[start:end]) + ".")
        start = end
    return " ".join(sentences)


def sentence(words: Sequence[str]) -> str:
    joined = " ".join(words)
    return joined[:1].upper() + joined[1:]


@cache
def labels_of_themes() -> dict[str, dict[str, list[str]]]:
    """Slug → language → what the demo calls the theme."""
    return {
        theme["slug"]: {
            language: [said["preferred"], *said.get("alternative", ())]
            for language, said in theme["labels"].items()
            if language in LANGUAGES
        }
        for theme in load("themes")
    }


def _field_words(language: str) -> list[str]:
    """The words of all labels, first those that most labels have."""
    count: dict[str, int] = {}
    for labels in labels_of_themes().values():
        for label in labels.get(language, ()):
            for word in label.lower().replace("’", " ").split():
                count[word] = count.get(word, 0) + 1
    return sorted((word for word in count if len(word) > 2), key=lambda word: (-count[word], word))


def _made_words(language: str, known: frozenset[str]) -> list[str]:
    chance = random.Random(f"words {language}")
    made: dict[str, None] = {}
    while len(made) < MADE_WORDS:
        syllables = chance.choice((2, 2, 3, 3, 4))
        word = "".join(
            chance.choice(CONSONANTS) + chance.choice(VOWELS[language]) for _ in range(syllables)
        )
        word += chance.choice(ENDINGS[language])
        if word not in known:
            made[word] = None
    return list(made)
