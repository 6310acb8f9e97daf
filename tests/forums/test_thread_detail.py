"""The page of a thread."""

import pytest

from forums.models import Forum
from members.models import Group, Visibility
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def forum(africa: Group) -> Forum:
    return make.make_forum(africa, visibility=Visibility.GROUP, allows_nameless=True)


def test_amina_reads_a_thread_of_her_group_and_chidi_does_not(forum, amina, chidi, client_of):
    thread = make.make_thread(forum, amina, body="Who holds the *keys*?")
    page = client_of(amina).get(thread.get_absolute_url())
    assert page.status_code == 200
    assert "<em>keys</em>" in page.content.decode()
    assert client_of(chidi).get(thread.get_absolute_url()).status_code == 404


def test_the_lists(forum, amina, chidi, client_of):
    thread = make.make_thread(forum, amina, body="Who holds the *keys*?")
    page = client_of(amina).get(forum.get_absolute_url())
    assert thread.title in page.content.decode()
    page = client_of(amina).get("/forums/")
    assert thread.title in page.content.decode()
