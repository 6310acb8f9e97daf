"""Harvesting another library: what is new waits for review, and what staff decided stays."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from members.models import Member
from resources import actions
from resources.harvest import intake, jobs
from resources.models import Abstract, HarvestRun, Resource, Source, SourceRecord, SourceTheme
from tests import make

from .other_library import OtherLibrary, make_source, other_library
from .other_servers import answering

pytestmark = pytest.mark.django_db
Status, Standing = Resource.Status, SourceRecord.Standing


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> Iterator[OtherLibrary]:
    with other_library(monkeypatch) as other:
        yield other


@pytest.fixture
def source(library: OtherLibrary, bintou: Member) -> Source:
    return make_source(library, by=bintou)


@pytest.fixture
def harvest(
    source: Source, bintou: Member, run_jobs: Callable[[], int]
) -> Callable[..., HarvestRun]:
    def once(**how: bool) -> HarvestRun:
        run = jobs.begin(source=source, by=bintou, **how)
        run_jobs()
        run.refresh_from_db()
        return run

    return once


def counts(run: HarvestRun) -> dict[str, int]:
    """Those that are not nothing."""
    names = ("new", "known", "changed", "gone", "unchanged", "broken")
    return {name: value for name in names if (value := getattr(run, name))}


def everything() -> list[tuple]:
    """All that a harvest may write, but for which run said it last."""
    works = Resource.objects.order_by("pk").values_list("pk", "title", "status", "updated_at")
    records = SourceRecord.objects.order_by("pk").values_list("identifier", "standing", "taken")
    return [*works, *records, *Abstract.objects.order_by("pk").values_list("pk", "text")]


def test_what_is_new_there_waits_for_review_here(library, harvest, bintou) -> None:
    care = make.make_theme("care", en="Care work", fr="Travail de soin")
    library.add(
        "oai:x:1",
        "Études sur le soin",
        creator=["Sow, Awa", "Diallo, Fatou"],
        publisher="The Institute",
        language="fra",
        subject=["travail de SOIN", "something else"],
        description=[("Sur le soin.", "fr"), ("On care.", "en")],
        identifier=["https://library.example.org/1", "doi:10.1234/ab.5", "ISBN 978-2-07-036822-8"],
        rights="https://creativecommons.org/licenses/by/4.0/",
        type=["Text", "info:eu-repo/semantics/report"],
        date=["2026-01-09T10:00:00Z", "2019-05"],
        coverage="Burkina Faso",
    )
    run = harvest()
    assert (run.state, counts(run)) == ("done", {"new": 1})
    work = Resource.objects.get()
    assert (work.title, work.creators) == ("Études sur le soin", ["Sow, Awa", "Diallo, Fatou"])
    assert (work.publisher, work.issued, work.languages) == ("The Institute", 2019, ["fr"])
    assert (work.doi, work.isbn) == ("10.1234/ab.5", "9782070368228")
    assert work.source_url == "https://library.example.org/1"
    assert (work.kind, work.license) == ("report", "cc_by")
    assert [str(one) for one in work.countries] == ["BF"]
    assert list(work.themes.all()) == [care]
    texts = {one.language: one.text for one in work.abstracts.all()}
    assert texts == {"fr": "Sur le soin.", "en": "On care."}
    assert (work.status, work.submitted_by) == (Status.SUBMITTED, bintou)
    assert not work.documents.exists()
    assert [step.deed for step in work.review_steps.all()] == ["submitted"]


def test_the_same_harvest_twice_changes_nothing(library, harvest, source) -> None:
    for n in range(7):
        library.add(f"oai:x:{n}", subject="work", description="Short.")
    library.page_size = 3
    assert counts(harvest()) == {"new": 7}
    before = everything()
    assert counts(harvest(anew=True)) == {"unchanged": 7}
    assert everything() == before


def test_only_what_changed_since_is_asked_for(library, harvest, source) -> None:
    library.add("oai:x:1", datestamp="2026-01-01")
    harvest()
    assert "from" not in library.asked[0]
    source.refresh_from_db()
    assert source.harvested_until == dt.datetime(2026, 3, 1, 11, 50, tzinfo=dt.UTC)
    library.add("oai:x:2", datestamp="2026-03-01")
    assert counts(harvest()) == {"new": 1}
    assert library.asked[-1]["from"] == "2026-03-01"
    Source.objects.update(granularity="second")
    harvest()
    assert library.asked[-1]["from"] == "2026-03-01T11:50:00Z"
    harvest(anew=True)
    assert "from" not in library.asked[-1]


def test_nothing_new_is_a_harvest_too(library, harvest, source) -> None:
    run = harvest()
    assert (run.state, run.told) == ("done", 0)
    source.refresh_from_db()
    assert source.harvested_until


def test_only_the_chosen_part_is_asked_for(library, harvest, source) -> None:
    Source.objects.update(set_spec="gender")
    library.add("oai:x:1")
    harvest()
    assert library.asked[0]["set"] == "gender"


def test_their_words_and_sets_lead_to_our_themes_as_staff_have_said(
    library, harvest, source
) -> None:
    care, money = make.make_theme("care", en="Care"), make.make_theme("money", en="Money")
    SourceTheme.objects.create(source=source, text="Ökonomie", theme=money)
    SourceTheme.objects.create(source=source, text="com_7", theme=care)
    library.add("oai:x:1", subject="ökonomie; Sonstiges", sets=("com_7",))
    harvest()
    assert set(Resource.objects.get().themes.all()) == {care, money}


def test_a_portal_like_ours_says_kind_and_theme_by_its_sets(library, harvest) -> None:
    care = make.make_theme("care", en="Care")
    library.add("oai:x:1", type="Texte", sets=("kind:toolkit", "theme:work:care"))
    library.add("oai:x:2", sets=("kind:promising_practice",))
    harvest()
    first, second = Resource.objects.order_by("pk")
    assert (first.kind, list(first.themes.all())) == ("toolkit", [care])
    assert second.kind == "case_study"


# What the library has already.


@pytest.mark.parametrize(
    "same",
    [
        {"identifier": "https://doi.org/10.5555/AB.c"},
        {"identifier": "doi: 10.5555/ab.C"},
        {"identifier": "https://there.example.org/work"},
        {"identifier": "http://www.There.example.org/work/"},
        {"title": "étude sur le SOIN", "date": "2018", "language": "fr"},
        {"source": "http://testserver/resources/{pk}-etude/"},
    ],
)
def test_a_work_that_is_here_already_is_not_doubled(same, library, harvest, amina) -> None:
    work = make.make_resource(
        "Étude sur le soin",
        by=amina,
        doi="10.5555/ab.c",
        source_url="https://there.example.org/work",
        issued=2018,
        languages=["fr"],
    )
    said = {name: text.format(pk=work.pk) for name, text in same.items()}
    library.add("oai:x:1", **({"title": "Another title"} | said))
    assert counts(harvest()) == {"known": 1}
    record = SourceRecord.objects.get()
    assert (record.standing, record.resource, record.brought) == (Standing.KNOWN, work, False)
    assert Resource.objects.count() == 1


@pytest.mark.parametrize("held", ["doi", "source_url"])
def test_a_doi_is_recognized_wherever_and_however_it_stands(held, library, harvest, amina) -> None:
    make.make_resource("Ours", by=amina, **{held: "http://dx.doi.org/10.5555/AB.c"})
    library.add("oai:x:1", "Theirs", identifier="https://doi.org/10.5555/ab.C")
    assert counts(harvest()) == {"known": 1}


def test_what_stands_behind_the_sign_of_a_place_tells_works_apart(library, harvest) -> None:
    """Some libraries are one page, and keep all their works behind its "#"."""
    for n in range(3):
        library.add(f"oai:x:{n}", identifier=f"https://there.example.org/#/works/{n}")
    library.add("oai:x:again", identifier="http://there.example.org/#/works/2")
    assert counts(harvest()) == {"new": 3, "known": 1}


def test_another_year_or_doi_is_another_work(library, harvest, amina) -> None:
    make.make_resource("Annual report", by=amina, issued=2018, doi="10.5555/1")
    library.add("oai:x:1", "Annual report", date="2019")
    library.add("oai:x:2", "Annual report", date="2018", identifier="doi:10.5555/2")
    assert counts(harvest()) == {"new": 2}


def test_a_draft_of_somebody_is_nobodys_business(library, harvest, amina) -> None:
    make.make_resource("Work oai:x:1", by=amina, issued=2020, status=Status.DRAFT)
    library.add("oai:x:1")
    assert counts(harvest()) == {"new": 1}


def test_what_was_wrongly_taken_for_known_is_put_into_the_queue(library, harvest, amina) -> None:
    make.make_resource("Annual report", by=amina, issued=2018)
    library.add("oai:x:1", "Annual report", date="2018")
    harvest()
    record = SourceRecord.objects.get()
    assert intake.take_as_new(record=record)
    assert not intake.take_as_new(record=record)
    record.refresh_from_db()
    assert record.resource.status == Status.SUBMITTED
    assert counts(harvest(anew=True)) == {"unchanged": 1}


# What changes there.


def test_a_change_there_reaches_what_still_waits(library, harvest) -> None:
    entry = library.add("oai:x:1", "First title", description="Old.")
    harvest()
    entry.said |= {"title": "Second title", "description": "New.", "date": "2021"}
    assert counts(harvest(anew=True)) == {"changed": 1}
    work = Resource.objects.get()
    assert (work.title, work.issued) == ("Second title", 2021)
    assert [one.text for one in work.abstracts.all()] == ["New."]


def test_what_staff_wrote_into_a_waiting_work_is_kept(library, harvest) -> None:
    care = make.make_theme("care", en="Care")
    entry = library.add("oai:x:1", "Titre", language="fr", description="Vieux.", publisher="A")
    harvest()
    work = Resource.objects.get()
    Resource.objects.update(title="Our title")
    Abstract.objects.create(resource=work, language="en", text="In English, by us.")
    work.themes.add(care)
    entry.said |= {
        "title": "Autre titre",
        "publisher": "B",
        "description": [("Neuf.", "fr"), ("Theirs in English.", "en")],
    }
    harvest(anew=True)
    work.refresh_from_db()
    assert (work.title, work.publisher) == ("Our title", "B")
    texts = {one.language: one.text for one in work.abstracts.all()}
    assert texts == {"fr": "Neuf.", "en": "In English, by us."}
    assert list(work.themes.all()) == [care]


def published(by: Member) -> Resource:
    work = Resource.objects.get()
    actions.publish(resource=work, by=by)
    return work


def test_a_change_of_a_published_work_is_told_to_staff_and_overwrites_nothing(
    library, harvest, bintou
) -> None:
    entry = library.add("oai:x:1", "First title")
    harvest()
    work = published(bintou)
    entry.said["title"] = "Second title"
    assert counts(harvest(anew=True)) == {"changed": 1}
    work.refresh_from_db()
    record = SourceRecord.objects.get()
    assert (work.title, record.standing) == ("First title", Standing.CHANGED)
    assert intake.differences(record) == [("title", "First title", "Second title")]
    assert counts(harvest(anew=True)) == {"unchanged": 1}
    record.refresh_from_db()
    assert record.standing == Standing.CHANGED


def test_staff_take_a_change_over_and_readers_find_it(
    library, harvest, bintou, client_of, visitor
) -> None:
    entry = library.add("oai:x:1", "First title")
    harvest()
    work = published(bintou)
    entry.said["title"] = "Second title"
    harvest(anew=True)
    record = SourceRecord.objects.get()
    assert intake.take_over(record=record)
    assert not intake.take_over(record=record)
    work.refresh_from_db()
    assert work.title == "Second title"
    page = client_of(visitor).get("/resources/", {"q": "second"})
    assert [item["title"] for item in page.context["items"]] == ["Second title"]
    told = client_of(visitor).get("/resources/oai/?verb=ListRecords&metadataPrefix=oai_dc")
    assert "Second title" in told.content.decode()


def test_staff_leave_ours_as_it_is(library, harvest, bintou) -> None:
    entry = library.add("oai:x:1", "First title")
    harvest()
    work = published(bintou)
    entry.said["title"] = "Second title"
    harvest(anew=True)
    record = SourceRecord.objects.get()
    assert intake.leave_ours(record=record)
    assert not intake.leave_ours(record=record)
    work.refresh_from_db()
    record.refresh_from_db()
    assert (work.title, record.standing) == ("First title", Standing.IN_STEP)
    assert counts(harvest(anew=True)) == {"unchanged": 1}


def test_what_is_deleted_there_leaves_the_queue_and_comes_back_with_it(
    library, harvest, bintou
) -> None:
    entry = library.add("oai:x:1")
    harvest()
    entry.deleted = True
    assert counts(harvest(anew=True)) == {"gone": 1}
    work = Resource.objects.get()
    assert work.status == Status.DECLINED
    assert "taken it out" in work.review_steps.last().reason
    assert counts(harvest(anew=True)) == {"unchanged": 1}
    entry.deleted = False
    harvest(anew=True)
    work.refresh_from_db()
    assert work.status == Status.SUBMITTED


def test_what_staff_declined_does_not_come_back(library, harvest, bintou) -> None:
    entry = library.add("oai:x:1")
    harvest()
    work = Resource.objects.get()
    actions.decline(resource=work, by=bintou, reason="Not about us.")
    for title, deleted in (("Changed", False), ("Changed", True), ("Again", False)):
        entry.said["title"], entry.deleted = title, deleted
        harvest(anew=True)
        work.refresh_from_db()
        assert work.status == Status.DECLINED


def test_what_is_published_here_and_deleted_there_stays_and_is_told_to_staff(
    library, harvest, bintou
) -> None:
    entry = library.add("oai:x:1")
    harvest()
    work = published(bintou)
    entry.deleted = True
    harvest(anew=True)
    work.refresh_from_db()
    record = SourceRecord.objects.get()
    assert (work.status, record.standing) == (Status.PUBLISHED, Standing.GONE)
    assert intake.leave_ours(record=record)
    entry.deleted = False
    harvest(anew=True)
    record.refresh_from_db()
    assert record.standing == Standing.IN_STEP


def test_what_was_erased_here_does_not_come_back(library, harvest) -> None:
    library.add("oai:x:1")
    harvest()
    actions.erase(resource=Resource.objects.get())
    assert counts(harvest(anew=True)) == {"unchanged": 1}
    assert not Resource.objects.exists()


def test_what_was_deleted_before_we_came_is_nothing_to_us(library, harvest) -> None:
    library.add("oai:x:1").deleted = True
    assert counts(harvest()) == {"unchanged": 1}
    assert not SourceRecord.objects.exists()


# What goes wrong.


def test_a_broken_record_costs_only_itself(library, harvest) -> None:
    library.add("oai:x:1")
    library.add("oai:x:2", " ")
    library.add("oai:x:3", raw="<nothing/>")
    library.add("oai:x:4", "Too long a code", identifier="doi:10.1234/" + "x" * 300)
    library.add("", "Without an identifier")
    library.add("oai:x:5", "A sign \x0b that no XML holds")
    library.add("oai:x:" + "6" * 900)
    library.add("oai:x:7", publisher="p" * 900, creator="c" * 900, rights="r" * 900)
    run = harvest()
    assert (run.state, counts(run)) == ("done", {"new": 5, "broken": 3})
    problems = SourceRecord.objects.filter(standing="broken").values_list("identifier", "problem")
    assert dict(problems) == {"oai:x:2": "no_title", "oai:x:3": "no_metadata"}
    library.add("oai:x:2", "Now it has one")
    assert counts(harvest(anew=True)) == {"new": 1, "unchanged": 5, "broken": 2}


def test_what_does_not_fit_costs_only_itself(library, harvest, monkeypatch) -> None:
    """Whatever our mapping lets through, the library's own rules have the last word."""
    library.add("oai:x:1")
    library.add("oai:x:2")
    usual = intake.facts_of

    def facts_of(said, sets, **kw):
        facts = usual(said, sets, **kw)
        if facts["title"].endswith("1"):
            facts["issued"] = 12
        return facts

    monkeypatch.setattr(intake, "facts_of", facts_of)
    assert counts(harvest()) == {"new": 1, "broken": 1}
    assert SourceRecord.objects.get(standing="broken").problem == "not_kept"
    assert Resource.objects.get().title == "Work oai:x:2"


