"""Who is named in a post: rows for those who may see the thread, and words for all others."""

import pytest

from forums import mentions
from forums.models import Mention
from members.models import Member
from tests import make

pytestmark = pytest.mark.django_db


def named(post) -> set[Member]:
    return {row.member for row in Mention.objects.filter(post=post)}


def test_only_those_who_may_see_the_thread_are_found(thread, amina, efua, chidi, femi, dara):
    body = "@amina @efua @chidi @femi @dara @nobody"
    assert mentions.people_in(body, thread) == {"amina": amina, "efua": efua}


def test_ten_may_be_called_and_not_eleven(thread):
    assert mentions.people_in(" ".join(f"@x{n}" for n in range(10)), thread) == {}
    with pytest.raises(mentions.TooMany):
        mentions.people_in(" ".join(f"@x{n}" for n in range(11)), thread)


def test_whoever_writes_is_not_called_by_herself(thread, amina, efua):
    assert named(make.make_post(thread, amina, body="@amina and @efua")) == {efua}


def test_an_edit_calls_those_whom_it_names_now(thread, amina, efua, bintou):
    post = make.make_post(thread, amina, body="@efua")
    mentions.note(post, mentions.people_in("@bintou", thread))
    assert named(post) == {bintou}
    mentions.note(post, {})
    assert named(post) == set()


def test_a_name_that_stays_words_says_nothing_of_why(thread, amina, chidi):
    foreign = make.make_post(thread, amina, body="Ask @chidi.")
    missing = make.make_post(thread, amina, body="Ask @nobod.")
    assert foreign.html.replace("chidi", "nobod") == missing.html
