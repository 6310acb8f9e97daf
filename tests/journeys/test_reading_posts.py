"""What posts hold, on a phone: it fits, and each block stands on the side of its own script."""

import pytest
from playwright.sync_api import Page

from forums.markdown import rendered

STYLES = "".join(
    f'<link rel=stylesheet href="/static/css/{name}.css">'
    for name in ("tokens", "base", "layout", "components")
)
POST = """# What we found

Hello, see https://a.example/{long} and `{long}`.

مرحبا بكم في المجتمع

> اقتباس من زميلة
>
> And her English words

- first
- ثانيا

> - ثالثا
>
>   فقرة أخرى

| Country | Women in parliament | Since | Source | Checked by | Comment |
|---|--:|:-:|---|---|---|
| Rwanda | 61.3 | 2018 | {long} | Amina | the highest |

```
{long}{long}
```
"""
OVERFLOW = "() => document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"


@pytest.fixture
def post(page: Page, base_url: str) -> Page:
    html = rendered(POST.replace("{long}", "averylongword" * 12))
    document = (
        f"<!DOCTYPE html><html lang=en><meta charset=utf-8><title>Posts</title>{STYLES}"
        '<meta name=viewport content="width=device-width">'
        f'<main class="main"><article class="words">{html}</article></main>'
    )
    page.route(
        f"{base_url}/posts/", lambda route: route.fulfill(body=document, content_type="text/html")
    )
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{base_url}/posts/")
    return page


def directions(page: Page, selector: str) -> list[str]:
    found: list[str] = page.locator(selector).evaluate_all(
        "(all) => all.map((element) => getComputedStyle(element).direction)"
    )
    return found


def test_wide_things_scroll_by_themselves(post: Page) -> None:
    assert post.evaluate(OVERFLOW) == 0
    for wide in (".scroll", "pre"):
        box = post.locator(wide)
        assert box.evaluate("(element) => element.scrollWidth > element.clientWidth"), wide
        box.focus()
        post.keyboard.press("ArrowRight")
        post.wait_for_function(
            "(selector) => document.querySelector(selector).scrollLeft > 0", arg=wide
        )


def test_each_block_stands_on_its_own_side(post: Page) -> None:
    assert directions(post, ".words > p") == ["ltr", "rtl"]
    assert directions(post, "blockquote") == ["rtl", "rtl"]
    assert directions(post, "blockquote:first-of-type > p") == ["rtl", "ltr"]
    assert directions(post, ".words > ul > li") == ["ltr", "rtl"]
    assert directions(post, "blockquote li, blockquote li p") == ["rtl", "rtl", "rtl"]
    bars = post.locator("blockquote").evaluate_all(
        "(all) => all.map((e) => [getComputedStyle(e).borderRightWidth, e.dir])"
    )
    assert bars == [["3px", "rtl"], ["3px", "rtl"]]