def test_a_library_that_is_busy_is_asked_again_when_it_says(
    library, harvest, source, run_jobs
) -> None:
    library.add("oai:x:1")
    library.answers = [answering(b"", status=503, Retry_After="120")]
    run = harvest()
    assert (run.state, run.trouble, run.detail) == ("running", "status", "503")
    job = ProcrastinateJob.objects.get(status="todo", task_name="resources.harvest_page")
    wait = (job.scheduled_at - timezone.now()).total_seconds()
    assert 110 < wait <= 120
    ProcrastinateJob.objects.filter(pk=job.pk).update(scheduled_at=timezone.now())
    run_jobs()
    run.refresh_from_db()
    assert (run.state, run.trouble, counts(run)) == ("done", "", {"new": 1})


def test_a_library_that_stays_away_is_given_up(library, harvest, run_jobs, monkeypatch) -> None:
    monkeypatch.setattr(jobs, "WAITS", (0, 0, 0, 0))
    library.answers = [answering(b"", status=500)] * 9
    run = harvest()
    assert (run.state, run.trouble, run.detail) == ("stopped", "status", "500")
    assert len(library.asked) == 5


@pytest.mark.parametrize(
    ("answer", "trouble"),
    [
        (answering(b"<html></html>"), "not_oai"),
        (answering(b"<!DOCTYPE html><html><body>Hello</html>"), "not_oai"),
        (answering(b""), "not_oai"),
        (answering(b"no", status=404), "status"),
        (answering(b"", status=302, Location="http://169.254.169.254/"), "not_public"),
        (answering(b"", status=503, Retry_After="9999999"), "status"),
    ],
)
def test_what_is_no_library_is_said_so_in_words(answer, trouble, library, harvest) -> None:
    library.answers = [answer]
    run = harvest()
    assert (run.state, run.trouble) == ("stopped", trouble)
    assert run.get_trouble_display() != trouble


