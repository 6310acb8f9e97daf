import pytest
from lxml import html

from forums.markdown import mentioned, plain, quoted, rendered

PEOPLE = {"amina-diallo": "/members/amina-diallo/", "chidi": "/members/chidi/"}
REL = 'rel="nofollow ugc noopener"'


def body(source: str) -> html.HtmlElement:
    return html.document_fromstring(f"<html><body>{rendered(source, PEOPLE)}</body></html>").body


def words(source: str) -> str:
    return body(source).text_content().strip()


def links(source: str) -> list[tuple[str, str]]:
    return [(link.text_content(), link.get("href")) for link in body(source).iter("a")]


def test_headings_leave_the_first_two_levels_to_the_page() -> None:
    source = "\n\n".join(f"{'#' * level} {level}" for level in range(1, 7))
    assert [element.tag for element in body(source)] == ["h3", "h4", "h5", "h6", "h6", "h6"]


def test_html_is_shown_as_it_was_written() -> None:
    assert words("a <b onclick=x>c</b> <!-- d -->") == "a <b onclick=x>c</b> <!-- d -->"


def test_struck_words_and_strong_ones() -> None:
    assert rendered("~~old~~ **new** *now*") == (
        '<p dir="auto"><s>old</s> <strong>new</strong> <em>now</em></p>\n'
    )


def test_a_table_scrolls_by_itself_and_aligns_its_columns() -> None:
    page = body("| a | b | c |\n|---|--:|:-:|\n| 1 | 2 |\n")
    (around,) = page
    assert (around.get("class"), around.get("tabindex")) == ("scroll", "0")
    assert [cell.get("class") for cell in around.iter("td")] == [None, "number", "middle"]
    assert "style" not in rendered("| a |\n|:-:|\n")


def test_code_scrolls_by_itself_and_is_no_markdown() -> None:
    (code,) = body("```python\n*a* @chidi https://a.example <b>\n```")
    assert (code.tag, code.get("tabindex")) == ("pre", "0")
    assert code.text_content() == "*a* @chidi https://a.example <b>\n"
    assert len(list(code.iter())) == 2


def test_a_numbered_list_begins_where_it_says() -> None:
    assert body("7. seven\n8. eight")[0].get("start") == "7"


@pytest.mark.parametrize(
    ("source", "shown", "href"),
    [
        ("[a](https://b.example/c)", "a", "https://b.example/c"),
        ("[a](HTTP://b.example)", "a", "HTTP://b.example"),
        ("[a](/resources/)", "a", "/resources/"),
        ("[a](mailto:b@c.example)", "a", "mailto:b@c.example"),
        ("[a](www.b.example)", "a", "https://www.b.example"),
        ("[](/resources/)", "/resources/", "/resources/"),
        (
            "<https://b.example/?c=d&e=f>",
            "https://b.example/?c=d&e=f",
            "https://b.example/?c=d&e=f",
        ),
        ("<b@c.example>", "b@c.example", "mailto:b@c.example"),
        ("![a chart](https://b.example/c.png)", "a chart", "https://b.example/c.png"),
        ("![](https://b.example/c.png)", "https://b.example/c.png", "https://b.example/c.png"),
        ("[![a *chart*](/c.png)](/d/)", "a chart", "/d/"),
    ],
)
def test_links_and_pictures_are_links(source: str, shown: str, href: str) -> None:
    assert links(source) == [(shown, href)]
    assert REL in rendered(source)


@pytest.mark.parametrize(
    "href",
    ["//b.example", r"/\b.example", "b.example", "#c", "?c=d", "../c", "ftp://b.example", "tel:1"],
)
def test_a_link_that_may_not_lead_there_is_its_words(href: str) -> None:
    assert links(f"[here]({href})") == []
    assert words(f"[here]({href})") == "here"
    assert words(f"![here]({href})") == "here"


@pytest.mark.parametrize(
    ("source", "shown", "href"),
    [
        ("See https://a.example.", "https://a.example", "https://a.example"),
        ("(https://a.example/b)", "https://a.example/b", "https://a.example/b"),
        ("https://a.example/b_(c)!", "https://a.example/b_(c)", "https://a.example/b_(c)"),
        ("«https://a.example/b»", "https://a.example/b", "https://a.example/b"),
        ("انظر https://a.example/b، ثم", "https://a.example/b", "https://a.example/b"),
        ("https://a.example/b_c_d", "https://a.example/b_c_d", "https://a.example/b_c_d"),
        ("https://a.example/?b=c&d=e", "https://a.example/?b=c&d=e", "https://a.example/?b=c&d=e"),
        ("https://é.example/à", "https://é.example/à", "https://xn--9ca.example/%C3%A0"),
        ("www.a.example/b,", "www.a.example/b", "https://www.a.example/b"),
        ("write to a.b+c@d.example.", "a.b+c@d.example", "mailto:a.b+c@d.example"),
        ("**https://a.example**", "https://a.example", "https://a.example"),
    ],
)
def test_a_bare_address_is_a_link(source: str, shown: str, href: str) -> None:
    assert links(source) == [(shown, href)]


@pytest.mark.parametrize(
    "source", ["http://", "www.", "https://.", "a@b", "example.org", "xhttp://a", "`http://a.b`"]
)
def test_what_only_resembles_an_address_stays_words(source: str) -> None:
    assert links(source) == []


