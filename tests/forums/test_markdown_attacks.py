from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forums.markdown import TooMuch, mentioned, plain, quoted, rendered
from tests.forums.attacks import LURES, MARKUP, PAYLOADS
from tests.forums.harmless import faults

PEOPLE = {"amina": "/members/amina/"}
PIECES = st.sampled_from(
    [
        *(
            ">",
            "- ",
            "1. ",
            "# ",
            "    ",
            "\t",
            "\n",
            "\n\n",
            "```",
            "~~~",
            "`",
            "``",
            "---",
            "===",
        ),
        *("*", "**", "_", "~~", "[", "]", "(", ")", "](", "![", "]: ", "<", ">", '"', "'", "\\"),
        *("&", "&#", ";", "&lt;", "&#x202e;", "|", "|-|", ":-:", "@", "@amina", "a@b.example"),
        *("http://", "https://a.example/", "www.", "javascript:", "mailto:", "//", "/x", "%5c"),
        *("<script>", "</script>", "<!--", "<svg onload=", "a", "b c", "مرحبا", "\u200c", "\ud800"),
        *("\x00", "\r", "\u202e", "😀", "https://[::1]:99999999/", "xn--a", "http://a.b:x@[/"),
    ]
)
WRITTEN = st.one_of(
    st.text(st.characters(), max_size=300),
    st.lists(st.one_of(PIECES, st.text(max_size=4)), max_size=60).map("".join),
)


def test_an_attack_becomes_words() -> None:
    found = {payload: faults(rendered(payload, PEOPLE)) for payload in PAYLOADS}
    assert {payload: wrong for payload, wrong in found.items() if wrong} == {}


def test_an_attack_stays_harmless_when_it_is_quoted() -> None:
    found = {text: faults(rendered(quoted(text, by=text), PEOPLE)) for text in PAYLOADS}
    assert {payload: wrong for payload, wrong in found.items() if wrong} == {}


def test_there_are_many_attacks_and_the_net_catches_them() -> None:
    assert len(set(MARKUP)) >= 150
    assert len(set(LURES)) >= 100
    caught = [payload for payload in MARKUP if payload.startswith("<") and faults(payload)]
    assert len(caught) >= 80


@given(WRITTEN)
@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_is_written_becomes_allowed_html_or_is_too_much(source: str) -> None:
    try:
        assert faults(rendered(source, PEOPLE)) == []
    except TooMuch:
        return
    assert faults(rendered(quoted(source, by=source))) == []
    assert plain(source) == plain(source).strip()
    assert all(handle == handle.lower() for handle in mentioned(source))
