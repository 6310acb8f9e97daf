"""allauth's forms of second factors, in our words and harder to upset. Found through MFA_FORMS."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa import app_settings
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.core.cache import cache
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

LONGEST_NAME, LONGEST_CODE = 100, 40
# How long a code of an app is taken, the steps before and after it included.
CODE_LASTS = app_settings.TOTP_PERIOD * (2 * app_settings.TOTP_TOLERANCE + 1)


def _ask_for_digits(form: forms.Form) -> None:
    field = form.fields["code"]
    field.widget.attrs.pop("placeholder", None)
    field.widget.attrs |= {"autocomplete": "one-time-code", "inputmode": "numeric"}
    field.widget.attrs["maxlength"] = LONGEST_CODE


class _OnceOnly:
    """A code that has been used is not taken again, however long its app still shows it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_for_digits(self)  # type: ignore[arg-type]
        self.fields["code"].label = _("Code of your app, or a recovery code")  # type: ignore[attr-defined]

    def clean_code(self) -> str:
        code: str = super().clean_code()  # type: ignore[misc]
        used = self.authenticator  # type: ignore[attr-defined]
        if used.type == Authenticator.Type.TOTP:
            key = f"second-factor-used-{used.user_id}-{normalize_user_code(code)}"
            if not cache.add(key, True, CODE_LASTS):
                raise forms.ValidationError(
                    _("This code has been used already. Please wait for the next one.")
                )
        return code


class CodeForm(_OnceOnly, AuthenticateForm):
    """At log-in."""


class CodeAgainForm(_OnceOnly, ReauthenticateForm):
    """Before something that matters is changed."""


class FirstCodeForm(ActivateTOTPForm):
    """The first code of an app shows that it has the right key."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_for_digits(self)
        self.fields["code"].label = _("The code that the app shows")


@contextmanager
def _kindly() -> Iterator[None]:
    """What no browser of ours has sent counts as a key that does not fit.

    The library below answers it with any error that reading foreign data can raise.
    """
    try:
        yield
    except forms.ValidationError:
        raise
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError) as error:
        raise forms.ValidationError(_("This key did not fit. Please try again.")) from error


class NewKeyForm(AddWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("A name for it")
        self.fields["name"].help_text = _(
            "By which you know it again, such as the device it is on."
        )
        self.fields["name"].widget.attrs["maxlength"] = LONGEST_NAME
        passwordless = self.fields["passwordless"]
        passwordless.label = _("I want to log in with it alone, without a password")
        passwordless.help_text = _(
            "Your device then asks for your fingerprint, your face or its own code."
        )
        passwordless.initial = True

    def clean_name(self) -> str:
        return str(super().clean_name())[:LONGEST_NAME]

    def clean(self) -> dict[str, Any]:
        with _kindly():
            return super().clean()


class KeyNameForm(EditWebAuthnForm):
    name = forms.CharField(label=gettext_lazy("A name for it"), max_length=LONGEST_NAME)


class _FittingKey:
    def clean_credential(self) -> Authenticator:
        with _kindly():
            return super().clean_credential()  # type: ignore[misc]


class KeyForm(_FittingKey, AuthenticateWebAuthnForm):
    """As a second factor at log-in."""


class KeyAgainForm(_FittingKey, ReauthenticateWebAuthnForm):
    """Before something that matters is changed."""


class PasskeyForm(_FittingKey, LoginWebAuthnForm):
    """Instead of address and password."""
