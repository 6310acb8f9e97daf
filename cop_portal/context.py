"""What every template knows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from members.access import may_enter_admin

DEMO_PEOPLE = ("amina", "chidi", "bintou", "efua", "dara", "femi")


def portal(request: HttpRequest) -> dict[str, Any]:
    member = getattr(request, "member", None)
    return {
        "portal_name": settings.PORTAL_NAME,
        "portal_demo": settings.PORTAL_DEMO,
        "demo_people": [f"{name}@demo.example" for name in DEMO_PEOPLE],
        "member": member,
        "enters_admin": may_enter_admin(member),
    }
