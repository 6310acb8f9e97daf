"""Text comes out of good files; bad ones end in a state, and never in an exception."""

import os
import sys
import time

import pytest

from members.files import media
from resources.files import extract as extraction
from resources.files.extract import Limits, extract, run
from resources.files.state import State
from tests import made_files as made

LONG = "Gender equality in twenty words or so"
PRESENTATION = (
    "<office:presentation>"
    "<draw:page><text:p>The first<text:s/>slide</text:p></draw:page>"
    "<draw:page><text:p>The second</text:p></draw:page>"
    "</office:presentation>"
)


@pytest.fixture
def read(tmp_path):
    def read(content: bytes, media_type: str, limits: Limits | None = None):
        path = tmp_path / "file"
        path.write_bytes(content)
        return extract(path, media_type, limits)

    return read


def pages(outcome) -> list[str]:
    assert outcome.state is State.READ, outcome
    return outcome.pages


def test_a_pdf_keeps_its_pages(read):
    assert pages(read(made.pdf(f"{LONG} one", "", f"{LONG} three"), media.PDF)) == [
        f"{LONG} one",
        "",
        f"{LONG} three",
    ]


def test_a_pdf_without_text_is_a_scan(read):
    outcome = read(made.pdf("3", ""), media.PDF)
    assert outcome.state is State.NO_TEXT
    assert outcome.pages == ["3", ""]


def test_a_pdf_that_asks_for_a_password_is_locked(read):
    assert read(made.locked_pdf(LONG, to_open="secret"), media.PDF).state is State.LOCKED


def test_a_pdf_that_is_only_locked_against_printing_is_read(read):
    assert pages(read(made.locked_pdf(LONG, to_open=""), media.PDF)) == [LONG]


@pytest.mark.parametrize(
    "content", [b"", b"%PDF-1.7\nnothing more", made.pdf(LONG)[:200], made.docx(LONG)]
)
def test_a_damaged_pdf_is_said_to_be_damaged(read, content):
    assert read(content, media.PDF).state is State.DAMAGED


def test_a_pdf_whose_table_is_not_where_it_says_is_mended(read):
    whole = made.pdf(LONG)
    assert pages(read(whole[: whole.rindex(b"startxref")] + b"startxref\n7\n", media.PDF)) == [LONG]


def test_a_pdf_that_the_first_reader_cannot_open_goes_to_the_second(read):
    late = b"\n" * 2000 + made.pdf(LONG)
    assert pages(read(late, media.PDF)) == [LONG]


def test_a_pdf_bomb_only_kills_its_reader(read):
    bomb = made.pdf_bomb()
    assert len(bomb) < 3_000_000
    outcome = read(bomb, media.PDF)
    assert (outcome.state, outcome.pages) == (State.TOO_HEAVY, [])


def test_a_word_file_is_read_with_every_character(read):
    text = "R&D <café> “naïve”"
    assert pages(read(made.docx(LONG, text), media.DOCX)) == [f"{LONG}\n\n{text}"]


def test_characters_written_as_numbers_are_kept(read):
    members = made.docx_members("MARK")
    members["word/document.xml"] = members["word/document.xml"].replace("MARK", "caf&#233;s")
    assert pages(read(made.zipped(members), media.DOCX)) == ["cafés"]


def test_deleted_words_field_codes_and_tab_stops_are_left_out(read):
    run_of = "</w:t></w:r>{}<w:r><w:t>"
    inside = run_of.format(
        "<w:del><w:r><w:delText>GONE</w:delText></w:r></w:del>"
        "<w:moveFrom><w:r><w:t>MOVED</w:t></w:r></w:moveFrom>"
        "<w:r><w:instrText>HYPERLINK</w:instrText></w:r><w:r><w:tab/></w:r>"
    )
    members = made.docx_members("oneMARKtwo")
    members["word/document.xml"] = members["word/document.xml"].replace("MARK", inside)
    assert pages(read(made.zipped(members), media.DOCX)) == ["one two"]


def test_footnotes_are_read_and_the_main_part_may_have_another_name(read):
    members = made.docx_members("the text")
    note = members["word/document.xml"].replace("the text", "a footnote")
    members["word/document2.xml"] = members.pop("word/document.xml")
    members["_rels/.rels"] = members["_rels/.rels"].replace("document.xml", "document2.xml")
    members["word/footnotes.xml"] = note
    assert pages(read(made.zipped(members), media.DOCX)) == ["the text\n\na footnote"]


