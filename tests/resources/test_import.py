"""A list of works from a spreadsheet: looked at first, whole or not at all, twice the same."""

import pytest

from cop_portal.demo import library, people
from members.models import Member
from resources import importing
from resources.importing.writing import WrongRows
from resources.models import Abstract, HarvestRecord, Import, Resource
from tests import make

from .importing_lists import (
    GOOD,
    IMPORTS,
    agree,
    counts,
    decide,
    look,
    post,
    problems,
    table,
    workbook,
)

pytestmark = pytest.mark.django_db
Status = Resource.Status


@pytest.fixture
def client(client_of, bintou):
    """Bintou's browser."""
    return client_of(bintou)


@pytest.fixture
def preview(client, run_jobs):
    def run(content: bytes, name: str = "works.csv", **form) -> Import:
        return look(client, run_jobs, content, name, **form)

    return run


@pytest.fixture
def bring_in(client, preview, run_jobs):
    def run(*rows, name: str = "works.csv", content: bytes = b"", **form) -> Import:
        return agree(client, run_jobs, preview(content or table(*rows), name, **form))

    return run


def test_staff_look_first_and_nothing_is_written_before_they_agree(
    client, preview, run_jobs, bintou
):
    one = preview(table(GOOD))
    page = client.get(one.get_absolute_url())
    assert "A study" in page.content.decode()
    assert "Bring them in" in page.content.decode()
    assert not Resource.objects.exists()
    decide(client, one, "agree")
    run_jobs()
    work = Resource.objects.get()
    assert (work.title, work.issued, work.publisher) == ("A study", 2019, "Association A")
    assert (work.status, work.submitted_by, work.visibility) == (Status.SUBMITTED, bintou, "public")


def test_every_column_is_taken_in(bring_in):
    care, gbv = make.make_theme("care", en="Care work"), make.make_theme("gbv", fr="Violences")
    region = make.make_region("africa", en="Africa")
    group = make.make_group("Work", slug="work")
    row = GOOD | {
        "language": "fr;English",
        "kind": "Report",
        "Authors": "Diallo, Awa; Okoro, Ngozi",
        "countries": "BF;kenya",
        "regions": "Africa",
        "source_url": "https://doi.org/10.1234/abc",
        "isbn": "978-92-1-000000-1",
        "license": "CC BY-SA 4.0",
        "license_terms": "Say who wrote it.",
        "themes": "care work; VIOLENCES",
        "visibility": "members",
        "files_visibility": "group",
        "groups": "work",
        "abstract": "En français.",
        "english": "In English.",
        "abstract_es": "En español.",
    }
    bring_in(row)
    work = Resource.objects.get()
    assert (work.languages, work.kind, work.doi) == (["fr", "en"], "report", "10.1234/abc")
    assert (work.license, work.license_terms) == ("cc_by_sa", "Say who wrote it.")
    assert work.creators == ["Diallo, Awa", "Okoro, Ngozi"]
    assert [country.code for country in work.countries] == ["BF", "KE"]
    assert set(work.themes.all()) == {care, gbv}
    assert (work.regions.get(), work.groups.get()) == (region, group)
    assert (work.visibility, work.files_visibility) == ("members", "group")
    assert work.isbn == "9789210000001"
    said = {one.language: one.text for one in work.abstracts.all()}
    assert said == {"fr": "En français.", "en": "In English.", "es": "En español."}


@pytest.mark.parametrize(
    ("column", "wrong"),
    [
        ("title", {"title": " "}),
        ("title", {"title": "t" * 1201}),
        ("title", {"title": "A STUDY"}),
        ("language", {"language": "klingon"}),
        ("language", {"language": ""}),
        ("issued", {"issued": "last year"}),
        ("issued", {"issued": "1200"}),
        ("issued", {"issued": "99999999999"}),
        ("issued", {"issued": "²"}),
        ("kind", {"kind": "novel"}),
        ("license", {"license": "mine"}),
        ("themes", {"themes": "nobody's theme"}),
        ("publisher", {"publisher": "p" * 301}),
        ("creators", {"creators": "c" * 301}),
        ("creators", {"creators": "c;" * 501}),
        ("countries", {"countries": "Burkina"}),
        ("regions", {"regions": "Atlantis"}),
        ("groups", {"groups": "nobody"}),
        ("groups", {"visibility": "group"}),
        ("visibility", {"visibility": "friends"}),
        ("files_visibility", {"visibility": "members", "files_visibility": "public"}),
        ("source_url", {"source_url": "https://" + "x" * 1100}),
        ("isbn", {"isbn": "9" * 21}),
        ("address", {"address": "http://testserver/resources/99-x/"}),
        ("address", {"address": "http://testserver/members/"}),
        ("abstract_xx", {"abstract_xx": "Words."}),
        ("abstract_en", {"abstract": "One thing.", "abstract_en": "Another."}),
        ("abstract", {"abstract": "a" * 20_001}),
        ("file", {"file": "paper.pdf"}),
    ],
)
def test_a_wrong_row_is_named_and_nothing_is_half_done(column, wrong, client, preview, run_jobs):
    one = preview(table(GOOD, GOOD | {"title": "Another"} | wrong))
    assert one.status == "read"
    assert problems(one) == [(3, column)]
    page = client.get(one.get_absolute_url()).content.decode()
    assert "1 row has an error" in page
    assert "Bring them in" not in page
    assert "will wait for review" not in page
    assert "Send another list" in page
    assert decide(client, one, "agree").status == "read"
    run_jobs()
    assert not Resource.objects.exists()