@pytest.mark.parametrize(
    ("code", "trouble"),
    [("cannotDisseminateFormat", "no_format"), ("badArgument", "not_allowed")],
)
def test_what_the_library_refuses_is_told(code, trouble, library, harvest) -> None:
    library.error = code
    run = harvest()
    assert (run.state, run.trouble) == ("stopped", trouble)
    assert "Because." in run.detail


def test_a_list_that_goes_round_comes_to_an_end(library, harvest) -> None:
    library.add("oai:x:1")
    library.page_size = 0  # the token is always the same
    library.answers = []
    library._list = lambda asked: (  # type: ignore[method-assign]
        "<ListRecords><record><header><identifier>oai:x:1</identifier>"
        "<datestamp>2020-01-01</datestamp></header></record>"
        f"<resumptionToken>{len(library.asked) % 3}</resumptionToken></ListRecords>"
    )
    run = harvest()
    assert (run.state, run.trouble) == ("stopped", "endless")
    assert len(library.asked) <= jobs.MOST_IDLE_PAGES + 2


def test_a_harvest_that_was_cut_off_goes_on_and_doubles_nothing(
    library, source, bintou, run_jobs, monkeypatch
) -> None:
    for n in range(9):
        library.add(f"oai:x:{n}")
    library.page_size = 3
    run = jobs.begin(source=source, by=bintou)
    jobs.harvest_page(run.pk)
    stopped_here = HarvestRun.objects.get()
    monkeypatch.setattr(intake, "facts_of", _fail_at("Work oai:x:4", intake.facts_of))
    with pytest.raises(MemoryError):
        jobs.harvest_page(run.pk)
    assert Resource.objects.count() == 3  # the page came in whole or not at all
    monkeypatch.undo()
    run.refresh_from_db()
    assert (run.pages, run.token) == (stopped_here.pages, stopped_here.token) == (1, "3")


