"""The specification's own examples, and what our rules make of what they expect.

A picture is a link to it, headings start at the third level, a link that may not lead where it
wants to is its words, one without words shows its address, code has no class. Examples with HTML
in them are told apart: here it is text.
"""

import json
from pathlib import Path

from lxml import html
from markdown_it import MarkdownIt

from forums.markdown import rendered

EXAMPLES = json.loads(Path(__file__).with_name("commonmark.json").read_text())["examples"]
ALL = 652
# Of which so many show what becomes of HTML.
WITH_HTML = 72
# These show that a bare address is no link; here it is one.
BARE_ADDRESSES = {602, 608, 611, 612}
OURS = ("dir", "rel", "tabindex")
DEEPER = {"h1": "h3", "h2": "h4", "h3": "h5", "h4": "h6", "h5": "h6"}


def has_html(markdown: str) -> bool:
    blocks = MarkdownIt("commonmark").parse(markdown)
    tokens = [token for block in blocks for token in (block, *(block.children or ()))]
    return any(token.type in ("html_block", "html_inline") for token in tokens)


def may_lead(address: str) -> bool:
    if address.startswith("/"):
        return not address.startswith("//")
    return address.lower().startswith(("http://", "https://", "mailto:"))


def tree(markup: str) -> html.HtmlElement:
    return html.fragment_fromstring(markup, create_parent="body")


def expected(markup: str) -> str:
    body = tree(markup)
    for element in list(body.iter()):
        element.tag = DEEPER.get(element.tag, element.tag)
        element.attrib.pop("class", None)
        if element.tag == "img":
            picture(element)
    for link in list(body.iter("a")):
        if not may_lead(link.get("href")):
            link.drop_tag()
        elif not link.text_content().strip():
            link.text = link.get("href")
    return shown(body)


def shown(body: html.HtmlElement) -> str:
    """Its HTML, without the line breaks that nobody sees."""
    return html.tostring(body, encoding="unicode").replace("<blockquote>\n", "<blockquote>")


def picture(element: html.HtmlElement) -> None:
    """Makes a link of it; in a link, its words."""
    had = dict(element.attrib)
    element.attrib.clear()
    element.tag, element.text = "a", had.pop("alt") or had["src"]
    element.attrib.update({"href": had.pop("src"), **had})
    if next(element.iterancestors("a"), None) is not None:
        element.drop_tag()


def ours(number: int, markup: str) -> str:
    body = tree(markup)
    if number in BARE_ADDRESSES:
        for link in list(body.iter("a")):
            link.drop_tag()
    for element in body.iter():
        for name in OURS:
            element.attrib.pop(name, None)
    return shown(body)


def examples(*, with_html: bool) -> list[tuple[int, str, str]]:
    return [
        (example["example"], example["markdown"], example["html"])
        for example in EXAMPLES
        if has_html(example["markdown"]) == with_html
    ]


def test_the_examples_read_as_the_specification_says() -> None:
    for number, markdown, expects in examples(with_html=False):
        assert ours(number, rendered(markdown)) == expected(expects), f"example {number}"


def test_html_is_shown_as_what_was_written() -> None:
    for number, markdown, _expects in examples(with_html=True):
        as_text = MarkdownIt("commonmark", {"html": False}).render(markdown)
        assert ours(number, rendered(markdown)) == expected(as_text), f"example {number}"
        assert "&lt;" in as_text


def test_every_example_is_tried() -> None:
    assert len(EXAMPLES) == ALL
    assert len(examples(with_html=True)) == WITH_HTML
