"""The last way in for staff who have lost phone, key and codes and are alone."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from members.actions import reset_second_factor
from members.models import Member


class Command(BaseCommand):
    help = "Take away the second factors of the member with this address, and tell her."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument(
            "--reason", required=True, help="how you know that it is her; she reads it"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        member = Member.objects.filter(email=options["email"].lower()).first()
        if member is None:
            raise CommandError("Nobody has this address.")
        if not options["reason"].strip():
            raise CommandError("Please say how you know that it is her.")
        reset_second_factor(member=member, by=None, reason=options["reason"].strip())
        self.stdout.write("Done. Her password alone opens her account until she sets up a factor.")
