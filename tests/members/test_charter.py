"""The charter's page."""

import datetime as dt

from django.test import Client
from django.utils import timezone

from members.models import CharterText, CharterVersion, Member
from tests import make
from tests.cast import client_of

URL = "/charter/"


def test_a_visitor_reads_it_in_english(db: None) -> None:
    make.make_charter(en="## Trust\n\nWe *listen* first.", fr="Nous écoutons.")
    page = client_of().get(URL).content.decode()
    assert "<h2>Trust</h2>" in page
    assert "<em>listen</em>" in page
    assert "Nous" not in page


def test_a_visitor_reads_it_in_french(db: None) -> None:
    make.make_charter(en="We listen.", fr="Nous *écoutons*.")
    page = Client(headers={"accept-language": "fr"}).get(URL).content.decode()
    assert "Notre charte" in page
    assert "<em>écoutons</em>" in page


def test_amina_reads_it_in_the_language_that_she_has_chosen(amina: Member) -> None:
    make.make_charter(en="We listen.", fr="Nous écoutons.")
    Member.objects.filter(pk=amina.pk).update(interface_language="fr")
    assert "Nous écoutons" in client_of(amina).get(URL).content.decode()


def test_without_a_text_in_her_language_she_reads_the_english_one_and_is_told(db: None) -> None:
    make.make_charter(en="We listen.")
    page = Client(headers={"accept-language": "fr"}).get(URL).content.decode()
    assert "We listen." in page
    assert 'lang="en"' in page
    assert 'class="notice' in page


def test_the_newest_version_in_force_is_shown(db: None) -> None:
    make.make_charter(1, en="The first.")
    make.make_charter(2, en="The second.")
    coming = CharterVersion.objects.create(
        number=3, in_force_on=timezone.localdate() + dt.timedelta(days=1)
    )
    CharterText.objects.create(version=coming, language="en", title="Next", body="The third.")
    assert "The second." in client_of().get(URL).content.decode()


def test_raw_html_does_not_come_through(db: None) -> None:
    make.make_charter(en="<script>alert(1)</script>\n\n[here](javascript:alert(1))")
    page = client_of().get(URL).content.decode()
    assert "<script>alert" not in page
    assert 'href="javascript' not in page


def test_there_is_no_page_before_the_first_charter(db: None) -> None:
    assert client_of().get(URL).status_code == 404
