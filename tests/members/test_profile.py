"""What a member says of herself: one form, every field with whom she shows it."""

import gzip

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.datastructures import MultiValueDict

from members import person_search, profile_actions
from members.models import Member, ProfileField
from members.profile_forms import LARGEST_PICTURE, ProfileForm
from members.search.find import find
from tests import make
from tests.cast import client_of
from tests.members import pictures

pytestmark = pytest.mark.django_db

ADDRESS = "/me/profile/"


def said(member: Member, **changes: object) -> dict[str, object]:
    """The form as it was shown, with changes; `see_…` is whom she shows a field."""
    form = ProfileForm(member=member, reads="en")
    fields = {name: form.get_initial_for_field(form.fields[name], name) for name in form.fields}
    answers = {name: value for name, value in fields.items() if value not in (None, "", [], False)}
    return {name: value for name, value in (answers | changes).items() if value is not None}


def send(member: Member, **changes: object):
    """Picked up from the database, as a request would."""
    return client_of(member).post(ADDRESS, said(Member.objects.get(pk=member.pk), **changes))


def errors(response) -> dict[str, list[str]]:
    assert response.status_code == 422, response.status_code
    return dict(response.context["form"].errors)


@pytest.fixture
def themes(db):
    return [make.make_theme("care", en="Care"), make.make_theme("land", en="Land")]


def test_what_she_says_is_kept_and_she_is_found_by_it(amina, chidi, themes):
    care, land = themes
    response = send(
        amina,
        name="Amina Ouédraogo",
        pronouns="elle",
        job_title="Chargée de programme",
        country="KE",
        about="J’accompagne des groupements.\n\nDepuis 2012.",
        languages=["fr", "sw"],
        time_zone="Africa/Nairobi",
        themes=[care.pk],
        offers=[land.pk],
        asks=[care.pk, land.pk],
        listed="on",
    )
    assert response.status_code == 302
    assert response["Location"] == "/members/amina/"
    amina.refresh_from_db()
    assert (amina.name, amina.sort_name) == ("Amina Ouédraogo", "amina ouedraogo")
    assert (amina.pronouns, amina.job_title) == ("elle", "Chargée de programme")
    assert (amina.country.code, amina.time_zone) == ("KE", "Africa/Nairobi")
    assert amina.about == "J’accompagne des groupements.\n\nDepuis 2012."
    assert amina.languages == ["fr", "sw"]
    assert [list(one.all()) for one in (amina.themes, amina.offers)] == [[care], [land]]
    assert set(amina.asks.all()) == {care, land}
    asked = find(words="groupement", asker=person_search.keys_of(chidi), kind="person")
    assert [hit.object_id for hit in asked.hits] == [amina.pk]


def test_the_form_says_what_is_kept(amina, themes):
    """A language that our list does not name is still hers."""
    Member.objects.filter(pk=amina.pk).update(languages=["mos"])
    send(amina, pronouns="elle", offers=[themes[0].pk], see_about="nobody", languages=["mos"])
    page = client_of(amina).get(ADDRESS).content.decode()
    assert 'value="elle"' in page
    for name, value in (("offers", themes[0].pk), ("languages", "mos")):
        assert f'name="{name}" value="{value}"' in page
    form = client_of(amina).get(ADDRESS).context["form"]
    assert form["see_about"].value() == "nobody"
    assert form["languages"].value() == ["mos"]


@pytest.mark.parametrize("field", ProfileField.values)
@pytest.mark.parametrize("audience", ["members", "groups", "nobody"])
def test_each_field_is_shown_to_whom_she_says(amina, field, audience):
    assert send(amina, **{f"see_{field}": audience}).status_code == 302
    amina.refresh_from_db()
    assert (field in amina.for_groups) is (audience == "groups")
    assert (field in amina.for_nobody) is (audience == "nobody")


