"""Markdown that staff write (charter, pages of words), made into safe HTML."""

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

_markdown = MarkdownIt("commonmark", {"html": False})
# It puts its rules together when first asked: once, before two threads ask at a time.
_markdown.render("*once*")
TAGS = {"h2", "h3", "p", "ul", "ol", "li", "em", "strong", "a", "blockquote", "hr", "br"}


def rendered(markdown: str) -> SafeString:
    """CommonMark without raw HTML, sanitized against an allow-list."""
    return mark_safe(  # noqa: S308 - nh3 has just cleaned it
        nh3.clean(
            _markdown.render(markdown),
            tags=TAGS,
            attributes={"a": {"href"}},
            url_schemes={"http", "https", "mailto"},
            link_rel="noopener nofollow",
        )
    )


def paragraphs(markdown: str) -> list[str]:
    """Its headings, paragraphs and points, in order, as plain words."""
    return [
        "".join(
            " " if part.type in ("softbreak", "hardbreak") else part.content
            for part in token.children or ()
        )
        for token in _markdown.parse(markdown)
        if token.type == "inline"
    ]
