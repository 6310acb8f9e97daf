"""Harvesting another library: what is new waits for review, and what staff decided stays."""

from __future__ import annotations

import datetime as dt

import pytest

from members.models import Member
from resources import actions
from resources.harvest import intake, jobs
from resources.models import Abstract, HarvestRun, Resource, Source, SourceRecord, SourceTheme
from tests import make

from .other_library import counts, everything, make_source
from .other_servers import answering

pytestmark = pytest.mark.django_db
Status, Standing = Resource.Status, SourceRecord.Standing


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
