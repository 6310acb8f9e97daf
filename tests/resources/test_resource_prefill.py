"""Instead of typing, she pastes an entry or a DOI, or lets the file speak for itself."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pypdf
import pytest
from django.test import Client

from members.models import Member
from resources import references
from resources.fetching import NotFetched, Trouble
from resources.models import Resource
from tests.made_files import pdf, pdf_bomb

from .other_servers import answering, open_to, serving
from .sending import NEW, answers, edit_address, file, only_draft_of

pytestmark = pytest.mark.django_db

BIBTEX = r"""
@techreport{diallo2021, title = {{Women}'s savings, caf\'e talk \& more},
  author = {Diallo, Awa and {UN Women} and Ren{\'e} van der Berg}, institution = {Association A},
  year = 2021, language = {french}, doi = {10.1234/abc}, abstract = {Ce que disent les femmes.}}
"""
RIS = """TY  - RPRT
AU  - Diallo, Awa
TI  - Les femmes et le crédit
PY  - 2021
PB  - Association A
LA  - fr
UR  - https://example.org/credit
ER  -
"""
CSL = (
    b'{"title": ["Care counts"], "author": [{"family": "Diallo", "given": "Awa"}],'
    b' "type": "journal-article", "issued": {"date-parts": [[2020, 3]]}, "language": "en",'
    b' "publisher": "Association A", "abstract": "<jats:p>Who cares.</jats:p>"}'
)


@pytest.fixture
def paste(client_of: Callable[..., Client], amina: Member) -> Callable[..., Any]:
    """Amina pastes this and has the form filled in."""

    def pasted(text: str, **typed: Any) -> Any:
        empty = answers(title="", source_url="", kind="", languages=[], intent="fill")
        return client_of(amina).post(NEW, empty | {"reference-pasted": text} | typed, follow=True)

    return pasted


def test_an_entry_in_bibtex_answers_the_open_questions(paste, amina) -> None:
    page = paste(BIBTEX)
    draft = only_draft_of(amina)
    assert draft.title == "Women's savings, café talk & more"
    assert draft.creators == ["Diallo, Awa", "UN Women", "van der Berg, René"]
    assert (draft.publisher, draft.issued, draft.kind) == ("Association A", 2021, "report")
    assert (draft.languages, draft.doi) == (["fr"], "10.1234/abc")
    assert draft.abstracts.get(language="fr").text == "Ce que disent les femmes."
    assert draft.status == Resource.Status.DRAFT
    assert "Filled in for you: Title" in page.content.decode()


def test_an_entry_in_ris_does(paste, amina) -> None:
    paste(RIS)
    draft = only_draft_of(amina)
    assert (draft.title, draft.issued, draft.languages) == ("Les femmes et le crédit", 2021, ["fr"])
    assert draft.source_url == "https://example.org/credit"


def test_what_she_typed_stays_as_it_is(paste, amina) -> None:
    paste(BIBTEX, title="My own title", languages=["es"])
    draft = only_draft_of(amina)
    assert (draft.title, draft.languages, draft.issued) == ("My own title", ["es"], 2021)


def test_filling_in_sends_nothing(paste, amina) -> None:
    paste(RIS, intent="fill", kind="report")
    assert not only_draft_of(amina).review_steps.exists()


def test_the_register_of_dois_is_asked(paste, amina, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(answering(CSL)) as register:
        open_to(monkeypatch, register.port)
        _at(register, monkeypatch)
        paste("https://doi.org/10.1234/abc")
        assert register.asked == ["/10.1234/abc"]
    draft = only_draft_of(amina)
    assert (draft.title, draft.creators, draft.issued) == ("Care counts", ["Diallo, Awa"], 2020)
    assert (draft.doi, draft.kind) == ("10.1234/abc", "study")
    assert draft.abstracts.get().text == "Who cares."


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (answering(b"", status=404), "does not know this DOI"),
        (answering(b"\xff\xfe"), "did not answer"),
        (answering(b"[1]"), "does not know this DOI"),
        (answering(b" " * (references.HEAVIEST + 1)), "did not answer"),
    ],
)
def test_a_register_that_does_not_help_costs_nothing(
    paste, amina, monkeypatch: pytest.MonkeyPatch, reply: Any, said: str
) -> None:
    with serving(reply) as register:
        open_to(monkeypatch, register.port)
        _at(register, monkeypatch)
        page = paste("10.1234/abc", title="Typed before")
    assert page.status_code == 422
    assert said in page.content.decode()
    assert only_draft_of(amina).title == "Typed before"


def test_a_line_that_is_down_is_said_kindly(paste, monkeypatch: pytest.MonkeyPatch) -> None:
    def fetch(*_address: object, **_how: object) -> None:
        raise NotFetched(Trouble.NO_ANSWER)

    monkeypatch.setattr(references, "fetch", fetch)
    assert "doi.org did not answer" in paste("10.1234/abc").content.decode()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        "@",
        "@article{a, title={",
        "@article{a, title=" + "{" * 9_000,
        "@article{a, title={" + "{" * 9_000 + "x" + "}" * 9_000 + "}}",
        "TY  - ",
        "TY  - JOUR\nTI",
        "[" * 20_000,
        '{"title": {"a": 1}}',
        '[{"author": 3}]',
        "\0\u202e",
        "@misc{a, year=1}" * 3_000,
    ],
)
def test_what_is_no_entry_is_said_beside_the_field(paste, amina, text: str) -> None:
    page = paste(text, title="Typed before")
    assert page.status_code == 422
    assert page.context["pasted"].errors["pasted"]
    assert only_draft_of(amina).title == "Typed before"


def test_what_an_entry_says_is_looked_at_like_what_is_typed(paste, amina) -> None:
    page = paste(BIBTEX.replace("year = 2021", "year = 1200").replace("10.1234/abc", "javascript:"))
    assert page.status_code == 200
    draft = only_draft_of(amina)
    assert (draft.issued, draft.doi, draft.source_url) == (None, "", "")


def _pdf(**facts: str) -> bytes:
    writer = pypdf.PdfWriter(io.BytesIO(pdf("Savings groups keep their books in pencil.")))
    writer.add_metadata({f"/{name}": text for name, text in facts.items()})
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


@pytest.fixture
def with_file(client_of: Callable[..., Client], amina: Member) -> Callable[..., Any]:
    """Amina gives a file and no title."""

    def sent(content: bytes, **typed: Any) -> Any:
        typed = {"title": "", "source_url": "", "file": file(content, "a.pdf")} | typed
        return client_of(amina).post(NEW, answers(**typed), follow=True)

    return sent


def test_a_file_says_its_title_and_she_looks_at_it(with_file, amina) -> None:
    page = with_file(_pdf(Title="Books in pencil", Author="Awa Diallo; Fanta Traoré"))
    draft = only_draft_of(amina)
    assert draft.creators == ["Awa Diallo", "Fanta Traoré"]
    assert (draft.title, draft.status) == ("Books in pencil", Resource.Status.DRAFT)
    assert page.status_code == 422
    assert 'value="Books in pencil"' in page.content.decode()
    assert "stood in the file" in page.content.decode()


def test_a_draft_is_kept_with_what_its_file_says(with_file, amina) -> None:
    page = with_file(_pdf(Title="Books in pencil"), intent="keep")
    assert only_draft_of(amina).title == "Books in pencil"
    assert "Filled in for you: Title" in page.content.decode()


def test_her_own_title_is_not_asked_of_the_file(with_file, amina) -> None:
    with_file(_pdf(Title="Books in pencil", Author="Awa Diallo"), title="Mine")
    sent = only_draft_of(amina)
    assert (sent.title, sent.creators, sent.status) == ("Mine", [], Resource.Status.SUBMITTED)


@pytest.mark.parametrize(
    "title", ["Microsoft Word - report.docx", "untitled", "report_final2.indd", "abc", "x" * 400]
)
def test_what_programs_write_is_no_title(with_file, amina, title: str) -> None:
    page = with_file(_pdf(Title=title, Author="user01"))
    draft = only_draft_of(amina)
    assert (draft.title, draft.creators) == ("", [])
    assert "title" in page.context["form"].errors


@pytest.mark.parametrize("content", [b"%PDF-1.4\nbroken", pdf_bomb(200)])
def test_a_hostile_file_costs_only_its_title(with_file, amina, content: bytes) -> None:
    page = with_file(content)
    assert page.status_code == 422
    assert only_draft_of(amina).documents.count() == 1


def test_a_file_that_waits_for_its_scan_is_not_opened(with_file, amina, settings) -> None:
    settings.CLAMD_URL = "tcp://127.0.0.1:1"
    with_file(_pdf(Title="Books in pencil"))
    assert only_draft_of(amina).title == ""


def test_only_who_may_edit_a_draft_fills_it_in(paste, amina, chidi, client_of) -> None:
    paste(RIS)
    draft = only_draft_of(amina)
    response = client_of(chidi).post(edit_address(draft), {"intent": "fill"})
    assert response.status_code == 404


def _at(register: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(references, "REGISTER", f"{register.url}/")
