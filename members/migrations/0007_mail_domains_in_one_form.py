"""Mail domains in small letters and, for other scripts, in Punycode, as mail itself writes them."""

import re
from typing import Any

from django.db import migrations

DOMAIN = re.compile(r"^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z0-9]([a-z0-9-]*[a-z0-9])?$")


def _written(domain: str) -> str:
    try:
        found = domain.strip().rpartition("@")[2].rstrip(".").encode("idna").decode().lower()
    except UnicodeError:
        return ""
    return found if DOMAIN.match(found) and len(found) <= 190 else ""


def rewrite(apps: Any, schema_editor: Any) -> None:
    """What is no domain, or another's already, has never been of use: it goes."""
    rows = apps.get_model("members", "OrganizationDomain").objects
    known = set()
    for row in rows.order_by("pk"):
        domain = _written(row.domain)
        if not domain or domain in known:
            row.delete()
        elif domain != row.domain:
            rows.filter(domain=domain).exclude(pk=row.pk).delete()
            rows.filter(pk=row.pk).update(domain=domain)
        known.add(domain)


class Migration(migrations.Migration):
    dependencies = [("members", "0006_terms")]

    operations = [migrations.RunPython(rewrite, migrations.RunPython.noop)]
