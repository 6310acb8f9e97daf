"""The house stands as DESIGN says: who leans on whom, and what things are called."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.db import models
from django.template.loader import get_template
from importlinter import configuration
from importlinter.application import use_cases

from members.models import Member, Organization

from .addresses import every_address

ROOT = settings.BASE_DIR
PACKAGES = ("cop_portal", "members", "resources", "forums", "events")
ROOMS = {"resources", "forums", "events"}
DRAWERS = {"utils", "helpers", "common", "core", "misc"}
# Room by room: a view that draws no page of its own name, and why.
PAGELESS = {
    "cop_portal.views.data_download": "a file to take along",
    "cop_portal.views.healthz": "plain text",
    "cop_portal.views.readyz": "plain text",
    "cop_portal.views.robots": "plain text",
    "cop_portal.views.sitemap": "a list for search engines",
    "members.views.invitation_open": "leads on, or shows the page of invitation_accept",
    "members.views.invitation_revoke": "a deed",
    "members.views.invitation_send_again": "a deed",
    "members.views.group_decline": "a deed",
    "members.views.group_join": "a deed",
    "members.views.group_leave": "a deed",
    "members.views.group_revoke": "a deed",
    "members.views.group_take_back": "a deed",
    "members.views.language": "a deed",
    "members.views.member_picture": "a picture",
    "members.views.accompaniment_answer": "shows the page of accompaniment_detail",
    "members.views.accompaniment_end": "shows the page of accompaniment_detail",
    "members.views.accompaniment_withdraw": "a deed",
    "forums.views.forum_feed": "a feed",
    "forums.views.forum_feed_private": "a feed",
    "forums.views.forum_list_read": "a deed",
    "forums.views.forum_read": "a deed",
    "forums.views.forums_feed": "a feed",
    "forums.views.post_detail": "leads to the page of its thread",
    "forums.views.post_bookmark": "a deed",
    "forums.views.post_helped": "a deed",
    "forums.views.post_thank": "a deed",
    "forums.views.revision_hide": "shows the page of post_history",
    # The deeds of who looks after a forum: one page asks why for all of them.
    "forums.views.post_hide": "shows the page of thread_lock",
    "forums.views.post_restore": "shows the page of thread_lock",
    "forums.views.thread_close": "shows the page of thread_lock",
    "forums.views.thread_hide": "shows the page of thread_lock",
    "forums.views.thread_merge": "shows the page of thread_lock",
    "forums.views.thread_move": "shows the page of thread_lock",
    "forums.views.thread_pin": "shows the page of thread_lock",
    "forums.views.thread_restore": "shows the page of thread_lock",
    "forums.views.thread_unlock": "shows the page of thread_lock",
    "forums.views.thread_unpin": "shows the page of thread_lock",
    "forums.views.attachment": "a file",
    "forums.views.draft_delete": "a deed",
    "forums.views.draft_save": "a word for the script of the page",
    "resources.views.document_download": "a file",
    "resources.views.document_picture": "a picture",
    "resources.views.oai": "XML",
    "resources.views.pack_download": "a file",
    "resources.views.reading_list_add": "a deed",
    "resources.views.reading_list_remove": "a deed",
    "resources.views.reading_list_share": "shows the page of reading_list",
    "resources.views.reading_list_unshare": "a deed",
    "resources.views.saved_search_add": "a deed",
    "resources.views.saved_search_open": "a deed",
    "resources.views.saved_search_remove": "shows the page of saved_search_list",
    "resources.views.saved_search_rename": "a deed",
    "resources.views.story_delete": "a deed",
    "resources.views.story_take_back": "a deed",
    "resources.views.resource_new": "shares the form of resource_edit",
    "resources.views.resource_citation": "a file for reference managers",
    "resources.views.resource_feed": "a feed",
    "resources.views.version_take_back": "a deed",
    "resources.views.waiting_document": "a file",
    "resources.views.resource_edit": "shares the form of resource_new",
}


def sources() -> list[Path]:
    found = [
        path
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.py")
        if "migrations" not in path.parts
    ]
    assert found
    return found


def our_models() -> list[type[models.Model]]:
    found = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model.__module__.partition(".")[0] in PACKAGES
    ]
    assert found
    return found


def links(*, to: set[type[models.Model]]) -> Iterator[tuple[str, models.ForeignKey]]:
    for model in our_models():
        for field in model._meta.get_fields():
            if isinstance(field, models.ForeignKey) and field.related_model in to:
                yield f"{model._meta.label}.{field.name}", field


def test_nobody_leans_on_who_stands_above() -> None:
    configuration.configure()
    kept = use_cases.lint_imports(str(ROOT / "pyproject.toml"), cache_dir=None, no_logo=True)
    assert kept, "The report is above."


def test_nothing_is_imported_inside_a_function() -> None:
    inside = []
    for path in sources():
        for function in ast.walk(ast.parse(path.read_text())):
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                inside += [
                    f"{path.relative_to(ROOT)}:{node.lineno}"
                    for node in ast.walk(function)
                    if isinstance(node, ast.Import | ast.ImportFrom)
                ]
    assert inside == []


def test_rooms_leave_no_stairs_at_members_and_organizations() -> None:
    found = list(links(to={Member, Organization}))
    rooms = [(name, link) for name, link in found if link.model._meta.app_label in ROOMS]
    assert rooms
    assert [name for name, link in rooms if not link.remote_field.hidden] == []


def test_what_people_wrote_does_not_go_with_them() -> None:
    """CASCADE is for what is about a person or a place of hers, never for what is for others."""
    about_her = {
        "members.Affiliation.member",
        "members.Membership.member",
        "members.MembershipStep.member",
        "members.JoinRequest.member",
        "members.Acceptance.member",
        "members.Application.member",
        "members.CharterRequest.member",
        "members.DataCopy.member",
        "members.SecondFactorReset.member",
        "members.Suspension.member",
        "notices.Letter.recipient",
        "resources.ReadingListItem.member",
        "resources.ReadingListLink.member",
        "resources.SavedSearch.member",
        "members.Affiliation.organization",
        "members.OrganizationDomain.organization",
        # What came of a row of a list, for a month.
        *(f"members.RegistryRow.{name}" for name in ("member", "organization")),
        # Where its former address leads: nowhere, once it is gone.
        "members.FormerOrganization.organization",
        *(f"members.Member_{words}.member" for words in ("themes", "offers", "asks")),
        # How far she has read; what she keeps, has begun, thanks for; where she is named or asked.
        *(f"forums.{name}.member" for name in ("ThreadMark", "ForumMark", "Bookmark", "Draft")),
        *(f"forums.{name}.member" for name in ("FeedKey", "Thanks", "Mention", "Thread_guests")),
        # A row between a practice and an organization says nothing without it.
        "resources.Practice_organizations.organization",
    }
    going = {
        name
        for name, link in links(to={Member, Organization})
        if link.remote_field.on_delete is models.CASCADE
    }
    assert going <= about_her


def test_there_is_no_drawer() -> None:
    drawers = [
        str(path.relative_to(ROOT)) for path in sources() if {path.stem, path.parent.name} & DRAWERS
    ]
    assert drawers == []


def test_no_file_is_longer_than_400_lines() -> None:
    assert [path for path in sources() if path.read_text().count("\n") > 400] == []


def test_no_function_does_more_than_40_lines_of_work() -> None:
    """Without what it says of itself: its signature and its docstring."""
    long = []
    for path in sources():
        for function in ast.walk(ast.parse(path.read_text())):
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                work = function.body[1:] if ast.get_docstring(function) else function.body
                if work and (work[-1].end_lineno or 0) - work[0].lineno >= 40:
                    long.append(f"{path.relative_to(ROOT)}: {function.name}")
    assert long == []


def test_a_view_its_address_and_its_page_have_one_name() -> None:
    ours = [one for one in every_address() if one.view.__module__.startswith(PACKAGES)]
    ours = [one for one in ours if not one.name.startswith("admin:")]
    assert ours
    for address in ours:
        package = address.view.__module__.partition(".")[0]
        name = address.view.__name__
        namespace = "" if package == "cop_portal" else f"{package}:"
        assert address.name == f"{namespace}{name}"
        if f"{package}.views.{name}" not in PAGELESS:
            folder = "" if package == "cop_portal" else f"{package}/"
            assert get_template(f"{folder}{name}.html")


def test_every_page_belongs_to_a_view_and_every_piece_begins_with_an_underscore() -> None:
    drawn = {address.view.__name__ for address in every_address()} | {"resource_form"}
    for package in PACKAGES[1:]:
        for page in (ROOT / "templates" / package).glob("*.html"):
            assert page.name.startswith("_") or page.stem in drawn, page


def test_components_say_in_their_first_line_what_they_need() -> None:
    for component in (ROOT / "templates" / "components").glob("*.html"):
        first = component.read_text().split("\n", 1)[0]
        assert re.search(r"\{% comment %\}.+Needs: |Needs nothing", first), component.name


def test_templates_hold_no_style_and_no_script_of_their_own() -> None:
    # A block of data is no script: a browser does not run it, whatever it says.
    script = r'<script(?![^>]*\ssrc=)(?! type="application/ld\+json">)'
    forbidden = re.compile(rf"<style|\sstyle=|{script}|\son[a-z]+=\"", re.IGNORECASE)
    letters = ROOT / "templates" / "letters"
    for page in (ROOT / "templates").rglob("*.html"):
        # Mail programs know inline styles only.
        if letters not in page.parents:
            assert not forbidden.search(page.read_text()), page


def test_the_administration_has_only_pages_with_our_manners() -> None:
    assert admin.site._registry
    for model in admin.site._registry:
        assert model._meta.app_label in {
            "members",
            "notices",
            "moderation",
            "resources",
            "forums",
            "events",
        }
