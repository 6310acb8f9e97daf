"""A visitor opens the portal for the first time."""

from playwright.sync_api import Page, expect


def test_a_visitor_opens_the_first_page_and_finds_her_way_in(page: Page) -> None:
    response = page.goto("/")
    assert response is not None
    assert response.ok
    expect(page.locator("main")).to_have_count(1)
    expect(page.locator("h1")).to_have_count(1)
    page.goto("/account/login/")
    expect(page.locator("input[name=login]")).to_be_visible()
    expect(page.locator("input[name=password]")).to_be_visible()


def test_the_page_is_as_wide_as_a_small_telephone(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto("/")
    expect(page.locator("main")).to_be_visible()
    too_wide = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    assert not too_wide