def test_a_long_word_file_comes_in_parts(read):
    paragraphs = [f"{number} {LONG}" for number in range(300)]
    found = pages(read(made.docx(*paragraphs), media.DOCX))
    assert len(found) > 3
    assert max(map(len, found)) <= 3000
    assert "\n\n".join(found).split("\n\n") == paragraphs


def test_slides_come_in_the_order_of_the_show_with_their_notes(read):
    deck = made.pptx("first", "second", "third", notes="say hello")
    assert pages(read(deck, media.PPTX)) == ["first\n\nsay hello", "second", "third"]


def test_open_documents_are_read(read):
    assert pages(read(made.odt("one & two", "three"), media.ODT)) == ["one & two\n\nthree"]
    deck = made.open_document("presentation", PRESENTATION)
    assert pages(read(deck, media.ODP)) == ["The first slide", "The second"]


def test_a_book_is_read_chapter_by_chapter(read):
    book = made.epub("na&iuml;ve caf&#233;", "R&amp;D")
    assert pages(read(book, media.EPUB)) == ["naïve café", "R&D"]


def test_a_web_page_is_read_without_its_scripts(read):
    page = (
        "<html><head><title>Title</title><style>p{}</style><script>evil()</script></head>"
        "<body><p>One<br>two &amp; <b>three</b></p><noscript>no</noscript><p>four</body>"
    )
    assert pages(read(page.encode(), media.HTML)) == ["Title\n\nOne\ntwo & three\n\nfour"]


def test_a_web_page_says_its_own_encoding(read):
    page = '<meta charset="windows-1251"><p>права женщин'
    assert pages(read(page.encode("cp1251"), media.HTML)) == ["права женщин"]


def test_written_files_are_read(read):
    assert pages(read("été".encode("cp1252"), media.TXT)) == ["été"]
    assert pages(read(b"# Title\n\nwords", media.MARKDOWN)) == ["# Title\n\nwords"]
    assert pages(read(b"a,b\n1,2\n", media.CSV)) == ["a,b\n1,2"]
    assert read(b" \n ", media.TXT).state is State.NO_TEXT


def test_old_rich_text_is_read(read):
    rich = rb"{\rtf1\ansi\ansicpg1252 {\b Bold} caf\'e9 and plain\par more}"
    assert pages(read(rich, media.RTF)) == ["Bold café and plain\n\nmore"]


@pytest.mark.parametrize("media_type", [media.PNG, media.MP3, media.MP4, media.ZIP, "x/unknown"])
def test_what_holds_no_text_is_not_even_opened(read, media_type, monkeypatch):
    monkeypatch.setattr(extraction, "run", lambda *args: pytest.fail("a reader was started"))
    assert read(b"anything", media_type).state is State.NOT_TEXT


ZIPPED = [media.DOCX, media.PPTX, media.ODT, media.ODP, media.ODS, media.EPUB]
ALL_READ = [*ZIPPED, media.XLSX, media.DOC, media.PPT, media.RTF, media.PDF]


@pytest.mark.parametrize("media_type", ALL_READ)
@pytest.mark.parametrize("content", [b"\0\1\2 nothing known", made.docx(LONG)[:-40]])
def test_damaged_files_of_every_kind_end_in_a_state(read, media_type, content):
    outcome = read(content, media_type)
    assert outcome.state in (State.DAMAGED, State.NO_TEXT)
    assert LONG not in outcome.note


@pytest.mark.parametrize("media_type", ZIPPED)
def test_an_archive_of_something_else_is_damaged(read, media_type):
    assert read(made.zipped({"a": b"b"}), media_type).state is State.DAMAGED


def test_office_files_with_a_password_are_locked(read):
    assert read(made.compound("EncryptedPackage"), media.DOCX).state is State.LOCKED
    manifest = {"META-INF/manifest.xml": "<manifest><encryption-data/></manifest>"}
    assert read(made.open_document("text", "", **manifest), media.ODT).state is State.LOCKED


def test_xml_that_declares_entities_is_not_read(read):
    members = made.docx_members("&b;")
    declared = '<!DOCTYPE a [<!ENTITY b "bomb">]>'
    members["word/document.xml"] = declared + members["word/document.xml"]
    assert read(made.zipped(members), media.DOCX).state is State.DAMAGED


