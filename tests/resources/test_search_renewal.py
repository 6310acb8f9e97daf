"""What was indexed by older rules is written anew by the worker."""

import pytest

from members.models import RegionCountry
from members.search.index import expire
from members.search.models import Row
from resources import search
from resources.models import Resource
from tests import make

pytestmark = pytest.mark.django_db


def regions_found(client_of) -> set[str]:
    """As the list of the library counts them; with a work of no country, so that there are two."""
    found = client_of(None).get("/resources/").context["found"]
    return {value for value, _count in found.facets.get("region", [])}


def test_a_country_that_moves_takes_its_works_along(client_of, amina):
    make.make_resource("Savings", by=amina, countries=["KE"])
    assert regions_found(client_of) == {"africa"}
    other = make.make_region("elsewhere", en="Elsewhere")
    RegionCountry.objects.filter(country="KE").update(region=other)
    expire()
    search.renew()
    assert regions_found(client_of) == {"elsewhere"}


def test_what_left_the_library_meanwhile_leaves_the_index(amina):
    resource = make.make_resource("Gone", by=amina)
    Resource.objects.filter(pk=resource.pk).update(status=Resource.Status.WITHDRAWN)
    expire()
    search.renew()
    assert not Row.objects.filter(object_id=resource.pk).exists()
