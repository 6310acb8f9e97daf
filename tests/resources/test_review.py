"""The review in the administration: each deed from where it may begin, one at a time, in words."""

import threading

import pytest
from django.db import connection

from resources import actions
from resources.models import Abstract, Resource, ReviewStep
from tests import make
from tests.resources.sending import edit_address, send

pytestmark = pytest.mark.django_db
Status = Resource.Status
QUEUE = "/admin/resources/resource/"
WORD = "Please add the <year>."


def review(client, resource, deed, **words):
    return client.post(f"{QUEUE}{resource.pk}/review/", {"deed": deed} | words, follow=True)


def bulk(client, action, *chosen, **words):
    form = {"action": action, "_selected_action": [one.pk for one in chosen]} | words
    return client.post(QUEUE, form, follow=True)


def said(response) -> str:
    return " ".join(str(message) for message in response.context["messages"])


def fields_of(resource, **changes):
    """The change form as a browser sends it back."""
    inlines = ("abstracts", "documents", "practice", "review_steps")
    sizes = {f"{one}-{size}_FORMS": "0" for one in inlines for size in ("TOTAL", "INITIAL")}
    return (
        sizes
        | {
            "title": resource.title,
            "kind": resource.kind,
            "languages": resource.languages,
            "license": resource.license,
            "visibility": resource.visibility,
            "files_visibility": resource.files_visibility,
        }
        | changes
    )


@pytest.fixture
def waiting(amina):
    return make.make_resource("Waiting", by=amina, status=Status.SUBMITTED)


def test_staff_publish_what_waits_and_all_find_it(waiting, client_of, bintou, visitor):
    response = review(client_of(bintou), waiting, "publish")
    assert "Done for 1 resource" in said(response)
    waiting.refresh_from_db()
    assert waiting.status == Status.PUBLISHED
    page = client_of(visitor).get("/resources/", {"q": "waiting"})
    assert [item["title"] for item in page.context["items"]] == ["Waiting"]


def test_a_question_goes_back_with_a_word_that_she_reads_and_answers(
    waiting, client_of, bintou, amina
):
    assert "What is missing" in review(client_of(bintou), waiting, "give_back").content.decode()
    waiting.refresh_from_db()
    assert waiting.status == Status.SUBMITTED
    review(client_of(bintou), waiting, "give_back", reason=WORD)
    waiting.refresh_from_db()
    assert waiting.status == Status.RETURNED
    for address in ("/resources/mine/", waiting.get_absolute_url(), edit_address(waiting)):
        page = client_of(amina).get(address).content.decode()
        assert "Please add the &lt;year&gt;." in page, address
    send(client_of(amina), edit_address(waiting), issued="2020")
    waiting.refresh_from_db()
    assert waiting.status == Status.SUBMITTED


@pytest.mark.parametrize("deed", ["give_back", "decline"])
@pytest.mark.parametrize("word", ["", "   ", "\n", "x" * 5001, "\0"])
def test_without_a_word_nothing_is_decided(deed, word, waiting, client_of, bintou):
    response = review(client_of(bintou), waiting, deed, reason=word)
    assert response.status_code == 200
    assert response.context["form"].errors
    waiting.refresh_from_db()
    assert waiting.status == Status.SUBMITTED


def test_what_is_declined_is_told_and_can_be_taken_back(waiting, client_of, bintou, amina):
    review(client_of(bintou), waiting, "decline", reason=WORD)
    assert "Please add" in client_of(amina).get("/resources/mine/").content.decode()
    review(client_of(bintou), waiting, "reopen")
    waiting.refresh_from_db()
    assert waiting.status == Status.SUBMITTED
    steps = waiting.review_steps.values_list("deed", "status_before", "status_after")
    assert list(steps) == [
        ("declined", "submitted", "declined"),
        ("reopened", "declined", "submitted"),
    ]


def test_what_is_withdrawn_leaves_the_library_and_comes_back_whole(
    client_of, bintou, amina, visitor
):
    resource = make.make_resource("Here", by=amina)
    first = resource.published_at
    review(client_of(bintou), resource, "withdraw", reason="The figures were wrong.")
    assert client_of(visitor).get("/resources/").context["found"].total == 0
    review(client_of(bintou), resource, "publish")
    resource.refresh_from_db()
    assert (resource.status, resource.published_at) == (Status.PUBLISHED, first)
    assert client_of(visitor).get("/resources/").context["found"].total == 1