def test_too_much_text_is_not_cut_but_said_to_be_too_heavy(read):
    outcome = read(b"words " * 100_000, media.TXT, Limits(room=100_000))
    assert (outcome.state, outcome.pages) == (State.TOO_HEAVY, [])


def test_too_much_memory_is_too_heavy(read):
    limits = Limits(memory=64 * 1024**2)
    assert read(b"words " * 6_000_000, media.TXT, limits).state is State.TOO_HEAVY


def test_a_missing_file_is_not_called_damaged(tmp_path):
    with pytest.raises(FileNotFoundError):
        extract(tmp_path / "none", media.PDF)


def child(code: str, limits: Limits | None = None):
    return run([sys.executable, "-c", code], limits or Limits())


def test_a_reader_that_hangs_is_ended_with_all_its_children(tmp_path):
    noted = tmp_path / "child"
    code = (
        "import subprocess, time;"
        f"p = subprocess.Popen(['sleep', '60']); open({str(noted)!r}, 'w').write(str(p.pid));"
        "time.sleep(60)"
    )
    started = time.monotonic()
    assert child(code, Limits(wall=1.0)).state is State.TOO_HEAVY
    assert time.monotonic() - started < 5
    assert not _is_running(int(noted.read_text()))


def _is_running(pid: int) -> bool:
    for _try in range(50):
        try:
            with open(f"/proc/{pid}/stat") as stat:
                if stat.read().split()[2] == "Z":
                    return False
        except FileNotFoundError:
            return False
        time.sleep(0.02)
    return True


@pytest.mark.parametrize(
    ("code", "state", "note"),
    [
        ("import os; os.abort()", State.TOO_HEAVY, "SIGABRT"),
        ("import os; os.kill(os.getpid(), 9)", State.TOO_HEAVY, "SIGKILL"),
        ("import os; os.kill(os.getpid(), 11)", State.DAMAGED, "SIGSEGV"),
        ("import os; os.kill(os.getpid(), 24)", State.TOO_HEAVY, "SIGXCPU"),
        ("raise SystemExit(3)", State.DAMAGED, "exit 3"),
        ("pass", State.DAMAGED, "exit 0"),
        ("print('{\"page\": \"half', end='')", State.DAMAGED, "exit 0"),
    ],
)
def test_every_death_of_a_reader_is_a_state(code, state, note):
    outcome = child(code)
    assert (outcome.state, outcome.pages, outcome.note) == (state, [], note)


def test_a_reader_that_burns_time_is_stopped():
    code = (
        "import sys; from resources.files.readers import child\n"
        "sys.argv[1:1] = ['file', 'type']\n"
        "def read(path, media_type):\n"
        "    while True: pass\n"
        "child.run(read)"
    )
    outcome = child(code, Limits(seconds=1))
    assert (outcome.state, outcome.note) == (State.TOO_HEAVY, "SIGXCPU")


def test_a_reader_learns_nothing_of_ours(monkeypatch, tmp_path):
    monkeypatch.setenv("SECRET_KEY", "the secret")
    code = (
        "import json, os, sys; print(json.dumps({'page': str([dict(os.environ), os.getcwd(),"
        "os.listdir('/proc/self/fd'), sys.stdin.read()])}));"
        "print(json.dumps({'state': 'read', 'note': ''}))"
    )
    with open(tmp_path / "open", "w") as left_open:
        os.set_inheritable(left_open.fileno(), True)
        (seen,) = pages(child(code))
    assert "the secret" not in seen
    assert "reading-" in seen
    # Its three streams, and the listing itself.
    assert "['0', '1', '2', '3']" in seen


def test_readers_start_without_django():
    code = (
        "import json, sys\n"
        "from resources.files.readers import books, by_kreuzberg, office\n"
        "from resources.files.readers import pdf, pdf_again, web, written\n"
        "print(json.dumps({'page': str('django' in sys.modules)}))\n"
        "print(json.dumps({'state': 'read', 'note': ''}))"
    )
    assert pages(child(code)) == ["False"]


def test_states_are_the_ones_that_documents_keep():
    documents = pytest.importorskip("resources.models.documents")
    assert set(State) <= set(documents.Document.Extraction.values)
