"""The made-up forums: go on where they were interrupted, and hold together."""

import pytest
from django.db.models import Count, F, Max

from forums.models import Bookmark, Post, Seal, Thread, ThreadMark
from members.models import Member
from tests.performance import community, discussions, marks, words

SCALE = 0.002  # 200 threads


@pytest.fixture
def _few(monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    monkeypatch.setattr(words, "MADE_WORDS", 2_000)
    monkeypatch.setattr(discussions, "CHUNK", 100)
    monkeypatch.setattr(community, "GROUPS", 230)
    words.tongue.cache_clear()
    community.make(0.0)
    yield
    words.tongue.cache_clear()


@pytest.mark.usefixtures("_few")
def test_an_interrupted_filling_goes_on_where_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = discussions.fill(SCALE, print)
    whole = list(Post.objects.order_by("pk").values_list("pk", "thread", "number", "body"))
    assert len(whole) == plan.posts_before[-1]
    late = Thread.objects.filter(pk__gt=100)
    Thread.objects.update(last_post=None, helped_by=None)
    Post.objects.filter(thread__in=late).delete()
    late.delete()
    discussions.fill(SCALE, print)
    assert list(Post.objects.order_by("pk").values_list("pk", "thread", "number", "body")) == whole


@pytest.mark.usefixtures("_few")
def test_threads_and_posts_are_as_writing_them_would_have_left_them() -> None:
    plan = discussions.fill(SCALE, print)
    assert marks.make(SCALE, plan)
    talking = Thread.objects.filter(merged_into=None)
    counted = talking.annotate(told=Count("posts"), last=Max("posts__number"))
    assert not counted.exclude(told=F("post_count")).exists()
    assert not counted.exclude(last=F("post_count")).exists()
    assert not talking.exclude(last_post_at=F("last_post__created_at")).exists()
    assert Seal.objects.count() == Post.objects.filter(is_nameless=True).count() > 0
    asker = Member.objects.get(handle=community.ASKER)
    assert ThreadMark.objects.filter(member=asker).exists()
    assert Bookmark.objects.filter(member=asker).exists()
    new = Thread.objects.create(forum=plan.forums[1], title="Another")
    assert new.pk > plan.size
