"""Who is suspended already gets a row, so that she can appeal and it can be lifted."""

from __future__ import annotations

from typing import Any

from django.db import migrations
from django.db.models import Exists, OuterRef


def write(apps: Any, schema_editor: Any) -> None:
    members = apps.get_model("members", "Member").objects.filter(status="suspended")
    suspensions = apps.get_model("members", "Suspension").objects
    has_one = Exists(suspensions.filter(member=OuterRef("pk"), ended_at=None))
    for member in members.exclude(has_one).iterator():
        # The form has always asked for a reason; only other ways in could leave it out.
        suspensions.create(member=member, reason=member.status_reason or "–")


class Migration(migrations.Migration):
    dependencies = [("members", "0016_suspensions")]

    operations = [migrations.RunPython(write, migrations.RunPython.noop)]