def test_reopening_takes_it_out_of_the_library(client_of, bintou, amina, visitor):
    resource = make.make_resource("Here", by=amina)
    review(client_of(bintou), resource, "reopen")
    assert client_of(visitor).get("/resources/").context["found"].total == 0
    assert client_of(visitor).get(resource.get_absolute_url()).status_code == 404


BEGINS = {
    "publish": {"submitted", "declined", "withdrawn"},
    "give_back": {"submitted"},
    "decline": {"submitted", "returned"},
    "withdraw": {"published"},
    "reopen": {"returned", "declined", "published", "withdrawn"},
}


@pytest.mark.parametrize("status", ["submitted", "returned", "declined", "published", "withdrawn"])
def test_each_deed_begins_where_it_may_and_nowhere_else(status, client_of, bintou, amina):
    client = client_of(bintou)
    for deed, begins in BEGINS.items():
        resource = make.make_resource(by=amina, status=status)
        page = client.get(f"{QUEUE}{resource.pk}/change/").content.decode()
        assert (f'value="{deed}"' in page) == (status in begins)
        response = review(client, resource, deed, reason=WORD)
        resource.refresh_from_db()
        assert (resource.status != status) == (status in begins), deed
        assert ("nothing was changed" in said(response)) == (status not in begins)
        assert resource.review_steps.count() == (status in begins)


@pytest.mark.parametrize("deed", ["", "delete", "submit", "_step", "__class__", "\0", None])
def test_a_deed_that_is_none_changes_nothing(deed, waiting, client_of, bintou):
    form = {} if deed is None else {"deed": deed}
    response = client_of(bintou).post(f"{QUEUE}{waiting.pk}/review/", form)
    assert response.status_code == 405
    waiting.refresh_from_db()
    assert waiting.status == Status.SUBMITTED


def test_looking_never_decides(waiting, client_of, bintou):
    address = f"{QUEUE}{waiting.pk}/review/"
    assert client_of(bintou).get(address, {"deed": "publish"}).status_code == 405


@pytest.mark.parametrize("person", ["amina", "chidi", "efua", "dara", "femi", "visitor"])
def test_only_staff_review(person, waiting, client_of, request):
    client = client_of(request.getfixturevalue(person))
    addresses = (QUEUE, f"{QUEUE}{waiting.pk}/change/", f"{QUEUE}export/csv/", f"{QUEUE}add/")
    for address in addresses:
        assert client.get(address).status_code in (302, 403), address
    assert client.post(f"{QUEUE}{waiting.pk}/review/", {"deed": "publish"}).status_code in (
        302,
        403,
    )
    bulk_form = {"action": "publish_chosen", "_selected_action": [waiting.pk]}
    assert client.post(QUEUE, bulk_form).status_code in (302, 403)
    waiting.refresh_from_db()
    assert waiting.status == Status.SUBMITTED


def test_staff_do_not_see_the_drafts_of_others(client_of, bintou, amina):
    draft = make.make_resource("Not shown yet", by=amina, status=Status.DRAFT)
    client = client_of(bintou)
    assert "Not shown yet" not in client.get(QUEUE).content.decode()
    assert "Not shown yet" not in client.get(QUEUE, {"status": "draft"}).content.decode()
    assert client.get(f"{QUEUE}{draft.pk}/change/").status_code == 302
    assert client.post(f"{QUEUE}{draft.pk}/review/", {"deed": "publish"}).status_code == 404


@pytest.mark.parametrize(
    ("languages", "english", "done"),
    [
        (["fr"], "", False),
        (["fr"], "…!", False),
        (["fr"], "word " * 101, False),
        (["fr"], "word " * 100, True),
        (["fr", "en"], "", True),
        ([], "", False),
    ],
)
@pytest.mark.parametrize("way", ["review", "bulk"])
def test_a_work_that_is_not_in_english_needs_its_description(
    way, languages, english, done, client_of, bintou, amina
):
    work = make.make_resource("Étude", by=amina, languages=languages, status=Status.SUBMITTED)
    if english:
        Abstract.objects.create(resource=work, language="en", text=english)
    client = client_of(bintou)
    deed = (
        bulk(client, "publish_chosen", work) if way == "bulk" else review(client, work, "publish")
    )
    work.refresh_from_db()
    assert (work.status == Status.PUBLISHED) == done
    assert ("needs an English description" in said(deed)) == (not done)
    page = client.get(f"{QUEUE}{work.pk}/change/").content.decode()
    assert ("before it can be published" in page) == (not done)


