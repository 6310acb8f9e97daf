"""The outbox, to look at. Keys that open an account are shown only while no mail leaves at all."""

from django.conf import settings
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.admin_site import ReadOnlyAdmin

from .deliver import BETWEEN_TWO
from .models import GONE_WHEN_SENT, Letter


@admin.register(Letter)
class LetterAdmin(ReadOnlyAdmin):
    list_display = ("subject", "kind", "address", "language", "created_at", "sent_at")
    list_filter = ("kind", "language", ("sent_at", admin.EmptyFieldListFilter))
    search_fields = ("subject", "address")
    date_hierarchy = "created_at"
    fields = (
        "subject",
        "kind",
        "address",
        "recipient",
        "language",
        "created_at",
        "sent_at",
        "words",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Letter]:
        """Not even that two people write to each other, or that one was told of her seal."""
        return super().get_queryset(request).exclude(kind__in=BETWEEN_TWO | GONE_WHEN_SENT)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """No guessing at a key through the list's address."""
        guessed = lookup.startswith(("text", "html"))
        return not guessed and super().lookup_allowed(lookup, value, request)

    @admin.display(description=gettext_lazy("text"))
    def words(self, letter: Letter) -> SafeString | str:
        if letter.is_secret and settings.EMAIL_URL:
            return _("Not shown: it carries a key that only the recipient may have.")
        return format_html("<pre>{}</pre>", letter.text)