def _fail_at(title: str, usual: Callable[..., dict]) -> Callable[..., dict]:
    def facts_of(said: dict, sets: list, **kw: str) -> dict:
        facts = usual(said, sets, **kw)
        if facts["title"] == title:
            raise MemoryError
        return facts

    return facts_of


def test_a_job_that_is_done_twice_takes_its_page_once(library, source, bintou, run_jobs) -> None:
    """As when a worker was taken for dead, and was not."""
    for n in range(6):
        library.add(f"oai:x:{n}")
    library.page_size = 3
    run = jobs.begin(source=source, by=bintou)
    seen = HarvestRun.objects.select_related("source").get()
    page = jobs.wire.list_records(source.url)
    jobs._take(seen, page)
    jobs._take(seen, page)
    run.refresh_from_db()
    assert (run.pages, run.told, Resource.objects.count()) == (1, 3, 3)
    run_jobs()
    run.refresh_from_db()
    assert (run.state, Resource.objects.count()) == ("done", 6)


def test_a_library_that_forgot_where_we_were_is_asked_from_the_beginning(library, harvest) -> None:
    for n in range(6):
        library.add(f"oai:x:{n}")
    library.page_size = 3
    forgot = '<error code="badResumptionToken"/>'
    page = f"{library.answer({'verb': 'x'}).split('<ListRecords>')[0]}{forgot}</OAI-PMH>".encode()
    library.answers = [None, answering(page)]
    run = harvest()
    assert (run.state, run.restarts) == ("done", 1)
    assert Resource.objects.count() == 6
    library.answers = [None, answering(page), None, answering(page)]
    assert harvest(anew=True).trouble == "token"


