"""The library's letters about what was sent in. Only its deeds write them, in their transaction."""

from __future__ import annotations

from django.urls import reverse

from members.models import Member
from members.notices.deliver import write_letter

from .addresses import absolute
from .models import Resource, ReviewStep, WaitingDocument

Status = Resource.Status


def tell_sender(kind: str, resource: Resource, *, by: Member, reason: str = "") -> None:
    """What was decided about a work, to the person who sent it in by the form.

    Nobody is written to about works that came with many others: from a list, or another library.
    """
    if resource.draft_key is None or not _hears_of_it(resource.submitted_by, by):
        return
    path = resource.get_absolute_url()
    if resource.status == Status.RETURNED:
        path = reverse("resources:resource_edit", args=[resource.pk, resource.slug])
    facts = {"title": resource.title, "url": absolute(path), "reason": reason}
    _write(kind, resource.submitted_by, facts)


def tell_sender_of_file(
    kind: str, waiting: WaitingDocument, resource: Resource, *, by: Member, reason: str = ""
) -> None:
    """Likewise of a new file. The title of a work that has been closed to her is not named."""
    sender = waiting.sent_by
    if not _hears_of_it(sender, by):
        return
    if not Resource.objects.visible_to(sender).filter(pk=resource.pk).exists():
        return
    is_open = resource.status == Status.PUBLISHED
    facts = {"title": resource.title, "file_name": waiting.name, "reason": reason}
    facts["url"] = absolute(resource.get_absolute_url()) if is_open else ""
    _write(kind, sender, facts)


def tell_reviewer(resource: Resource, answer: str) -> None:
    """Who asked a question, or has claimed the work since, reads what was answered."""
    returned = ReviewStep.Deed.RETURNED
    asked = resource.review_steps.filter(deed=returned).select_related("by").last()
    reviewer = resource.reviewer or (asked.by if asked else None)
    if reviewer and reviewer.works_for_staff:
        path = reverse("admin:resources_resource_change", args=[resource.pk])
        facts = {"title": resource.title, "url": absolute(path), "answer": answer}
        facts |= {"sender": resource.submitted_by.name}
        _write("resource_answered", reviewer, facts)


def _hears_of_it(sender: Member, by: Member) -> bool:
    return sender != by and sender.status == Member.Status.ACTIVE


def _write(kind: str, reader: Member, facts: dict[str, str]) -> None:
    write_letter(kind, address=reader.email, recipient=reader, context=facts)