def test_many_are_published_at_once_and_those_that_cannot_are_named(client_of, bintou, amina):
    good = [make.make_resource(f"Good {n}", by=amina, status=Status.SUBMITTED) for n in range(3)]
    foreign = make.make_resource("Étude", by=amina, languages=["fr"], status=Status.SUBMITTED)
    there = make.make_resource("There", by=amina)
    response = bulk(client_of(bintou), "publish_chosen", *good, foreign, there)
    assert "Done for 3 resources" in said(response)
    assert "“Étude” needs" in said(response)
    assert "“There” is not where" in said(response)
    assert Resource.objects.published().count() == 4


def test_many_go_back_with_one_word(client_of, bintou, amina):
    chosen = [make.make_resource(by=amina, status=Status.SUBMITTED) for _ in range(3)]
    client = client_of(bintou)
    page = bulk(client, "give_back_chosen", *chosen)
    assert page.content.decode().count('name="_selected_action"') == 3
    assert Resource.objects.filter(status=Status.RETURNED).count() == 0
    bulk(client, "give_back_chosen", *chosen, reason=WORD)
    assert Resource.objects.filter(status=Status.RETURNED).count() == 3
    assert ReviewStep.objects.filter(reason=WORD, by=bintou).count() == 3


def test_ones_own_draft_is_not_published_by_the_way(client_of, bintou):
    draft = make.make_resource(by=bintou, status=Status.DRAFT)
    Resource.objects.filter(pk=draft.pk).update(title="")
    response = bulk(client_of(bintou), "publish_chosen", draft)
    draft.refresh_from_db()
    assert draft.status == Status.DRAFT
    assert "is not where this can be done" in said(response)


def test_narrowing_a_work_hides_it_at_once(client_of, bintou, amina, visitor):
    resource = make.make_resource("Once open", by=amina)
    form = fields_of(resource, visibility="members", files_visibility="members")
    assert client_of(bintou).post(f"{QUEUE}{resource.pk}/change/", form).status_code == 302
    assert client_of(visitor).get("/resources/", {"q": "open"}).context["found"].total == 0
    assert client_of(amina).get("/resources/", {"q": "open"}).context["found"].total == 1


def test_a_new_title_is_found_and_the_old_one_is_not(client_of, bintou, amina, visitor):
    resource = make.make_resource("Zebra", by=amina)
    form = fields_of(resource, title="Giraffe")
    client_of(bintou).post(f"{QUEUE}{resource.pk}/change/", form)
    for word, found in (("zebra", 0), ("giraffe", 1)):
        assert client_of(visitor).get("/resources/", {"q": word}).context["found"].total == found


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""},
        {"title": "\u202e \0"},
        {"visibility": "members", "files_visibility": "public"},
        {"visibility": "group", "files_visibility": "group"},
        {"issued": "1200"},
        {"languages": ["xx"]},
        {"creators": "x" * 301},
        {"countries": ["XX"]},
        {"source_url": "javascript:alert(1)"},
        {"kind": "novel"},
    ],
    ids=str,
)
def test_a_wrong_change_is_named_and_not_made(wrong, client_of, bintou, amina):
    resource = make.make_resource("As it was", by=amina, languages=["en"])
    form = fields_of(resource, **wrong)
    response = client_of(bintou).post(f"{QUEUE}{resource.pk}/change/", form)
    assert response.status_code == 200
    assert "Constraint" not in str(response.context["errors"])
    resource.refresh_from_db()
    assert (resource.title, resource.visibility) == ("As it was", "public")


def test_the_state_is_not_a_field(waiting, client_of, bintou, chidi):
    form = fields_of(waiting, status="published", submitted_by=str(chidi.pk), reviewer="1")
    client_of(bintou).post(f"{QUEUE}{waiting.pk}/change/", form)
    before = waiting.submitted_by
    waiting.refresh_from_db()
    assert (waiting.status, waiting.submitted_by) == (Status.SUBMITTED, before)