@pytest.mark.parametrize(
    "name",
    [
        *("A", "李", "ñ", "Ó", "王小明", "عائشة بنت محمد", "தமிழ்ச்செல்வி", "Ἀντιγόνη", "Ọ̀ṣun"),
        *("O’Brien-Ní Dhónaill", "नीलम", "ჩხიკვაძე", "Мария", "X Æ A-12", "ኤፍራታ", "a" * 150),
    ],
)
def test_a_name_in_any_script_is_kept_as_she_writes_it(amina, name):
    assert send(amina, name=name).status_code == 302
    amina.refresh_from_db()
    assert amina.name == name
    assert name in client_of(amina).get("/members/amina/").content.decode().replace("&#x27;", "'")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Ami\u202ena\u202c", "Amina"),
        ("Ami\r\nna  \t Kone", "Ami na Kone"),
        ("\u2067Amina\u2069", "Amina"),
    ],
)
def test_tricks_in_a_name_are_taken_out_quietly(amina, typed, kept):
    assert send(amina, name=typed).status_code == 302
    amina.refresh_from_db()
    assert amina.name == kept


@pytest.mark.parametrize("name", ["", "   ", "\u200b", "\u202e", "...", "a" * 151])
def test_a_name_that_nobody_can_see_or_that_has_no_end_is_refused(amina, name):
    response = send(amina, name=name, about="Typed for long.")
    assert set(errors(response)) == {"name"}
    assert "Typed for long." in response.content.decode()
    amina.refresh_from_db()
    assert amina.name == "Amina"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *(("country", "XX"), ("languages", ["tlh"]), ("time_zone", "Mars/Olympus")),
        *(("interface_language", "xx"), ("themes", ["999999"]), ("offers", ["x"])),
        *(("see_about", "everyone"), ("see_email", ""), ("about", "x" * 3001)),
        *(("pronouns", "x" * 41), ("job_title", "x" * 121)),
    ],
)
def test_what_was_not_offered_is_refused_beside_its_field(amina, field, value):
    response = send(amina, **{field: value})
    assert set(errors(response)) == {field}
    assert not Member.objects.get(pk=amina.pk).about


def test_bytes_that_are_no_text_are_no_fault_of_ours(amina):
    response = send(amina, about="a\0b", job_title="c\0d", name="Ami\0na")
    assert response.status_code == 302
    amina.refresh_from_db()
    assert (amina.about, amina.job_title, amina.name) == ("ab", "cd", "Amina")


def test_who_is_not_listed_any_more_is_found_by_her_groups_only(amina, chidi, efua):
    send(amina, listed=None)
    for viewer, finds in ((chidi, False), (efua, True)):
        asked = find(words="amina", asker=person_search.keys_of(viewer), kind="person")
        assert bool(asked.total) is finds


def test_the_language_of_her_pages_changes_at_once(amina):
    response = send(amina, interface_language="fr")
    assert response.cookies[settings.LANGUAGE_COOKIE_NAME].value == "fr"
    amina.refresh_from_db()
    assert amina.interface_language == "fr"


def test_nothing_but_the_profile_is_changed_by_other_fields_of_the_form(amina):
    send(amina, is_staff="on", is_superuser="on", status="left", email="x@y.example", handle="x")
    amina.refresh_from_db()
    assert (amina.is_staff, amina.is_superuser, amina.status) == (False, False, "active")
    assert (amina.email, amina.handle) == ("amina@example.org", "amina")


# --- The picture ------------------------------------------------------------------------------


def test_a_picture_is_drawn_anew_and_stands_on_her_page(amina):
    assert send(amina, picture=pictures.sent(pictures.photo_with_a_place())).status_code == 302
    amina.refresh_from_db()
    path = amina.picture.name
    assert path.startswith("portraits/")
    assert "me.jpg" not in path
    with default_storage.open(path) as stream:
        kept = stream.read()
    assert kept[8:12] == b"WEBP"
    assert pictures.SECRET_PLACE.encode() not in kept
    assert "/members/amina/picture/?v=" in client_of(amina).get("/members/amina/").content.decode()


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "me.jpg", "empty"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "me.svg", "JPEG"),
        (b"GIF89a", "me.gif", "JPEG"),
        (pictures.photo()[:600], "me.jpg", "damaged"),
        (pictures.moving(), "me.webp", "moves"),
        (pictures.bomb(), "me.png", "50 million dots"),
        (bytes(LARGEST_PICTURE + 1), "me.jpg", "15 MB"),
        (pictures.photo((20, 20)), "me.jpg", "too small"),
    ],
)
def test_what_is_no_picture_is_refused_and_what_she_typed_is_kept(amina, content, name, words):
    response = send(amina, picture=SimpleUploadedFile(name, content), about="Typed for long.")
    found = errors(response)
    assert set(found) == {"picture"}
    assert words in found["picture"][0]
    assert "Typed for long." in response.content.decode()
    amina.refresh_from_db()
    assert not amina.picture
    assert amina.about == ""


