"""A real harvester keeps a mirror of the library, over HTTP, and the mirror stays true.

`HARVEST_RECORDS=10000 .venv/bin/python -m pytest tests/resources/test_oai_harvest.py -s` does it
with as many records, and says how long it took.
"""

import os
import time

import pytest
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer
from sickle import Sickle
from sickle.oaiexceptions import NoRecordsMatch
from sickle.response import OAIResponse

from members.models import Member
from resources import actions
from resources.models import HarvestRecord, Resource
from resources.oai import history
from tests import make

from .harvesting import ADDRESS, checked

RECORDS = int(os.environ.get("HARVEST_RECORDS", "250"))

pytestmark = pytest.mark.django_db(transaction=True)


class Harvester(Sickle):
    """Holds every page against the schemas, and remembers when it asked."""

    pages = 0
    asked_at = ""

    def harvest(self, **asked: str) -> OAIResponse:
        response = super().harvest(**asked)
        root = checked(response.http_response.content)
        self.pages += 1
        if "resumptionToken" not in asked:
            self.asked_at = root[0].text
        return response


class Mirror:
    """What another library knows of ours: titles by identifier."""

    def __init__(self, address: str, **kw: str) -> None:
        self.harvester = Harvester(address, **kw)
        self.titles: dict[str, str] = {}
        self.since: dict[str, str] = {}

    def renew(self) -> int:
        """How many records were told."""
        told = 0
        try:
            for record in self.harvester.ListRecords(metadataPrefix="oai_dc", **self.since):
                told += 1
                if record.deleted:
                    self.titles.pop(record.header.identifier, None)
                else:
                    self.titles[record.header.identifier] = record.metadata["title"][0]
        except NoRecordsMatch:
            pass
        self.since = {"from": self.harvester.asked_at}
        return told


def library() -> dict[str, str]:
    public = Resource.objects.visible_to(None).published()
    return {f"oai:testserver:{pk}": title for pk, title in public.values_list("pk", "title")}


def fill(amina: Member) -> list[Resource]:
    works = Resource.objects.bulk_create(
        [
            Resource(
                title=f"Étude nº {n} <of & about> care",
                sort_title=f"etude {n}",
                kind=Resource.Kind.values[n % 14],
                status="published",
                visibility="members" if n % 10 == 0 else "public",
                files_visibility="members",
                languages=["fr"],
                submitted_by=amina,
                submitted_at=timezone.now(),
                published_at=timezone.now(),
            )
            for n in range(RECORDS * 10 // 9 + 1)
        ],
        batch_size=1000,
    )
    history.note(one.pk for one in works)
    return works


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_mirror_of_the_library_stays_true(
    method: str, live_server: LiveServer, amina: Member, bintou: Member
) -> None:
    works = fill(amina)
    public = [one for one in works if one.visibility == "public"]
    mirror = Mirror(f"{live_server.url}{ADDRESS}", http_method=method)
    began = time.monotonic()
    assert mirror.renew() == len(public) >= RECORDS
    print(f"\n{len(public)} records in {time.monotonic() - began:.1f} s")
    assert mirror.titles == library()
    assert mirror.harvester.pages == -(-len(public) // 100)

    HarvestRecord.objects.update(datestamp=timezone.now().replace(year=2024, microsecond=0))
    assert mirror.renew() == 0

    actions.withdraw(resource=public[3], by=bintou, reason="Its authors asked.")
    actions.reopen(resource=public[120], by=bintou)
    actions.erase(resource=public[5])
    Resource.objects.filter(pk=public[7].pk).update(visibility="group", files_visibility="group")
    Resource.objects.filter(pk=public[9].pk).update(title="Another title")
    history.note([public[7].pk, public[9].pk])
    make.make_resource("A new work", by=amina)
    assert mirror.renew() == 6
    assert mirror.titles == library()
    assert {"A new work", "Another title"} <= set(mirror.titles.values())


def test_sets_and_headers_are_harvested_as_well(live_server: LiveServer, amina: Member) -> None:
    fill(amina)
    harvester = Harvester(f"{live_server.url}{ADDRESS}")
    assert harvester.Identify().repositoryName == "Gender in Practice"
    assert [one.metadataPrefix for one in harvester.ListMetadataFormats()] == ["oai_dc"]
    found: set[str] = set()
    for one in harvester.ListSets():
        if one.setSpec.startswith("kind:"):
            headers = harvester.ListIdentifiers(metadataPrefix="oai_dc", set=one.setSpec)
            found |= {header.identifier for header in headers}
    assert found == set(library())
