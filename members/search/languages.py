"""What the analyser knows of single languages: stems, words apart, elisions, stop words.

Pure text; only `members.search` imports it.
"""

import threading

import Stemmer


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_SNOWBALL = {
    "ar": "arabic",
    "de": "german",
    "en": "english",
    "es": "spanish",
    "fr": "french",
    "hi": "hindi",
    "id": "indonesian",
    "it": "italian",
    "ne": "nepali",
    "nl": "dutch",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "ta": "tamil",
    "tr": "turkish",
}

# Words whose stems the algorithms keep apart although readers mean one thing, or put together
# although they mean two (university, universal). Left is what is met, right is its stem.
EXCEPTIONS = {
    "en": {
        "women": "woman",
        "womens": "woman",
        "men": "man",
        "mens": "man",
        "children": "child",
        "childrens": "child",
        "people": "person",
        "peoples": "person",
        "midwives": "midwif",
        "wives": "wife",
        "lives": "life",
        "empower": "empower",
        "empowers": "empower",
        "empowered": "empower",
        "empowering": "empower",
        "empowerment": "empower",
        "programme": "program",
        "programmes": "program",
        "labour": "labor",
        "labours": "labor",
        "behaviour": "behavior",
        "behaviours": "behavior",
        "behavioural": "behavior",
        "centre": "center",
        "centres": "center",
        "defence": "defens",
        "judgement": "judgment",
        "university": "university",
        "universities": "university",
    },
    "es": {"mujer": "mujer", "mujeres": "mujer"},
    "pt": {"mulher": "mulher", "mulheres": "mulher"},
    "mn": {"эмэгтэй": "эмэгтэй", "эрэгтэй": "эрэгтэй"},  # not "with эмэг"
}

# What an apostrophe cuts off (l'égalité, women's, don't) is a word in the index, so that quoted
# words are found as they stand; in a query it says nothing.
CUT_OFF = _words("l d j m n s t c qu jusqu lorsqu puisqu quoiqu quelqu presqu dell all nell sull")
# Endings that inclusive writing hangs behind a middle dot: étudiant·e·s, acteur·rice·s.
INCLUSIVE_ENDINGS = _words(
    "e s es ne nes se ses te tes le les ve ves fe fes ère ères rice rices trice trices euse euses"
    " eure eures ive ives a as o os x xs"
)

STOP_WORDS = {
    "en": _words(
        "a an and are as at be been but by can do does for from had has have he her his how i if in"
        " into is it its me my no not of on or our she so than that the their them there these they"
        " this to was we were what when where which who why will with you your"
    ),
    "fr": _words(
        "a à au aux avec ce ces cette dans de des du elle elles en est et eux il ils je la le les"
        " leur leurs lui ma mais me même mes moi mon ne nos notre nous on ou où par pas pour qu que"
        " qui sa sans se ses son sont sur ta te tes toi ton tu un une vos votre vous y"
    ),
    "es": _words(
        "a al como con de del donde el ella ellas ellos en entre es esta este esto la las lo los"
        " más me mi muy no nos o para pero por que qué se ser si sin sobre son su sus también te"
        " tu un una uno y ya"
    ),
    "pt": _words(
        "a ao aos as à às com como da das de do dos e ela elas ele eles em entre é eu foi isso já"
        " mais mas na nas no nos não o os ou para pela pelas pelo pelos por que se sem ser seu sua"
        " são também um uma"
    ),
    "ru": _words(
        "а без более бы был была были было в вам вас во все всех вы где да для до его ее если есть"
        " еще же за и из или им их к как ко когда кто ли между мы на над не него нее нет ни них но"
        " о об он она они от по под при с со так то тоже только у уже что чтобы"
        " эта эти это я"
    ),
    "ar": _words("من في على إلى عن مع أو ثم هذا هذه ذلك التي الذي أن إن ما لا كان كانت هو هي"),
    "mn": _words("ба болон нь энэ тэр юм бол хувьд"),
}
EVERY_STOP_WORD = CUT_OFF.union(*STOP_WORDS.values())

# Endings of case, number and possession in Mongolian, longest first; for which Snowball has no
# algorithm. Three letters of the word are always left.
_MONGOLIAN = sorted(
    _words(
        "ийнхаа ынхаа ийнхээ ийнхэн ынхан уудын үүдийн нуудын нүүдийн уудад үүдэд уудаас үүдээс"
        " уудыг үүдийг нуудыг нүүдийг нууд нүүд ууд үүд чууд чүүд ийн ийг ын ыг аас ээс оос өөс"
        " аар ээр оор өөр тай тэй той руу рүү луу лүү даа дээ доо дөө аа ээ оо өө нд д т г н"
    ),
    key=lambda ending: (-len(ending), ending),
)

_LATIN = ("en", "fr", "es", "pt")
_local = threading.local()


def primary(language: str) -> str:
    """ "pt-BR" is "pt"; "" stays ""."""
    return language.replace("_", "-").partition("-")[0].lower()


def stem(word: str, language: str) -> str:
    """The stem of a lower-case word with its accents on; the word itself where none is known."""
    apart = EXCEPTIONS.get(language, {}).get(word)
    if apart is not None:
        return apart
    if language == "ar":
        word = _without_conjunction(word)
    if language == "mn":
        return _mongolian_stem(word)
    stemmer = _stemmer(language)
    if stemmer is None:
        return word
    found = stemmer.stemWord(word)
    if language == "en" and len(found) > 5 and found.endswith("is"):
        return found[:-1] + "z"  # organisation and organization are one word
    return found


def query_languages(word: str, preferred: tuple[str, ...]) -> list[str]:
    """In which languages a typed word may be meant: by its script, the reader's own first."""
    if any("\u0600" <= letter <= "\u06ff" for letter in word):
        known: tuple[str, ...] = ("ar",)
    elif any("\u0400" <= letter <= "\u04ff" for letter in word):
        known = ("ru", "mn")
    elif word.isascii() or any("\u00c0" <= letter <= "\u024f" for letter in word):
        own = tuple(code for code in preferred if code in _SNOWBALL and code not in {"ar", "ru"})
        known = own + _LATIN
    else:
        known = preferred
    return list(dict.fromkeys(known))


def _stemmer(language: str) -> "Stemmer.Stemmer | None":
    """Stemmers keep a state and are not safe to share: each thread has its own."""
    held = _local.__dict__.setdefault("stemmers", {})
    if language not in held:
        name = _SNOWBALL.get(language)
        held[language] = Stemmer.Stemmer(name, 0) if name else None
    return held[language]


def _mongolian_stem(word: str) -> str:
    for ending in _MONGOLIAN:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


def _without_conjunction(word: str) -> str:
    """Arabic writes "and", "so", "with", "as" in one with the article that the stemmer expects."""
    if len(word) > 5 and word[0] in "وفبك" and word[1:3] == "ال":
        return word[1:]
    return word