def test_a_library_is_harvested_once_at_a_time(library, source, bintou) -> None:
    run = jobs.begin(source=source, by=bintou)
    with pytest.raises(jobs.UnderWay):
        jobs.begin(source=source, by=bintou)
    HarvestRun.objects.update(moved_at=timezone.now() - dt.timedelta(days=1))
    assert jobs.begin(source=source, by=bintou).pk != run.pk
    run.refresh_from_db()
    assert (run.state, run.trouble) == ("stopped", "lost")


def test_a_harvest_that_was_stopped_asks_no_more(library, source, bintou, run_jobs) -> None:
    library.add("oai:x:1")
    run = jobs.begin(source=source, by=bintou)
    jobs.stop(run=run)
    run_jobs()
    run.refresh_from_db()
    assert (run.state, run.trouble, library.asked) == ("stopped", "by_hand", [])


def test_weekly_asks_the_libraries_that_are_to_be_asked(library, bintou, run_jobs) -> None:
    library.add("oai:x:1")
    weekly = make_source(library, by=bintou, is_weekly=True)
    make_source(by=bintou)
    jobs.harvest_weekly(0)
    jobs.harvest_weekly(0)
    run_jobs()
    assert [run.source for run in HarvestRun.objects.all()] == [weekly]
    assert Resource.objects.count() == 1


