"""Fill the portal with the demo community. Running it twice doubles nothing."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from cop_portal.demo import conversations, library, people, stories
from members import group_search, person_search
from members.models import Member
from members.search import labels, vocabulary


class Command(BaseCommand):
    help = "Fill the portal with the demo community; running it twice doubles nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.PORTAL_DEMO:
            raise CommandError(
                "The demo community has known passwords and never belongs into a real portal."
                " Set PORTAL_DEMO=1 where you want it."
            )
        with transaction.atomic():
            self.say("themes, organizations, groups")
            people.seed_vocabulary()
            labels.reindex_labels()
            people.seed_organizations()
            people.seed_groups()
            group_search.renew()
            self.say("members, charter, meetings")
            people.seed_members(people.seed_charter())
            people.seed_terms()
            people.seed_meetings()
            person_search.renew()
        librarian = Member.objects.get(email="bintou@demo.example")
        with transaction.atomic():
            self.say("the library: 647 works on Burkina Faso, imported as staff would")
            library.import_burkina_library(librarian)
        with transaction.atomic():
            self.say("the library: documents, practices, known works")
            library.seed_library(librarian)
        with transaction.atomic():
            self.say("what members did with works of the library")
            stories.seed_stories(librarian)
        with transaction.atomic():
            self.say("the forums: a hundred threads in twelve forums")
            conversations.seed_forums()
        vocabulary.refresh()

    def say(self, what: str) -> None:
        self.stdout.write(f"  demo community: {what}")
        self.stdout.flush()
