"""Who may do what in the library."""

from members.models import Member

from .models import Resource, WaitingDocument


def can_submit(member: Member | None) -> bool:
    """Every active member."""
    return member is not None


def can_edit(member: Member | None, resource: Resource) -> bool:
    """Who sent it in, while it is a draft or has come back with a question."""
    return member is not None and resource.submitted_by_id == member.pk and resource.is_editable


def can_send_version(member: Member | None, resource: Resource) -> bool:
    """Who sent the work in, and staff, while it is published."""
    return (
        member is not None
        and resource.status == Resource.Status.PUBLISHED
        and (resource.submitted_by_id == member.pk or member.works_for_staff)
    )


def can_take_back(member: Member | None, waiting: WaitingDocument) -> bool:
    """Who sent the file, as long as it waits."""
    return member is not None and waiting.sent_by_id == member.pk


def can_review(member: Member | None) -> bool:
    """Staff."""
    return member is not None and member.works_for_staff


def can_see_usage(member: Member | None) -> bool:
    """Staff; facilitators look after people, and figures are not about people."""
    return member is not None and member.works_for_staff


def can_keep_a_reading_list(member: Member | None) -> bool:
    """Every active member; hers is private unless she shares it."""
    return member is not None


def can_follow(member: Member | None) -> bool:
    """Every active member; what she follows is hers alone."""
    return member is not None


def can_tell(member: Member | None, resource: Resource) -> bool:
    """Every active member, of each work of the library that she sees."""
    return member is not None and resource.status == Resource.Status.PUBLISHED
