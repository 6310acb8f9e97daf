"""Forums in which the cast reads and writes."""

import pytest

from forums.models import Forum, Thread
from members.models import Group, Member, Visibility
from tests import make


@pytest.fixture
def forum(africa: Group) -> Forum:
    """Of the hidden group of Amina and Efua, and for it alone."""
    return make.make_forum(
        africa, name="Keys", slug="keys", visibility=Visibility.GROUP, allows_nameless=True
    )


@pytest.fixture
def square(community: Group) -> Forum:
    """Of the whole community, for everybody to read."""
    return make.make_forum(
        community, name="Square", slug="square", visibility=Visibility.PUBLIC, allows_nameless=True
    )


@pytest.fixture
def thread(forum: Forum, efua: Member) -> Thread:
    return make.make_thread(forum, efua, title="Wheelbarrows", body="Who holds them?")
