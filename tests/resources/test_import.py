"""A list of works from a spreadsheet: looked at first, whole or not at all, twice the same."""

import csv
import io

import pytest
import tablib
from django.core.files.uploadedfile import SimpleUploadedFile

from cop_portal.demo import library, people
from members.models import Member
from resources.importing import ResourceRows
from resources.models import Abstract, Resource
from tests import make

pytestmark = pytest.mark.django_db
IMPORT = "/admin/resources/resource/import/"
CONFIRM = "/admin/resources/resource/process_import/"
Status = Resource.Status
GOOD = {"title": "A study", "language": "en", "issued": "2019", "publisher": "Association A"}


def table(*rows: dict[str, str]) -> bytes:
    names = list(dict.fromkeys(name for row in rows for name in row))
    target = io.StringIO()
    writer = csv.DictWriter(target, names)
    writer.writeheader()
    writer.writerows(rows)
    return target.getvalue().encode()


def preview(client, content: bytes, name: str = "works.csv"):
    formats = {"csv": "0", "xlsx": "1"}
    page = client.get(IMPORT).context["form"]
    chosen = {label: value for value, label in page.fields["format"].choices}
    format_of = chosen.get(name.rpartition(".")[2], formats["csv"])
    form = {"import_file": SimpleUploadedFile(name, content), "format": format_of}
    return client.post(IMPORT, form)


def confirm(client, page):
    return client.post(CONFIRM, page.context["confirm_form"].initial, follow=True)


def bring_in(client, *rows):
    return confirm(client, preview(client, table(*rows)))


def errors(page) -> dict[str, list[str]]:
    (row,) = page.context["result"].invalid_rows
    return {name: [str(one) for one in said] for name, said in row.field_specific_errors.items()}


def test_staff_look_first_and_nothing_is_written_before_they_agree(client_of, bintou):
    client = client_of(bintou)
    page = preview(client, table(GOOD))
    assert "A study" in page.content.decode()
    assert not Resource.objects.exists()
    confirm(client, page)
    work = Resource.objects.get()
    assert (work.title, work.issued, work.publisher) == ("A study", 2019, "Association A")
    assert (work.status, work.submitted_by, work.visibility) == (Status.SUBMITTED, bintou, "public")


def test_every_column_is_taken_in(client_of, bintou):
    care, gbv = make.make_theme("care", en="Care work"), make.make_theme("gbv", fr="Violences")
    row = GOOD | {
        "language": "fr;en",
        "kind": "report",
        "creators": "Diallo, Awa; Okoro, Ngozi",
        "countries": "BF;KE",
        "source_url": "https://doi.org/10.1/abc",
        "themes": "care work; VIOLENCES",
        "abstract": "En français.",
        "english": "In English.",
    }
    bring_in(client_of(bintou), row)
    work = Resource.objects.get()
    assert (work.languages, work.kind, work.doi) == (["fr", "en"], "report", "10.1/abc")
    assert work.creators == ["Diallo, Awa", "Okoro, Ngozi"]
    assert [country.code for country in work.countries] == ["BF", "KE"]
    assert set(work.themes.all()) == {care, gbv}
    said = {one.language: one.text for one in work.abstracts.all()}
    assert said == {"fr": "En français.", "en": "In English."}


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("title", {"title": " "}),
        ("title", {"title": "t" * 1201}),
        ("languages", {"language": "klingon"}),
        ("languages", {"language": ""}),
        ("issued", {"issued": "last year"}),
        ("issued", {"issued": "1200"}),
        ("issued", {"issued": "99999999999"}),
        ("kind", {"kind": "novel"}),
        ("themes", {"themes": "nobody's theme"}),
        ("publisher", {"publisher": "p" * 301}),
        ("creators", {"creators": "c" * 301}),
        ("countries", {"countries": "Burkina"}),
        ("source_url", {"source_url": "https://" + "x" * 1100}),
    ],
)
def test_a_wrong_row_is_named_and_nothing_is_half_done(field, wrong, client_of, bintou):
    client = client_of(bintou)
    page = preview(client, table(GOOD, GOOD | {"title": "Another"} | wrong))
    assert page.status_code == 200
    assert list(errors(page)) == [field]
    assert page.context["result"].invalid_rows[0].number == 2
    assert "confirm_form" not in page.context
    assert not Resource.objects.exists()


