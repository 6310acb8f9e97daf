"""All attacks on the posts of a forum, in one page without any policy: none runs, none asks.

The portal's own content security policy would stop most of them; this is about what is left when
it does not, in a letter or a feed reader for one.
"""

import pytest
from playwright.sync_api import BrowserContext, Page, Route

from forums.markdown import rendered
from tests.forums.attacks import PAYLOADS

# Whatever an attack may call is caught, and every link and box is touched as a reader would. Links
# that lead elsewhere stay, so that the page can be asked afterwards.
TRAP = """
  window.ran = [];
  for (const name of ["alert", "confirm", "prompt", "open", "fetch", "msgbox", "print"])
    window[name] = (...words) => { window.ran.push(name + words); };
  addEventListener("click", (event) => {
    const link = event.target.closest?.("a");
    if (link && !/^javascript:/i.test(link.href)) event.preventDefault();
  }, true);
"""
TOUCH = """async () => {
  const all = [...document.body.querySelectorAll("*")];
  for (const element of all) {
    for (const kind of ["mouseover", "mouseenter", "mousedown", "pointerdown", "focus", "toggle"])
      element.dispatchEvent(new Event(kind, { bubbles: true }));
    element.focus?.();
    element.click?.();
  }
  await new Promise((after) => setTimeout(after, 500));
  return {
    ran: window.ran,
    strange: [...new Set(all.filter((e) => !(e instanceof HTMLElement)).map((e) => e.tagName))],
    links: [...document.links].map((a) => a.href).filter((to) => !/^(https?|mailto):/.test(to)),
    loading: document.querySelectorAll("main :is([src], [style], script, link, meta, base)").length,
    touched: all.length,
  };
}"""


@pytest.fixture
def asked(context: BrowserContext, base_url: str) -> list[str]:
    """What is asked of anybody; none of it leaves the machine."""
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(status=404, body="")

    context.route("**/*", answer)
    return asked


def walk_over(page: Page, base_url: str, posts: str) -> dict[str, object]:
    document = f"<!DOCTYPE html><meta charset=utf-8><title>Posts</title><main>{posts}</main>"
    page.route(
        f"{base_url}/posts/", lambda route: route.fulfill(body=document, content_type="text/html")
    )
    page.add_init_script(TRAP)
    page.goto(f"{base_url}/posts/")
    found: dict[str, object] = page.evaluate(TOUCH)
    return found


def test_no_attack_runs_in_a_browser(page: Page, base_url: str, asked: list[str]) -> None:
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    people = {"amina": "/members/amina/"}
    posts = "".join(f"<article>{rendered(payload, people)}</article>" for payload in PAYLOADS)
    found = walk_over(page, base_url, posts)
    assert found.pop("touched") > 2 * len(PAYLOADS)
    assert found == {"ran": [], "strange": [], "links": [], "loading": 0}
    assert dialogs == []
    assert [address for address in asked if "favicon" not in address] == []
    assert page.url == f"{base_url}/posts/"


def test_the_trap_would_have_caught_them(
    page: Page, base_url: str, asked: list[str], complaints: list[str]
) -> None:
    raw = (
        "<img src=x onerror=alert(1)><svg onload=alert(1)></svg><p onmouseover=alert(1)>x</p>"
        "<a href=javascript:alert(1)>go</a>"
    )
    found = walk_over(page, base_url, raw)
    assert found["ran"] == ["alert1"] * 4
    assert found["strange"] == ["svg"]
    assert found["links"] == ["javascript:alert(1)"]
    assert found["loading"] == 1
    assert asked == [f"{base_url}/posts/x"]
    complaints.clear()