def test_a_new_picture_takes_the_place_of_the_old_one(amina, django_capture_on_commit_callbacks):
    send(amina, picture=pictures.sent(pictures.photo()))
    first = Member.objects.get(pk=amina.pk).picture.name
    with django_capture_on_commit_callbacks(execute=True):
        send(amina, picture=pictures.sent(pictures.photo((500, 500))))
    second = Member.objects.get(pk=amina.pk).picture.name
    assert first != second
    assert not default_storage.exists(first)
    assert default_storage.exists(second)


def test_a_form_without_a_picture_keeps_the_one_there_is(amina):
    send(amina, picture=pictures.sent(pictures.photo()))
    path = Member.objects.get(pk=amina.pk).picture.name
    send(amina, pronouns="elle")
    assert Member.objects.get(pk=amina.pk).picture.name == path
    assert default_storage.exists(path)


def test_she_takes_her_picture_away(amina, django_capture_on_commit_callbacks):
    send(amina, picture=pictures.sent(pictures.photo()))
    path = Member.objects.get(pk=amina.pk).picture.name
    with django_capture_on_commit_callbacks(execute=True):
        send(amina, remove_picture="on")
    assert not Member.objects.get(pk=amina.pk).picture
    assert not default_storage.exists(path)


def test_a_deed_that_fails_leaves_neither_a_new_file_nor_takes_the_old_one(
    amina, monkeypatch, django_capture_on_commit_callbacks
):
    send(amina, picture=pictures.sent(pictures.photo()))
    path = Member.objects.get(pk=amina.pk).picture.name
    before = _files()

    def fails(_ids):
        raise RuntimeError

    monkeypatch.setattr(profile_actions, "index_people", fails)
    with django_capture_on_commit_callbacks(execute=True), pytest.raises(RuntimeError):
        send(amina, picture=pictures.sent(pictures.photo((500, 500))))
    assert _files() == before
    assert Member.objects.get(pk=amina.pk).picture.name == path


def _files() -> set[str]:
    found = (settings.MEDIA_ROOT / "portraits").rglob("*")
    return {str(path) for path in found if path.is_file()}


def test_a_full_disk_is_said_beside_the_field(amina, monkeypatch):
    def full(*_args, **_kw):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(default_storage, "save", full)
    found = errors(send(amina, picture=pictures.sent(pictures.photo()), about="Typed."))
    assert "disk is full" in found["picture"][0]
    assert Member.objects.get(pk=amina.pk).about == ""


def test_a_file_that_the_disk_lost_while_it_arrived_is_said_likewise(amina):
    lost = SimpleUploadedFile("me.jpg", b"")
    lost.size = 1000
    member = Member.objects.get(pk=amina.pk)
    form = ProfileForm(
        said(member),
        MultiValueDict({"picture": [lost]}),
        member=member,
        reads="en",
    )
    assert "disk is full" in form.errors["picture"][0]


def test_the_form_is_light_with_the_whole_thesaurus(amina):
    """Also on a phone: 77 themes are folded under their broader ones."""
    for top in range(11):
        broad = make.make_theme(f"broad-{top}", en=f"A broader theme {top}")
        for n in range(6):
            make.make_theme(f"theme-{top}-{n}", parent=broad, en=f"A theme of it, number {n}")
    page = client_of(amina).get(ADDRESS)
    assert len(gzip.compress(page.content)) < 24 * 1024
    assert page.content.count(b"<details") > 3 * 11
    assert page.content.count(b'name="offers"') == 77
