"""Staff import a hundred documents: one row is wrong first, then all come in and are found."""

import io
from collections.abc import Callable

import openpyxl
from playwright.sync_api import Page, expect

from members.models import Member
from resources.models import Document, Resource
from tests import make
from tests.made_files import docx, pdf, zipped

from .test_newcomer import log_in

MANY = 100
COLUMNS = ("title", "language", "issued", "kind", "file")
MAKERS: tuple[tuple[str, Callable[[str], bytes]], ...] = (
    ("pdf", pdf),
    ("docx", docx),
    ("txt", lambda text: text.encode()),
)


def parcel(*, year_of_the_seventh: object) -> dict[str, object]:
    """A hundred documents, and a workbook that says what they are."""
    book = openpyxl.Workbook()
    book.active.append(COLUMNS)
    files: dict[str, str | bytes] = {}
    for n in range(1, MANY + 1):
        ending, made = MAKERS[n % len(MAKERS)]
        name = f"papers/Paper {n}.{ending}"
        word = "tamarind" if n == MANY else "mango"
        files[name] = made(f"Number {n} speaks of the {word} and of who picks it.")
        year = year_of_the_seventh if n == 7 else 2020
        book.active.append([f"A paper about fruit, number {n}", "en", year, "report", name])
    target = io.BytesIO()
    book.save(target)
    content = zipped({"list.xlsx": target.getvalue(), **files})
    return {"name": "fruit.zip", "mimeType": "application/zip", "buffer": content}


def send(page: Page, sent: dict[str, object]) -> None:
    page.goto("/admin/resources/resource/")
    page.get_by_role("link", name="Bring in many").click()
    page.get_by_label("List, or ZIP with a list and its files").set_input_files([sent])
    page.get_by_label("Publish at once").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Waiting to be read")).to_be_visible()


def test_staff_import_a_hundred_documents(
    page: Page,
    new_browser: Callable[[], Page],
    run_jobs: Callable[[], int],
    bintou: Member,
) -> None:
    log_in(page, bintou.email, make.PASSWORD)
    send(page, parcel(year_of_the_seventh="soon"))
    run_jobs()
    # The page looks again by itself.
    expect(page.get_by_text("1 row has an error.")).to_be_visible()
    page.get_by_role("link", name="with errors (1)").click()
    expect(page.get_by_role("row")).to_have_count(2)
    expect(page.get_by_text("“soon” is not a year.")).to_be_visible()
    expect(page.get_by_role("button", name="Bring them in")).to_have_count(0)
    assert not Resource.objects.exists()

    send(page, parcel(year_of_the_seventh=2021))
    run_jobs()
    expect(page.get_by_role("link", name=f"new ({MANY})")).to_be_visible()
    page.get_by_role("button", name="Bring them in").click()
    expect(page.get_by_text("Waiting to be brought in")).to_be_visible()
    run_jobs()
    expect(page.get_by_text(f"New: {MANY}. Changed: 0. As they were: 0.")).to_be_visible()
    assert Document.objects.count() == MANY
    assert set(Document.objects.values_list("extraction", flat=True)) == {"read"}

    reader = new_browser()
    reader.goto("/resources/?q=tamarind")
    expect(reader.locator("mark").first).to_have_text("tamarind")
    reader.get_by_role("link", name=f"A paper about fruit, number {MANY}", exact=True).click()
    expect(reader.get_by_role("link", name=f"Download Paper {MANY}")).to_be_visible()