def test_the_errors_come_as_a_list(client, preview):
    one = preview(table(GOOD, GOOD | {"title": "=cmd()", "issued": "soon"}))
    said = b"".join(client.get(f"{IMPORTS}{one.pk}/errors/")).decode()
    assert said.splitlines()[1:] == ["3,'=cmd(),issued,“soon” is not a year."]


def test_a_row_with_too_many_cells_is_wrong(preview):
    assert problems(preview(b"title,language\nA study,en,and more\n")) == [(2, "")]


def test_twice_changes_nothing(bring_in, preview):
    theme = make.make_theme("care", en="Care work")
    row = GOOD | {"themes": "care", "abstract": "About it.", "doi": "10.1/abc"}
    assert counts(bring_in(row)) == (1, 0, 0, 0)
    Resource.objects.update(kind="report")
    before = Resource.objects.values().get()
    again = preview(table(row | {"doi": "10.1/ABC"}))
    assert counts(again) == (0, 0, 1, 0)
    assert not again.has_work
    work = Resource.objects.get()
    assert Resource.objects.values().get() == before
    assert (list(work.themes.all()), work.abstracts.get().text) == ([theme], "About it.")


def test_who_agreed_to_what_is_in_already_changes_nothing(client, preview, bring_in, run_jobs):
    """Two of the staff have sent the same list."""
    one = preview(table(GOOD))
    bring_in(GOOD)
    before = Resource.objects.values().get()
    decide(client, one, "agree")
    run_jobs()
    one.refresh_from_db()
    assert (one.status, counts(one)) == ("done", (0, 0, 1, 0))
    assert Resource.objects.values().get() == before


def test_what_would_come_out_otherwise_than_it_was_shown_is_not_done(client, preview, run_jobs):
    one = preview(table(GOOD | {"title": "First"}, GOOD))
    work = make.make_resource("A study", issued=2019, publisher="Somebody else")
    decide(client, one, "agree")
    run_jobs()
    one.refresh_from_db()
    assert one.status == "failed"
    assert "row 3" in one.trouble
    assert Resource.objects.get() == work
    again = decide(client, one, "read_again")
    run_jobs()
    again.refresh_from_db()
    assert (again.status, counts(again)) == ("read", (1, 1, 0, 0))


def test_an_update_keeps_files_and_what_the_list_does_not_speak_of(bring_in, amina):
    work = make.make_resource("A study", by=amina, issued=2019, kind="guide", creators=["Awa"],
                              abstract="Longer.", doi="10.1/abc")  # fmt: skip
    make.make_document(work)
    bring_in({"title": "A study", "language": "en", "doi": "10.1/ABC", "publisher": "New",
              "kind": ""})  # fmt: skip
    after = Resource.objects.get()
    assert (after.documents.count(), after.publisher) == (1, "New")
    assert (after.kind, after.creators, after.issued) == ("guide", ["Awa"], 2019)
    assert (after.submitted_by, after.status) == (amina, Status.PUBLISHED)
    assert after.abstracts.get().text == "Longer."


def test_a_filled_cell_says_how_it_shall_be(bring_in):
    care, water = make.make_theme("care"), make.make_theme("water")
    work = make.make_resource("A study", issued=2019, themes=[care], abstract="Old.")
    one = bring_in(GOOD | {"themes": "water", "abstract": "New."})
    assert one.rows.get().changes == ["publisher", "themes", "abstract_en"]
    assert (work.themes.get(), work.abstracts.get().text) == (water, "New.")