def test_staff_withdraw_a_work_and_do_not_delete_it(client_of, amina):
    resource = make.make_resource("Kept", by=amina)
    client = client_of(make.make_member("Clerk", is_staff=True))
    assert client.post(f"{QUEUE}{resource.pk}/delete/", {"post": "yes"}).status_code == 403
    bulk(client, "delete_selected", resource, post="yes")
    assert Resource.objects.filter(pk=resource.pk).exists()


@pytest.mark.parametrize("way", ["page", "bulk"])
def test_what_must_not_be_kept_is_erased_with_its_files(
    way, client_of, bintou, amina, visitor, run_jobs, django_capture_on_commit_callbacks
):
    resource = make.make_resource("Never to be seen", by=amina)
    document = make.make_document(resource)
    run_jobs()
    client = client_of(bintou)
    with django_capture_on_commit_callbacks(execute=True):
        if way == "page":
            client.post(f"{QUEUE}{resource.pk}/delete/", {"post": "yes"})
        else:
            bulk(client, "delete_selected", resource, post="yes")
    assert not Resource.objects.exists()
    assert not document.file.storage.exists(document.file.name)
    found = client_of(visitor).get("/resources/", {"q": "plain"}).context["found"]
    assert (found.total, found.facets) == (0, {})


def test_the_pages_open_with_everything_on_them(client_of, bintou, amina, run_jobs):
    resource = make.make_resource("Full", by=amina, status=Status.SUBMITTED, abstract="About.")
    make.make_document(resource)
    actions.give_back(resource=resource, by=bintou, reason=WORD)
    client = client_of(bintou)
    for address in (QUEUE, f"{QUEUE}?q=full", f"{QUEUE}?q=%00", f"{QUEUE}{resource.pk}/change/"):
        assert client.get(address).status_code == 200, address
    assert "Full" in client.get(QUEUE, {"q": "FÜLL"}).content.decode()


def test_a_facilitator_decides_nothing_not_even_about_her_own(client_of, efua, amina):
    own = make.make_resource(by=efua, status=Status.SUBMITTED)
    shown = make.make_resource(by=amina)
    for resource, deed in ((own, "publish"), (shown, "withdraw"), (shown, "reopen")):
        form = {"deed": deed, "reason": WORD}
        before = resource.status
        response = client_of(efua).post(f"{QUEUE}{resource.pk}/review/", form)
        resource.refresh_from_db()
        assert (response.status_code, resource.status) == (403, before)


def test_who_decides_by_an_old_page_is_told(waiting, client_of, bintou):
    """A colleague has declined it since."""
    client = client_of(bintou)
    page = client.get(f"{QUEUE}{waiting.pk}/change/").content.decode()
    assert 'name="seen" value="submitted"' in page
    actions.decline(resource=waiting, by=bintou, reason="Twice here.")
    assert "nothing was changed" in said(review(client, waiting, "publish", seen="submitted"))
    page = review(client, waiting, "give_back", seen="submitted")
    assert 'name="seen" value="submitted"' in page.content.decode()
    waiting.refresh_from_db()
    assert waiting.status == Status.DECLINED


def at_once(*deeds) -> list[str]:
    """Does all in threads of their own, beginning together; how they ended."""
    start = threading.Barrier(len(deeds))
    ends: list[str] = []

    def do(deed) -> None:
        start.wait()
        try:
            deed()
            ends.append("done")
        except actions.NotNow:
            ends.append("not now")
        connection.close()

    threads = [threading.Thread(target=do, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(ends)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_again", range(3))
def test_of_two_decisions_at_one_moment_one_is_taken(_again, amina, bintou):
    resource = make.make_resource("Wanted twice", by=amina, status=Status.SUBMITTED)
    seen = [Resource.objects.get(pk=resource.pk) for _ in range(4)]
    ends = at_once(
        lambda: actions.publish(resource=seen[0], by=bintou),
        lambda: actions.decline(resource=seen[1], by=bintou, reason="No."),
        lambda: actions.publish(resource=seen[2], by=bintou),
        lambda: actions.give_back(resource=seen[3], by=bintou, reason="Year?"),
    )
    assert ends == ["done", "not now", "not now", "not now"]
    step = resource.review_steps.get()
    resource.refresh_from_db()
    assert resource.status == step.status_after
