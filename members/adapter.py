"""All policy of accounts that allauth asks for: who may register, and how letters leave."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress, EmailConfirmation
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest
from django.urls import reverse
from django.utils.crypto import get_random_string

from .access import active_member
from .application_actions import admit_by_domain
from .forms import RegistrationForm
from .models import Member
from .notices.deliver import write_letter


class AccountAdapter(DefaultAccountAdapter):
    def save_user(
        self, request: HttpRequest, user: Member, form: RegistrationForm, commit: bool = True
    ) -> Member:
        """Everything in one write: a half-filled row would break a promise of the table."""
        member: Member = super().save_user(request, user, form, commit=False)
        form.fill(member)
        member.save()
        return member

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Whoever has just shown an address of a member organization's domain is in at once."""
        confirmed: bool = super().confirm_email(request, email_address)
        if confirmed:
            admit_by_domain(member=email_address.user, address=email_address.email)
        return confirmed

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Whoever is not, or not any more, a member comes to where she stands."""
        if active_member(request.user) is None:
            return reverse("members:application")
        return super().get_login_redirect_url(request)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """As a letter in the outbox; `account/email/<kind>` is our `letters/<kind>/`."""
        recipient = context.pop("user", None)
        context.pop("request", None)
        write_letter(
            template_prefix.rpartition("/")[2],
            address=email,
            recipient=recipient if isinstance(recipient, Member) else None,
            context=context,
        )

    def send_notification_mail(
        self,
        template_prefix: str,
        user: Member,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """In her language and to her name, which allauth leaves out."""
        super().send_notification_mail(
            template_prefix, user, {"user": user} | (context or {}), email
        )

    def send_account_already_exists_mail(self, email: str) -> None:
        """A known address takes as long as a new one, or the clock would tell who is here."""
        make_password(get_random_string(16))
        super().send_account_already_exists_mail(email)

    def get_email_confirmation_url(
        self, request: HttpRequest, emailconfirmation: EmailConfirmation
    ) -> str:
        """From BASE_URL: what a request calls its host is not to be trusted in a letter."""
        return settings.BASE_URL + reverse("account_confirm_email", args=[emailconfirmation.key])

    def get_reset_password_from_key_url(self, key: str) -> str:
        uid, _separator, token = key.partition("-")
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": token})
        return settings.BASE_URL + path
