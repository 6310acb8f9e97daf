"""A passage that was found, with the words marked in it. Anyone above may import it."""

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from members.search.found import Snippet


def marked(snippet: Snippet) -> SafeString:
    """The passage as HTML: everything escaped, the words that were asked for in <mark>."""
    return format_html_join(
        "",
        "{}",
        (
            (format_html("<mark>{}</mark>", text) if is_match else text,)
            for text, is_match in snippet.pieces
        ),
    )
