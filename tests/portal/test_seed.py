"""The demo community: complete, believable, and the same after a second time."""

import datetime as dt
from collections.abc import Callable
from io import StringIO

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client

from cop_portal.demo.data import load
from events.models import Event
from forums.models import Forum, Label, Post, Thread
from members.models import (
    CharterText,
    Group,
    Member,
    Organization,
    RegionCountry,
    Theme,
    ThemeLabel,
)
from resources.models import Abstract, Document, Practice, Resource, Story
from resources.word_count import count_words
from tests.cast import client_of

pytestmark = pytest.mark.django_db

PEOPLE = ("amina", "chidi", "bintou", "efua", "dara", "femi")


def seed() -> None:
    call_command("seed", stdout=StringIO())


def counts() -> dict[str, int]:
    ours = {"members", "notices", "search", "moderation", "resources", "forums", "events"}
    return {
        model._meta.label: model._default_manager.count()
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label in ours
    }


def test_it_never_comes_into_a_real_portal() -> None:
    with pytest.raises(CommandError):
        seed()


def test_the_demo_community_is_as_large_and_as_varied_as_it_should_be(
    settings: object, run_jobs: Callable[[], int], client: Client
) -> None:
    """One long test: to seed takes some seconds."""
    settings.PORTAL_DEMO = True  # type: ignore[attr-defined]
    seed()
    _check_people()
    _check_vocabulary()
    _check_library()
    _check_stories()
    _check_forums()
    once = counts()
    seed()
    assert counts() == once
    run_jobs()
    _check_words_inside(client)
    _check_kinds_of_files()


def _check_people() -> None:
    assert Organization.objects.listed().count() >= 25
    homes = Organization.objects.values("country")
    regions = RegionCountry.objects.filter(country__in=homes).values("region").distinct()
    assert regions.count() >= 5
    assert Member.objects.count() >= 60
    cast = {name: Member.objects.get(email=f"{name}@demo.example") for name in PEOPLE}
    for name, member in cast.items():
        assert member.check_password("gender-in-practice"), name
    assert not Member.objects.exclude(email__endswith=".example").exists()
    assert cast["bintou"].is_superuser
    assert cast["efua"].facilitated_group_ids
    assert not cast["efua"].is_staff
    assert cast["dara"].status == Member.Status.APPLIED
    assert cast["femi"].status == Member.Status.SUSPENDED
    kinds = set(Group.objects.values_list("kind", flat=True))
    assert {Group.Kind.COMMUNITY, Group.Kind.REGIONAL, Group.Kind.WORKING} <= kinds
    assert {"en", "fr"} <= set(CharterText.objects.values_list("language", flat=True))
    assert Event.objects.visible_to(None).upcoming().exists()


def _check_vocabulary() -> None:
    themes = Theme.objects.count()
    assert 55 <= themes <= 90
    preferred = ThemeLabel.objects.filter(kind=ThemeLabel.Kind.PREFERRED)
    for language in ("en", "fr", "es"):
        assert preferred.filter(language=language).count() == themes, language


def _check_library() -> None:
    burkina = len(
        (settings.BASE_DIR / "cop_portal/demo/gender_data_library_burkina_faso.csv")
        .read_text(encoding="utf-8")
        .splitlines()
    )
    assert burkina - 1 >= 647
    assert len(load("works")) >= 60
    assert len(load("documents")) >= 12
    assert Practice.objects.values("section").distinct().count() == 4
    everything = burkina - 1 + len(load("works")) + len(load("documents"))
    assert Resource.objects.count() >= everything
    waiting = Resource.objects.awaiting_review()
    assert waiting.count() >= 50
    assert not waiting.filter(languages__contains=["en"]).exists()
    # What is published is described in English, within the hundred words.
    published = Resource.objects.published()
    foreign = published.exclude(languages__contains=["en"])
    assert foreign.count() >= 30
    assert not foreign.exclude(abstracts__language="en").exists()
    described = Abstract.objects.filter(resource__in=foreign, language="en")
    assert [one.resource.title for one in described if count_words(one.text) > 100] == []
    languages = {code for codes in published.values_list("languages", flat=True) for code in codes}
    assert {"en", "fr", "es", "ar", "pt", "ru"} <= languages
    assert not published.filter(issued__gt=dt.date.today().year).exists()


def _check_stories() -> None:
    """Some to read, and in each corner of the queue at least one."""
    assert Story.objects.visible_to(None).shown().count() >= 7
    assert Story.objects.waiting().exists()
    assert Story.objects.filter(status=Story.Status.RETURNED).exists()
    assert set(Story.objects.values_list("language", flat=True)) == {"en", "fr", "es"}


def _check_words_inside(client: Client) -> None:
    """Each document of ours is found by a word that stands in it only."""
    bintou = client_of(Member.objects.get(email="bintou@demo.example"))
    missing = []
    for one in load("documents"):
        work = Resource.objects.get(title=one["title"], languages__0=one["language"])
        newest = {file["language"]: file for file in one["files"]}
        for file in newest.values():
            page = bintou.get("/resources/", {"q": file["word_inside"]}).content.decode()
            if f"/resources/{work.pk}-" not in page:
                missing.append((file["file"], file["word_inside"]))
    assert missing == []


def _check_kinds_of_files() -> None:
    names = Document.objects.values_list("name", flat=True)
    assert {"pdf", "docx", "odt", "pptx"} <= {name.rpartition(".")[2] for name in names}
    unread = Document.objects.exclude(extraction=Document.Extraction.READ)
    assert [str(one) for one in unread] == []


def _check_forums() -> None:
    """Every kind and every label, in several languages, some without a name."""
    assert Forum.objects.count() >= 12
    assert Thread.objects.count() >= 80
    assert Post.objects.count() >= 500
    assert set(Thread.objects.values_list("kind", flat=True)) == set(Thread.Kind)
    assert set(Thread.objects.values_list("label", flat=True)) == set(Label)
    languages = set(Thread.objects.values_list("language", flat=True))
    assert {"en", "fr", "es", "ar", "pt", "ru"} <= languages
    assert Post.objects.filter(is_nameless=True).count() >= 10
    assert Thread.objects.unanswered().exists()
    assert Thread.objects.filter(helped_by__isnull=False).exists()
    assert Thread.objects.visible_to(None).announcements().exists()
    assert Post.objects.order_by("-number").values_list("number", flat=True)[0] >= 40