def test_an_address_within_a_link_is_no_second_link() -> None:
    assert links("[https://a.example @chidi](/b)") == [("https://a.example @chidi", "/b")]


def test_people_are_links_to_their_pages_and_strangers_are_words() -> None:
    source = "@amina-diallo, @Chidi: ask @nobody. (@chidi)"
    assert links(source) == [
        ("@amina-diallo", "/members/amina-diallo/"),
        ("@Chidi", "/members/chidi/"),
        ("@chidi", "/members/chidi/"),
    ]
    assert words(source) == source
    assert rendered("@chidi") == '<p dir="auto">@chidi</p>\n'


def test_mentioned_are_those_whom_she_addresses_herself_once_each() -> None:
    source = (
        "@chidi and @amina-diallo, **@efua**!\n\n> @bintou said\n> > @dara\n\n- @Chidi again\n\n"
        "`@femi` a@gina.example @hope@social.example [@ife](/x) https://x.example/@jide \\@kofi\n\n"
        "    @lola\n\n| @musa |\n|-|\n\n![@nana](/x)"
    )
    assert mentioned(source) == ["chidi", "amina-diallo", "efua", "musa"]


def test_each_block_reads_in_its_own_direction() -> None:
    page = body("Hello\n\nمرحبا\n\n# שלום\n\n| a | ب |\n|-|-|\n\n```\nx\n```\n- one\n- اثنان")
    for tag in ("p", "h3", "th", "pre", "li"):
        assert {block.get("dir") for block in page.iter(tag)} == {"auto"}, tag


@pytest.mark.parametrize(
    ("source", "direction"),
    [
        ("> مرحبا\n>\n> Hello", "rtl"),
        ("> 1. **«שלום»**", "rtl"),
        ("> Hello\n>\n> مرحبا", "ltr"),
        ("- مرحبا\n- Hello", "rtl"),
        ("1. a\n\n   مرحبا", "ltr"),
        ("| 1 | مرحبا |\n|-|-|\n| a | b |", "rtl"),
        ("> 12 %", "auto"),
        ("> [«مرحبا»](https://a.example)", "rtl"),
    ],
)
def test_what_holds_blocks_reads_as_its_first_word_does(source: str, direction: str) -> None:
    held = next(body(source).iter("blockquote", "ul", "ol", "table"))
    assert held.get("dir") == direction


def test_an_item_of_several_paragraphs_has_its_bullet_on_their_side() -> None:
    items = list(body("- مرحبا\n\n  شكرا\n\n- Hello\n\n  Thanks").iter("li"))
    assert [item.get("dir") for item in items] == ["rtl", "ltr"]


def test_what_nobody_sees_is_taken_out_and_joiners_stay() -> None:
    shown = words("a\u202eb&#8238;c\x00d &#x2067;e می\u200cخواهم 👩\u200d👧")
    assert shown == "abcd e می\u200cخواهم 👩\u200d👧"
    assert "\u202e" not in rendered("<http://a.example/%E2%80%AEgro>")


def test_plain_is_the_words_line_by_line() -> None:
    source = (
        "# A *title*\n\nSome **words**,\nmore [words](/x) &amp; <b>\n\n- one\n- two\n\n> quoted\n\n"
        "| a | b |\n|-|-|\n| c | d |\n\n```\nx = 1\n```\n\n![a chart](/y.png)\n\n---\n\nlast"
    )
    assert plain(source).split("\n") == [
        "A title",
        "Some words, more words & <b>",
        *("one", "two", "quoted", "a b", "c d", "x = 1", "a chart", "last"),
    ]


def test_a_quotation_names_who_wrote_and_is_one_block() -> None:
    reply = quoted("First.\n\n- a\n- b\n", by="Amina")
    assert reply == "> **Amina** wrote:\n>\n> First.\n>\n> - a\n> - b\n\n"
    page = body(reply + "I agree.")
    assert [block.tag for block in page] == ["blockquote", "p"]


def test_a_name_means_nothing_in_markdown() -> None:
    name = "A*m*i_n_a <b> [x](/y) @chidi\n# z"
    said = plain(quoted("Hello", by=name)).split("\n")[0]
    assert said == "A*m*i_n_a <b> [x](/y) @chidi # z wrote:"


def test_a_quotation_keeps_one_within_it_and_no_deeper() -> None:
    source = "> one\n>\n> > two\n> > two\n>\n> one again\n\nmine\n\n```\n> > code\n```\n"
    reply = quoted(quoted(source, by="Amina"), by="Chidi")
    assert plain(quoted(source, by="Amina")).split("\n") == [
        *("Amina wrote:", "one", "one again", "mine", "> > code")
    ]
    assert plain(reply).split("\n") == ["Chidi wrote:", "Amina wrote:", "mine", "> > code"]
    assert mentioned(quoted("@chidi", by="Amina")) == []


def test_a_long_text_is_quoted_in_part_and_says_so() -> None:
    line = "A sentence of some words. " * 10
    reply = quoted("\n\n".join([line] * 30), by="Amina")
    assert len(reply) < 1_400
    assert reply.endswith(" […]\n\n")
    assert all(text.startswith(">") for text in reply.strip().split("\n"))
    unbroken = quoted("ن" * 20_000, by="Amina")
    assert 1_000 < len(unbroken) < 1_400
    short = quoted(line, by="Amina")
    assert "[…]" not in short
