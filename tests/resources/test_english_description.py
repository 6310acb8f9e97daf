"""Staff cannot take the English description from a published work that is not in English."""

import pytest

from resources.models import Abstract, Resource
from tests import make
from tests.resources.test_review import QUEUE, fields_of

pytestmark = pytest.mark.django_db
Status = Resource.Status
HUNDRED = "word " * 100


@pytest.fixture
def work(amina):
    return described(amina, Status.PUBLISHED)


def described(by, status) -> Resource:
    work = make.make_resource("Étude", by=by, languages=["fr"], status=status)
    Abstract.objects.create(resource=work, language="fr", text="À propos.")
    Abstract.objects.create(resource=work, language="en", text="About.")
    return work


def change(client, work, english=(), **changes):
    """As a browser sends it: both abstracts, the English one with these changes."""
    rows = list(work.abstracts.order_by("pk"))
    fields = {"abstracts-TOTAL_FORMS": str(len(rows)), "abstracts-INITIAL_FORMS": str(len(rows))}
    for n, one in enumerate(rows):
        told = {"id": one.pk, "resource": work.pk, "language": one.language, "text": one.text}
        told |= dict(english) if one.language == "en" else {}
        fields |= {f"abstracts-{n}-{name}": value for name, value in told.items()}
    return client.post(f"{QUEUE}{work.pk}/change/", fields_of(work, **fields) | changes)


@pytest.mark.parametrize(
    ("english", "said"),
    [
        ({"text": ""}, "This field is required."),
        ({"text": "  "}, "This field is required."),
        ({"text": "…"}, "please describe it in English"),
        ({"DELETE": "on"}, "please describe it in English"),
        ({"language": "es"}, "please describe it in English"),
        ({"text": HUNDRED + "more"}, "That is 101 words. Please take out 1: 100 is the most."),
    ],
    ids=str,
)
def test_what_would_take_it_away_is_refused(english, said, work, client_of, bintou):
    response = change(client_of(bintou), work, english, title="Changed")
    assert response.status_code == 200
    assert said in response.content.decode()
    work.refresh_from_db()
    assert work.title == "Étude"
    assert work.abstracts.get(language="en").text == "About."


@pytest.mark.parametrize("text", ["One", HUNDRED], ids=["one", "hundred"])
def test_one_to_a_hundred_words_are_taken(text, work, client_of, bintou):
    assert change(client_of(bintou), work, {"text": text}).status_code == 302
    assert work.abstracts.get(language="en").text == text.strip()


def test_a_work_that_is_also_in_english_needs_none(work, client_of, bintou):
    response = change(client_of(bintou), work, {"DELETE": "on"}, languages=["fr", "en"])
    assert response.status_code == 302
    assert not work.abstracts.filter(language="en").exists()


def test_a_work_is_not_said_to_be_in_english_no_more_without_one(client_of, bintou, amina):
    work = make.make_resource("Study", by=amina, languages=["en", "fr"])
    assert change(client_of(bintou), work, languages=["fr"]).status_code == 200
    work.refresh_from_db()
    assert work.languages == ["en", "fr"]


@pytest.mark.parametrize("status", ["submitted", "returned", "declined", "withdrawn"])
def test_what_is_not_published_may_be_without(status, client_of, bintou, amina):
    work = described(amina, status)
    assert change(client_of(bintou), work, {"DELETE": "on"}).status_code == 302
    assert list(work.abstracts.values_list("language", flat=True)) == ["fr"]
