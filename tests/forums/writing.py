"""What a member types into the forms of the forums, and what the page carries with it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from forums.models import Forum, Thread
from members.models import Member

TEXT = "We keep the keys in **three** houses."


def here_for_long(*people: Member) -> None:
    """No newcomers any more."""
    for one in people:
        one.created_at = timezone.now() - dt.timedelta(days=100)
        one.save(update_fields=["created_at"])


def carried(response: HttpResponse) -> dict[str, Any]:
    """The hidden fields of the form on this page."""
    box = response.context["box"]
    told = {"form_key": str(box.form_key), "began": box.began, "seen_to": str(box.seen_to)}
    if box.answers:
        told["answers"] = str(box.answers.pk)
    if box.is_asked_again:
        told["asked_again"] = "1"
    return told


def opened(client: Client, thread: Thread, query: str = "") -> HttpResponse:
    response = client.get(thread.get_absolute_url() + query)
    assert response.status_code == 200
    return response


def reply_address(thread: Thread) -> str:
    return f"/forums/threads/{thread.pk}/reply/"


def reply(client: Client, thread: Thread, body: str = TEXT, **more: Any) -> HttpResponse:
    """She opens the thread, types, presses; `began_with`: a page that she has opened before."""
    page = more.pop("began_with", None) or opened(client, thread)
    return client.post(reply_address(thread), carried(page) | {"body": body} | more)


def new_address(forum: Forum) -> str:
    return f"/forums/{forum.slug}/new/"


def open_thread(client: Client, forum: Forum, **more: Any) -> HttpResponse:
    page = more.pop("began_with", None) or client.get(new_address(forum))
    usual = {"title": "Who holds the keys?", "body": TEXT, "kind": "discussion", "label": "group"}
    told = carried(page) | usual | more
    return client.post(new_address(forum), {k: v for k, v in told.items() if v is not None})


def errors(response: HttpResponse) -> dict[str, list[str]]:
    """What the page says, by field."""
    return {name: [*map(str, said)] for name, said in response.context["form"].errors.items()}
