"""Plain functions that make rows: whatever a test does not say is something ordinary."""

import datetime as dt
import hashlib
import itertools
import secrets
from collections.abc import Sequence
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives.asymmetric import ec
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import (
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

from events.models import Event
from forums import actions as talking
from forums.models import Forum, Post, Thread
from members import accompaniment
from members.models import (
    Accompaniment,
    Affiliation,
    Application,
    CharterText,
    CharterVersion,
    Group,
    Invitation,
    InvitationKey,
    Member,
    Membership,
    Organization,
    Region,
    RegionCountry,
    Suspension,
    Term,
    Theme,
    ThemeLabel,
    Visibility,
)
from members.models.invitations import digest_of, new_key
from resources import actions, drawing, search, story_actions, version_actions
from resources.files.first_page import Picture
from resources.models import (
    Abstract,
    Collection,
    CollectionItem,
    Document,
    HarvestRun,
    LinkCheck,
    MonthlyUse,
    Practice,
    Resource,
    Source,
    SourceRecord,
    Story,
    WaitingDocument,
)
from resources.oai import history

# In the order in which a practice tells them.
PRACTICE_TEXTS = (
    *("context", "done", "with_whom", "evidence", "money", "time", "commitment"),
    *("resistance", "do_no_harm", "lessons", "contact"),
)
PASSWORD = "seven-sisters-planting-trees"
_numbers = itertools.count(1)


def make_region(code: str, *countries: str, **names: str) -> Region:
    region, _new = Region.objects.get_or_create(
        code=code, defaults={"names": names or {"en": code.title()}}
    )
    for country in countries:
        RegionCountry.objects.get_or_create(country=country, defaults={"region": region})
    return region


def make_organization(name: str = "", **kw: Any) -> Organization:
    n = next(_numbers)
    return Organization.objects.create(
        **{"name": name or f"Organization {n}", "slug": f"organization-{n}", "country": "BF"} | kw
    )


def make_member(
    name: str = "",
    *,
    organization: Organization | None = None,
    confirmed: bool = True,
    password: str = PASSWORD,
    **kw: Any,
) -> Member:
    """Active, with a confirmed address, in no group; affiliated if an organization is given."""
    n = next(_numbers)
    name = name or f"Member {n}"
    handle = kw.pop("handle", f"{name.split()[0].lower()}-{n}")
    member = Member(
        **{
            "name": name,
            "handle": handle,
            "email": f"{handle}@example.org",
            "status": Member.Status.ACTIVE,
            "country": "BF",
        }
        | kw
    )
    member.set_password(password)
    member.save()
    EmailAddress.objects.create(user=member, email=member.email, primary=True, verified=confirmed)
    if organization:
        Affiliation.objects.create(
            member=member, organization=organization, since=dt.date(2020, 1, 1)
        )
    return member


def make_community() -> Group:
    """The root of all groups; there is one."""
    root, _new = Group.objects.get_or_create(
        kind=Group.Kind.COMMUNITY,
        defaults={"name": "The whole community", "slug": "community"},
    )
    return root


def make_group(name: str = "", **kw: Any) -> Group:
    n = next(_numbers)
    facts = {"name": name or f"Group {n}", "slug": f"group-{n}", "kind": Group.Kind.WORKING} | kw
    return Group.objects.create(**{"parent": make_community()} | facts)


def make_membership(member: Member, group: Group, **kw: Any) -> Membership:
    return Membership.objects.create(member=member, group=group, **kw)


def make_term(member: Member, group: Group, **kw: Any) -> Term:
    """In office since a month ago, for a year."""
    today = timezone.localdate()
    days = {"starts_on": today - dt.timedelta(30), "ends_on": today + dt.timedelta(335)}
    return Term.objects.create(member=member, group=group, **days | kw)


def make_application(
    member: Member | None = None, organization: Organization | None = None, **kw: Any
) -> Application:
    member = member or make_member(status=Member.Status.APPLIED)
    return Application.objects.create(
        member=member,
        organization=organization or make_organization(),
        **{"why": "We train savings groups and would like to learn from others."} | kw,
    )


def make_suspension(member: Member, by: Member | None = None, **kw: Any) -> Suspension:
    """Open, until it is lifted."""
    facts = {"reason": "Passed on minutes that were confidential."} | kw
    changed = {"status": Member.Status.SUSPENDED, "status_reason": facts["reason"]}
    Member.objects.filter(pk=member.pk).update(**changed)
    member.refresh_from_db()
    return Suspension.objects.create(member=member, by=by, **facts)


def make_focal_point(member: Member) -> Member:
    """Of the organization where she works."""
    member.affiliations.current().update(is_focal_point=True)
    return member


def make_invitation(by: Member, address: str = "", **kw: Any) -> tuple[Invitation, str]:
    """Whose letter has been written, and the key in it."""
    address = address or f"invited-{next(_numbers)}@example.org"
    facts = {"letter_written_at": timezone.now()} | kw
    invitation = Invitation.objects.create(invited_by=by, address=address, **facts)
    key = new_key()
    InvitationKey.objects.create(invitation=invitation, digest=digest_of(key))
    return invitation, key


def make_charter(number: int = 1, **texts: str) -> CharterVersion:
    """In force since long ago; `en="…"`, `fr="…"` are its texts in Markdown."""
    version = CharterVersion.objects.create(number=number, in_force_on=dt.date(2020, 1, number))
    titles = {"en": "Our charter", "fr": "Notre charte"}
    for language, body in (texts or {"en": "We *listen* first."}).items():
        CharterText.objects.create(
            version=version, language=language, title=titles.get(language, "Charter"), body=body
        )
    return version


def make_key(member: Member, name: str = "Phone") -> Authenticator:
    """A passkey of hers, as a browser would have sent it."""
    credential_id = secrets.token_bytes(16)
    public = ec.generate_private_key(ec.SECP256R1()).public_key()
    held = AttestedCredentialData.create(
        bytes(16), credential_id, ES256.from_cryptography_key(public)
    )
    flags = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV | AuthenticatorData.FLAG.AT
    data = AuthenticatorData.create(hashlib.sha256(b"testserver").digest(), flags, 0, held)
    client_data = CollectedClientData.create("webauthn.create", b"challenge", "https://testserver")
    credential = {
        "id": websafe_encode(credential_id),
        "rawId": websafe_encode(credential_id),
        "type": "public-key",
        "clientExtensionResults": {"credProps": {"rk": True}},
        "response": {
            "clientDataJSON": websafe_encode(client_data),
            "attestationObject": websafe_encode(AttestationObject.create("none", data, {})),
        },
    }
    kept = {"name": name, "credential": credential}
    return Authenticator.objects.create(user=member, type="webauthn", data=kept)


def make_theme(slug: str = "", *, parent: Theme | None = None, **labels: str) -> Theme:
    """`en="Care work"` gives preferred labels."""
    theme = Theme.objects.create(slug=slug or f"theme-{next(_numbers)}", parent=parent)
    for language, text in labels.items():
        ThemeLabel.objects.create(theme=theme, language=language, text=text)
    return theme


def make_accompaniment(asker: Member, asked: Member, theme: Theme, **kw: Any) -> Accompaniment:
    """The asker asks for company in the theme, and waits for the answer."""
    facts: dict[str, Any] = {
        "kind": Accompaniment.Kind.ASK,
        "message": "Shall we talk it over?",
        "shows_address": False,
    } | kw
    return accompaniment.ask(asker=asker, asked=asked, theme=theme, **facts)


def make_resource(
    title: str = "",
    *,
    by: Member | None = None,
    abstract: str = "",
    themes: Sequence[Theme] = (),
    groups: Sequence[Group] = (),
    **kw: Any,
) -> Resource:
    """Published and public, sent in by somebody; in the index if it is published."""
    facts: dict[str, Any] = {
        "title": title or f"Resource {next(_numbers)}",
        "kind": Resource.Kind.STUDY,
        "status": Resource.Status.PUBLISHED,
        "visibility": "public",
        "languages": ["en"],
    } | kw
    facts.setdefault("files_visibility", facts["visibility"])
    if facts["status"] in Resource.SHOWN:
        facts.setdefault("published_at", timezone.now())
    if facts["status"] != Resource.Status.DRAFT:
        facts.setdefault("submitted_at", timezone.now())
    resource = Resource.objects.create(submitted_by=by or make_member(), **facts)
    resource.themes.set(themes)
    resource.groups.set(groups)
    if abstract:
        language = resource.languages[0]
        Abstract.objects.create(resource=resource, language=language, text=abstract)
    search.index([resource])
    history.note([resource.pk])
    return resource


def make_practice(
    title: str = "",
    *,
    section: str = "Leadership",
    subtheme: str = "Networks",
    organizations: Sequence[Organization] = (),
    **kw: Any,
) -> Practice:
    """Told in few words; what else `make_resource` takes is said of its resource."""
    texts = {"context": "Before.", "done": "They met.", "evidence": "It held."}
    texts |= {name: kw.pop(name) for name in PRACTICE_TEXTS if name in kw}
    resource = make_resource(title, kind=Resource.Kind.PROMISING_PRACTICE, **kw)
    practice = Practice.objects.create(
        resource=resource, section=section, subtheme=subtheme, **texts
    )
    practice.organizations.set(organizations)
    search.index([resource])
    return practice


def make_collection(title: str = "", *works: tuple[Resource, str], **kw: Any) -> Collection:
    """Public; pairs of a resource and why it is here, in their order."""
    n = next(_numbers)
    facts: dict[str, Any] = {"title": title or f"Collection {n}", "slug": f"collection-{n}"} | kw
    if "curator" not in facts:
        facts["curator"] = make_member(is_staff=True)
    collection = Collection.objects.create(**facts)
    for position, (resource, why) in enumerate(works):
        CollectionItem.objects.create(
            collection=collection, resource=resource, why=why, position=position
        )
    return collection


def make_story(
    resource: Resource,
    *,
    by: Member | None = None,
    status: str = Story.Status.SHOWN,
    reason: str = "Which figures?",
    staff: Member | None = None,
    **words: Any,
) -> Story:
    """Public, told and brought so far by the deeds that people do."""
    said: dict[str, Any] = {
        "purpose": "To train ourselves",
        "adapted": "We left out the songs.",
        "changed": "More of us speak.",
        "country": "BF",
        "year": 2024,
        "language": "en",
        "visibility": "public",
    } | words
    by = by or make_member()
    story = story_actions.keep(resource=resource, by=by, words=said, whole=True)
    if status == Story.Status.DRAFT:
        return story
    story_actions.send(story=story)
    decided: dict[str, Any] = {"story": story, "by": staff or by, "edition": story.edition}
    if status == Story.Status.SHOWN:
        story_actions.show(**decided)
    elif status == Story.Status.RETURNED:
        story_actions.give_back(**decided, reason=reason)
    elif status == Story.Status.DECLINED:
        story_actions.decline(**decided, reason=reason)
    return Story.objects.get(pk=story.pk)


def make_document(
    resource: Resource,
    content: bytes = b"Some plain words in a file.",
    *,
    name: str = "notes.txt",
    by: Member | None = None,
) -> Document:
    """As if it had just been sent in: the worker has not read it yet."""
    return actions.attach(
        resource=resource,
        upload=SimpleUploadedFile(name, content),
        language=resource.languages[0],
        by=by or resource.submitted_by,
    )


def make_source(name: str = "", *, by: Member | None = None, **kw: Any) -> Source:
    """Another library, which nobody has asked yet."""
    n = next(_numbers)
    facts: dict[str, Any] = {"name": name, "url": f"https://library-{n}.example.org/oai"} | kw
    return Source.objects.create(added_by=by or make_member(is_staff=True), **facts)


def make_source_record(source: Source, **kw: Any) -> SourceRecord:
    """Of a harvest that is complete, if none is named."""
    n = next(_numbers)
    if "run" not in kw:
        kw["run"] = HarvestRun.objects.create(
            source=source, state=HarvestRun.State.DONE, ended_at=timezone.now()
        )
    facts: dict[str, Any] = {"title": f"Record {n}", "standing": SourceRecord.Standing.KNOWN} | kw
    return SourceRecord.objects.create(source=source, identifier=f"oai:example:{n}", **facts)


def make_picture(document: Document, content: bytes = b"dots") -> Document:
    """As if the worker had drawn its first page."""
    drawing.keep_picture(document_id=document.pk, picture=Picture(content, 32, 46))
    document.refresh_from_db()
    return document


def make_link_check(resource: Resource, *, failures: int = 0) -> LinkCheck:
    """Asked a minute ago; failing, if at all, because the page is gone."""
    now = timezone.now()
    return LinkCheck.objects.create(
        resource=resource,
        url=resource.source_url,
        outcome=LinkCheck.Outcome.GONE if failures else LinkCheck.Outcome.ANSWERS,
        status=404 if failures else 200,
        failures=failures,
        failing_since=now - dt.timedelta(days=failures) if failures else None,
        checked_at=now - dt.timedelta(minutes=1),
        due_at=now + dt.timedelta(days=7),
    )


def make_use(
    resource: Resource,
    times: int,
    *,
    month: dt.date | None = None,
    country: str = MonthlyUse.VISITORS,
    files: int = 0,
) -> MonthlyUse:
    """Looked at so often in a month, last month unless said, `files` of these times its files."""
    month = month or (timezone.localdate().replace(day=1) - dt.timedelta(days=1)).replace(day=1)
    return MonthlyUse.objects.create(
        resource=resource,
        month=month,
        country=country,
        total_investigations=times,
        unique_investigations=times,
        total_requests=files,
        unique_requests=files,
    )


def make_waiting_document(
    resource: Resource,
    content: bytes = b"Some newer words in a file.",
    *,
    name: str = "newer.txt",
    replaces: Document | None = None,
    **kw: Any,
) -> WaitingDocument:
    """As it was sent for a published work; staff have not looked at it yet."""
    facts: dict[str, Any] = {
        "language": resource.languages[0],
        "by": resource.submitted_by,
    } | kw
    return version_actions.send_version(
        resource=resource, upload=SimpleUploadedFile(name, content), replaces=replaces, **facts
    )


def make_event(title: str = "", **kw: Any) -> Event:
    """A public meeting of the whole community, online, in a week."""
    starts_at = kw.pop("starts_at", timezone.now() + dt.timedelta(days=7))
    facts: dict[str, Any] = {
        "title": title or f"Meeting {next(_numbers)}",
        "starts_at": starts_at,
        "ends_at": starts_at + dt.timedelta(hours=2),
        "mode": Event.Mode.ONLINE,
        "visibility": "public",
    } | kw
    if "group" not in facts:
        facts["group"] = make_community()
    return Event.objects.create(**facts)


def make_forum(group: Group | None = None, **kw: Any) -> Forum:
    """For members of the community unless said otherwise; in the whole community if no group is."""
    n = next(_numbers)
    facts = {"name": f"Forum {n}", "slug": f"forum-{n}", "visibility": Visibility.MEMBERS} | kw
    return Forum.objects.create(group=group or make_community(), **facts)


def make_thread(forum: Forum | None = None, by: Member | None = None, **kw: Any) -> Thread:
    """Opened as its author does, with a first post. Who opens it belongs to the group."""
    forum = forum or make_forum()
    by = by or make_writer(forum)
    facts = {"title": f"Thread {next(_numbers)}", "body": "How do you begin?"} | kw
    return talking.open_thread(forum=forum, by=by, **facts)


def make_post(thread: Thread | None = None, by: Member | None = None, **kw: Any) -> Post:
    """A reply."""
    thread = thread or make_thread()
    by = by or make_writer(thread.forum)
    return talking.reply(thread=thread, by=by, **{"body": "We began with a walk."} | kw)


def make_writer(forum: Forum) -> Member:
    """A member of its group."""
    member = make_member()
    make_membership(member, forum.group)
    return member