@pytest.mark.parametrize(
    "held",
    [
        {"doi": "10.1234/AB.c"},
        {"doi": "https://doi.org/10.1234/ab.C"},
        {"source_url": "http://dx.doi.org/10.1234/Ab.c"},
    ],
)
@pytest.mark.parametrize(
    "row",
    [
        {"doi": "10.1234/ab.c"},
        {"doi": "doi:10.1234/aB.c"},
        {"link": "https://doi.org/10.1234/ab.c"},
    ],
)
def test_a_work_is_known_by_its_doi_however_it_is_written(held, row, bring_in, preview):
    make.make_resource("A title that they have corrected", **held)
    make.make_resource("A longer one", doi="10.1234/ab.c5")
    row = GOOD | row
    assert counts(bring_in(row)) == (0, 1, 0, 0)
    assert counts(preview(table(row))) == (0, 0, 1, 0)


def test_works_of_one_title_with_other_dois_are_two(bring_in, preview):
    rows = [GOOD | {"doi": "10.1/a"}, GOOD | {"doi": "10.1/b"}]
    assert counts(bring_in(*rows)) == (2, 0, 0, 0)
    assert counts(preview(table(*rows))) == (0, 0, 2, 0)


def test_a_draft_of_somebody_is_not_written_over(bring_in, amina):
    draft = make.make_resource("A study", by=amina, issued=2019, status=Status.DRAFT)
    bring_in(GOOD)
    draft.refresh_from_db()
    assert (draft.publisher, Resource.objects.count()) == ("", 2)


def test_what_is_complete_is_published_at_once_if_staff_say_so(
    bring_in, run_jobs, client_of, bintou
):
    french = GOOD | {"title": "Une étude", "language": "fr"}
    described = french | {"title": "Une autre", "english": "About savings groups."}
    wordy = french | {"title": "Une longue", "english": "word " * 101}
    one = bring_in(GOOD, french, described, wordy, publish="on")
    assert one.review_count == 2
    published = set(Resource.objects.published().values_list("title", flat=True))
    assert published == {"A study", "Une autre"}
    step = Resource.objects.get(title="A study").review_steps.get()
    assert (step.deed, step.by) == ("published", bintou)
    page = client_of(None).get("/resources/?q=savings").content.decode()
    assert "Une autre" in page
    assert "Une longue" not in client_of(None).get("/resources/").content.decode()
    assert HarvestRecord.objects.live().count() == 2


def test_what_waits_is_published_by_the_same_list_with_a_description(bring_in):
    row = GOOD | {"language": "fr"}
    bring_in(row)
    bring_in(row | {"english": "In short."}, publish="on")
    assert Resource.objects.get().status == Status.PUBLISHED


def test_what_is_published_does_not_lose_its_description(preview):
    make.make_resource("A study", issued=2019, languages=["fr"], abstract="Une étude.")
    one = preview(table(GOOD | {"language": "fr", "english": "word " * 101}))
    assert problems(one) == [(2, "english")]


def test_what_becomes_narrower_is_found_by_nobody_else_at_once(
    client, preview, run_jobs, client_of, visitor
):
    make.make_resource("A study of baobabs", issued=2019)
    one = preview(table(GOOD | {"title": "A study of baobabs", "visibility": "members"}))
    decide(client, one, "agree")
    run_jobs()
    assert Resource.objects.get().files_visibility == "members"
    assert client_of(visitor).get("/resources/?q=baobabs").context["found"].total == 0
    assert client.get("/resources/?q=baobabs").context["found"].total == 1
    assert not HarvestRecord.objects.live().exists()


def test_new_works_are_as_open_as_the_form_says(bring_in):
    bring_in(GOOD, GOOD | {"title": "Open", "visibility": "Everyone"}, visibility="members")
    seen = dict(Resource.objects.values_list("title", "visibility"))
    assert seen == {"A study": "members", "Open": "public"}
    assert set(Resource.objects.values_list("files_visibility", flat=True)) == set(seen.values())


def test_what_begins_like_a_formula_is_only_text(client, bring_in):
    for start in (*"=+-@|\t\r", "=cmd|' /C calc'!A0", '=HYPERLINK("x")'):
        title = f"{start} a title"
        bring_in(GOOD | {"title": title, "publisher": start})
        work = Resource.objects.get(title=title.strip())
        assert client.get(work.get_absolute_url()).status_code == 200


def test_strange_text_is_only_text(client, bring_in):
    for text in (
        "<script>alert(1)</script>",
        "\u202ex",
        "عنوان 🌍",
        "a\nb\r\nc",
        "a\\nb",
        "a\x01b" + " word" * 50,
    ):
        one = bring_in(GOOD | {"title": f"Title {text}", "abstract": text})
        assert "<script>alert" not in client.get(one.get_absolute_url()).content.decode()
        work = Resource.objects.latest("pk")
        assert not set(work.title) & set("\n\r\u202e\x01")