def test_a_library_says_what_it_is(library, source, run_jobs) -> None:
    jobs.identify_source.defer(source_id=source.pk)
    run_jobs()
    source.refresh_from_db()
    assert (str(source), source.earliest, source.granularity, source.sets, source.trouble) == (
        "The other library",
        "2001-01-01",
        "day",
        [["gender", "Gender & work"]],
        "",
    )
    library.answers = [answering(b"", status=404)]
    jobs.identify_source(source.pk)
    source.refresh_from_db()
    assert (source.trouble, str(source)) == ("status", "The other library")


def test_an_address_inside_is_never_asked(bintou, run_jobs) -> None:
    source = make_source(by=bintou, url="http://127.0.0.1:80/oai")
    run = jobs.begin(source=source, by=bintou)
    jobs.identify_source.defer(source_id=source.pk)
    run_jobs()
    run.refresh_from_db()
    source.refresh_from_db()
    assert run.trouble == source.trouble == "not_public"


def test_what_came_from_elsewhere_is_not_among_what_she_sent_in(
    library, harvest, client_of, bintou
) -> None:
    own = make.make_resource("My own", by=bintou)
    library.add("oai:x:1", "Theirs")
    library.add(
        "oai:x:2", "My own", date="", identifier=f"http://testserver{own.get_absolute_url()}"
    )
    harvest()
    page = client_of(bintou).get("/resources/mine/").content.decode()
    assert "My own" in page
    assert "Theirs" not in page
