"""What people paste, read line by line: nothing is lost, and nothing is taken for an address."""

import random
import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from members.pasted_addresses import TooMany, read


def addresses(text: str) -> list[str]:
    return list(read(text).addresses)


@pytest.mark.parametrize(
    "text",
    [
        "nadia@example.org",
        "  nadia@example.org \r\n",
        "<nadia@example.org>",
        "Nadia Benali <nadia@example.org>",
        '"Benali, Nadia" <nadia@example.org>',
        "Benali, Nadia <nadia@example.org>",
        "Nadia Benali nadia@example.org",
        "Nadia\tBenali\tnadia@example.org\tMorocco",
        "mailto:Nadia@Example.ORG",
        "(nadia@example.org).",
        "«nadia@example.org»",
        "nadia＠example.org",
        "\ufeffnadia@exam\u200bple.org\u202e",
        "nadia@example.org,,;\t,",
        "J.P. Nadia, nadia@example.org",
    ],
)
def test_one_address_in_many_dresses(text: str) -> None:
    reading = read(text)
    assert list(reading.addresses) == ["nadia@example.org"]
    assert reading.misread == []


@pytest.mark.parametrize(
    "text",
    [
        "a@x.org b@x.org",
        "a@x.org,b@x.org",
        "a@x.org; b@x.org;",
        "a@x.org\tb@x.org",
        "a@x.org\nb@x.org",
        "a@x.org\r\n\r\n  b@x.org",
        "A One <a@x.org>, B Two <b@x.org>",
        "A One <a@x.org> B Two <b@x.org>",
        '"a@x.org, b@x.org"',
        "a@x.org، b@x.org",
        "a@x.org、b@x.org",
    ],
)
def test_two_addresses_parted_in_many_ways(text: str) -> None:
    assert addresses(text) == ["a@x.org", "b@x.org"]


def test_the_same_address_counts_once_however_it_is_written() -> None:
    reading = read("Nadia@Büro.example\nnadia@xn--bro-hoa.example\nNADIA@BÜRO.EXAMPLE")
    assert reading.addresses == {"nadia@büro.example": 1}
    assert reading.repeated == 2


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("nadia.example.org", "There is no @ in it."),
        ("Nadia", "There is no @ in it."),
        ("@example.org", "There is nothing before the @."),
        ("nadia@", "There is nothing after the @."),
        ("nadia@example", "The part after the @ has no dot."),
        ("nadia@@example.org", "There is more than one @ in it."),
        ("nadia@example..org", "This is not an address."),
        ("na dia @ example.org", "There is nothing before the @."),
        ("<nadia@example.org", ""),
        ("nadía@example.org", "The part before the @ has letters that mail does not carry."),
        ("nadia@xn--.org", "This is not an address."),
        ("a" * 300 + "@example.org", "This is not an address."),
    ],
)
def test_what_is_wrong_is_said(text: str, why: str) -> None:
    reading = read(text)
    if not why:
        assert list(reading.addresses) == ["nadia@example.org"]
        return
    assert reading.addresses == {}
    assert [(one.line, one.text, str(one.why)) for one in reading.misread] == [(1, text, why)]


def test_a_forgotten_sign_among_good_addresses_is_not_taken_for_a_name() -> None:
    reading = read("a@x.org, nadia.example.org, Amina B., b@x.org")
    assert list(reading.addresses) == ["a@x.org", "b@x.org"]
    assert [one.text for one in reading.misread] == ["nadia.example.org"]


def test_each_line_has_its_number() -> None:
    reading = read("a@x.org\n\nwrong@\n  b@x.org")
    assert reading.addresses == {"a@x.org": 1, "b@x.org": 4}
    assert reading.misread[0].line == 3


@given(st.text(max_size=300))
def test_whatever_comes_is_read_without_a_fault(text: str) -> None:
    reading = read(text)
    for address in reading.addresses:
        assert address == address.lower()
        assert not set("\n\r\x00,; ") & set(address)


@pytest.mark.parametrize("nasty", ['"' * 100_000, "<" * 100_000, "a@" * 50_000, ",<" * 50_000])
def test_nothing_makes_it_slow(nasty: str) -> None:
    begun = time.perf_counter()
    with suppress(TooMany):
        read(nasty)
    assert time.perf_counter() - begun < 2


def test_five_thousand_lines_half_of_them_malformed() -> None:
    wrong = ("no-sign-{}.example.org", "two@@{}.org", "nothing-after-{}@", "dots@{}..org")
    lines = [f"Name {n} <good-{n}@example.org>" for n in range(2_500)]
    lines += [wrong[n % 4].format(n) for n in range(2_500)]
    random.Random(4).shuffle(lines)
    reading = read("\n".join(lines))
    assert len(reading.addresses) == 2_500
    assert len(reading.misread) == 2_500


def test_more_than_anybody_could_mend_is_not_read() -> None:
    with pytest.raises(TooMany):
        read("a@@x.org " * 10_001)