@pytest.mark.parametrize(
    "content",
    [
        b"\0\1\2",
        b"title\n",
        b"just text",
        b"\xff\xfe\xff",
        b"a,b\n1,2\n",
        b"title,title,language\n1,2,en\n",
        b'title,language\n"' + b"x" * 200_000,
    ],
    ids=lambda content: repr(content[:20]),
)
def test_what_is_no_list_gets_an_answer(content, client, run_jobs):
    response = post(client, content)
    if response.status_code == 302:
        run_jobs()
        one = Import.objects.get()
        assert (one.status, bool(one.trouble)) == ("failed", True)
        assert one.trouble in client.get(one.get_absolute_url()).content.decode()
    else:
        assert "file" in response.context["adminform"].form.errors
    assert not Resource.objects.exists()


@pytest.mark.parametrize("name", ["works.csv", "works.xlsx", "works.zip", "works.docx", "works"])
def test_what_is_no_list_at_all_is_said_beside_the_field(name, client):
    response = post(client, b"", name, publish="on")
    form = response.context["adminform"].form
    assert "file" in form.errors
    assert form["publish"].value()
    assert "file" in post(client, b"\0nothing", name).context["adminform"].form.errors
    assert not Import.objects.exists()


@pytest.mark.parametrize(
    ("coding", "delimiter"),
    [("utf-8", ","), ("utf-8-sig", ";"), ("utf-16", "\t"), ("cp1252", ";"), ("cp1251", ",")],
)
def test_a_list_is_read_as_programs_save_it(coding, delimiter, bring_in):
    title = "Исследование о женщинах и труде" if coding == "cp1251" else "Étude à Ouaga"
    lines = (("Title", "language"), (title, "fr"), ("", ""), ("Une autre", "fr"))
    written = "\r\n".join(delimiter.join(cells) for cells in lines)
    one = bring_in(content=written.encode(coding))
    assert set(Resource.objects.values_list("title", flat=True)) == {title, "Une autre"}
    assert list(one.rows.values_list("number", flat=True)) == [2, 4]


def test_a_workbook_is_read_too(bring_in):
    bring_in(content=workbook(GOOD | {"issued": 2019, "publisher": "=1+1"}), name="works.xlsx")
    assert Resource.objects.get().issued == 2019


def test_columns_that_are_not_read_are_named(client, preview):
    one = preview(table(GOOD | {"sector": "Academia", "status": "published"}))
    assert one.unread_columns == ["sector", "status"]
    assert "sector, status" in client.get(one.get_absolute_url()).content.decode()


@pytest.mark.parametrize("person", ["amina", "efua", "dara", "femi", "visitor"])
def test_only_staff_import(person, client_of, request, preview):
    one = preview(table(GOOD))
    other = client_of(request.getfixturevalue(person))
    for address in (f"{IMPORTS}add/", IMPORTS, one.get_absolute_url()):
        assert other.get(address).status_code in (302, 403)
    assert other.get(f"{IMPORTS}{one.pk}/errors/").status_code in (302, 403)
    assert other.get("/admin/resources/resource/export/csv/").status_code in (302, 403)
    decided = other.post(f"{IMPORTS}{one.pk}/decide/", {"deed": "agree"})
    assert decided.status_code in (302, 403)
    one.refresh_from_db()
    assert one.status == "read"


@pytest.mark.parametrize("deed", ["", "delete", "begin", "\0", None])
def test_a_deed_that_is_none_changes_nothing(deed, client, preview):
    one = preview(table(GOOD))
    form = {} if deed is None else {"deed": deed}
    assert client.post(f"{IMPORTS}{one.pk}/decide/", form).status_code == 405
    assert client.get(f"{IMPORTS}{one.pk}/decide/", {"deed": "agree"}).status_code == 405
    for address in (f"{IMPORTS}99/decide/", f"{IMPORTS}x/change/"):
        assert client.post(address, {"deed": "agree"}).status_code in (404, 405)


def test_a_list_at_hand_is_taken_in_whole_or_not_at_all(bintou):
    with pytest.raises(WrongRows):
        importing.bring_in_rows([GOOD, GOOD | {"title": ""}], by=bintou)
    assert not Resource.objects.exists()


def test_a_real_list_of_650_works_comes_in_whole_and_twice_the_same(bintou, client_of, visitor):
    people.seed_vocabulary()
    library.import_burkina_library(bintou)
    assert 640 < Resource.objects.count() < 650
    before = list(Resource.objects.order_by("pk").values())
    library.import_burkina_library(bintou)
    assert list(Resource.objects.order_by("pk").values()) == before
    waiting = Resource.objects.awaiting_review()
    assert waiting.count() > 50
    assert not waiting.filter(languages__contains=["en"]).exists()
    page = client_of(visitor).get("/resources/")
    assert page.context["found"].total == Resource.objects.published().count()
    assert Abstract.objects.filter(language="en").exists()
    assert Member.objects.filter(pk=bintou.pk).exists()