def test_who_agrees_by_hand_to_a_wrong_list_writes_nothing(client_of, bintou, monkeypatch):
    client = client_of(bintou)
    strict = ResourceRows.before_import_row

    def stricter(self, row, **kwargs):
        strict(self, row, **kwargs)
        row["issued"] = "1200" if row["title"] == "Another" else row["issued"]

    page = preview(client, table(GOOD, GOOD | {"title": "Another"}))
    monkeypatch.setattr(ResourceRows, "before_import_row", stricter)
    assert confirm(client, page).status_code == 200
    assert not Resource.objects.exists()


def test_twice_changes_nothing(client_of, bintou):
    client = client_of(bintou)
    theme = make.make_theme("care", en="Care work")
    row = GOOD | {"themes": "care", "abstract": "About it.", "doi": "10.1/abc"}
    bring_in(client, row)
    Resource.objects.update(kind="report")
    for again in (row, row | {"title": "A STUDY"}):
        bring_in(client, again)
    work = Resource.objects.get()
    assert (work.kind, list(work.themes.all())) == ("report", [theme])
    assert work.abstracts.get().text == "About it."


def test_an_update_keeps_files_and_what_the_list_does_not_speak_of(client_of, bintou, amina):
    work = make.make_resource("A study", by=amina, issued=2019, kind="guide", creators=["Awa"],
                              abstract="Longer.", doi="10.1/abc")  # fmt: skip
    make.make_document(work)
    bring_in(client_of(bintou), {"title": "A study", "language": "en", "doi": "10.1/ABC"})
    after = Resource.objects.get()
    assert after.documents.count() == 1
    assert (after.kind, after.creators, after.issued) == ("guide", ["Awa"], 2019)
    assert (after.submitted_by, after.status) == (amina, Status.PUBLISHED)
    assert after.abstracts.get().text == "Longer."


def test_a_draft_of_somebody_is_not_written_over(client_of, bintou, amina):
    draft = make.make_resource("A study", by=amina, issued=2019, status=Status.DRAFT)
    bring_in(client_of(bintou), GOOD)
    draft.refresh_from_db()
    assert (draft.publisher, Resource.objects.count()) == ("", 2)


def test_what_begins_like_a_formula_is_only_text(client_of, bintou):
    client = client_of(bintou)
    for start in (*"=+-@|\t\r", "=cmd|' /C calc'!A0", '=HYPERLINK("x")'):
        title = f"{start} a title"
        bring_in(client, GOOD | {"title": title, "publisher": start})
        work = Resource.objects.get(title=title.strip())
        assert client.get(work.get_absolute_url()).status_code == 200


def test_strange_text_is_only_text(client_of, bintou):
    client = client_of(bintou)
    for text in (
        "<script>alert(1)</script>",
        "\u202ex",
        "عنوان 🌍",
        "a\nb\r\nc",
        "a\\nb",
        "a\x01b",
    ):
        page = preview(client, table(GOOD | {"title": f"Title {text}", "abstract": text}))
        assert "<script>alert" not in page.content.decode()
        confirm(client, page)
        work = Resource.objects.latest("pk")
        assert not set(work.title) & set("\n\r\u202e\x01")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\0\1\2",
        b"title\n",
        b"just text",
        b"\xff\xfe\xff",
        b"a,b\n1,2\n",
        b'title,language\n"x',
    ],
    ids=repr,
)
def test_what_is_no_list_gets_an_answer(content, client_of, bintou):
    assert preview(client_of(bintou), content).status_code == 200
    assert not Resource.objects.exists()


def test_a_workbook_is_read_too(client_of, bintou):
    book = tablib.Dataset(headers=["title", "language", "issued", "publisher"])
    book.append(["A study", "en", 2019, "=1+1"])
    page = preview(client_of(bintou), book.export("xlsx"), "works.xlsx")
    confirm(client_of(bintou), page)
    assert Resource.objects.get().issued == 2019


@pytest.mark.parametrize("person", ["amina", "efua", "dara", "visitor"])
def test_only_staff_import(person, client_of, request):
    client = client_of(request.getfixturevalue(person))
    for address in (IMPORT, CONFIRM):
        assert client.post(address, {}).status_code in (302, 403)


def test_a_real_list_of_650_works_comes_in_whole_and_twice_the_same(bintou, client_of, visitor):
    people.seed_vocabulary()
    for _time in range(2):
        library.import_burkina_library(bintou)
        assert 640 < Resource.objects.count() < 650
    waiting = Resource.objects.awaiting_review()
    assert waiting.count() > 50
    assert not waiting.filter(languages__contains=["en"]).exists()
    page = client_of(visitor).get("/resources/")
    assert page.context["found"].total == Resource.objects.published().count()
    assert Abstract.objects.filter(language="en").exists()
    assert Member.objects.filter(pk=bintou.pk).exists()
