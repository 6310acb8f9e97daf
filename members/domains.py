"""Mail domains: one form of writing them, and which of them belong to nobody in particular.

A domain is kept as the net's records hold it: small letters, other scripts in Punycode. Everybody
in the house may import from here.
"""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from .models.organizations import DOMAIN

LONGEST = 190
# Where anybody gets an address. Their country's variants (yahoo.fr) are found by first label.
FREE_MAIL = frozenset(
    {
        *("gmail.com", "googlemail.com", "outlook.com", "live.com", "msn.com", "icloud.com"),
        *("me.com", "mac.com", "aol.com", "proton.me", "protonmail.com", "pm.me", "zoho.com"),
        *("mail.com", "email.com", "gmx.com", "gmx.net", "gmx.de", "gmx.at", "gmx.ch", "web.de"),
        *("t-online.de", "freenet.de", "posteo.de", "mailbox.org", "tutanota.com", "tuta.com"),
        *("mail.ru", "bk.ru", "inbox.ru", "list.ru", "internet.ru", "rambler.ru", "ya.ru"),
        *("ukr.net", "i.ua", "meta.ua", "mail.kz", "abv.bg", "mail.bg", "seznam.cz", "wp.pl"),
        *("o2.pl", "onet.pl", "interia.pl", "centrum.cz", "azet.sk", "freemail.hu", "citromail.hu"),
        *("orange.fr", "wanadoo.fr", "free.fr", "sfr.fr", "laposte.net", "neuf.fr", "bbox.fr"),
        *("libero.it", "virgilio.it", "tiscali.it", "alice.it", "tin.it", "sapo.pt", "terra.es"),
        *("uol.com.br", "bol.com.br", "terra.com.br", "ig.com.br", "globo.com", "rediffmail.com"),
        *("qq.com", "163.com", "126.com", "yeah.net", "sina.com", "sohu.com", "foxmail.com"),
        *("naver.com", "daum.net", "hanmail.net", "nate.com", "docomo.ne.jp", "ezweb.ne.jp"),
        *("fastmail.com", "hushmail.com", "inbox.com", "inbox.lv", "mail.ee", "comcast.net"),
        *("verizon.net", "att.net", "sbcglobal.net", "cox.net", "btinternet.com", "sky.com"),
        *("bluewin.ch", "telenet.be", "skynet.be", "ziggo.nl", "xs4all.nl", "bigpond.com"),
        *("walla.co.il", "walla.com", "mailinator.com", "guerrillamail.com", "yopmail.com"),
    }
)
FREE_MAIL_OF_MANY_COUNTRIES = frozenset({"yahoo", "ymail", "hotmail", "outlook", "live", "yandex"})
# Below these, a country lends names to everybody: "org.uk", "gouv.bf".
LENT = frozenset(
    {
        *("ac", "co", "com", "edu", "go", "gob", "gouv", "gov", "gub", "govt", "info", "int"),
        *("ltd", "mil", "ne", "net", "ngo", "nom", "or", "org", "sch", "web"),
    }
)


def written(domain: str) -> str:
    """The domain in the one form. Raises ValidationError, with a reason for the person."""
    bare = domain.strip().rpartition("@")[2].rstrip(".")
    try:
        ascii_ = bare.encode("idna").decode().lower()
    except UnicodeError:
        ascii_ = ""
    if len(ascii_) > LONGEST or not re.match(DOMAIN, ascii_):
        raise ValidationError(
            _("This is no mail domain. Please write what stands after the @, like example.org.")
        )
    return ascii_


def checked(domain: str) -> str:
    """As `written`; refuses those of providers and whole countries too."""
    found = written(domain)
    if is_free_mail(found):
        raise ValidationError(
            _("Anybody can have an address of %(domain)s: it belongs to no organization."),
            params={"domain": found},
        )
    first, _dot, rest = found.partition(".")
    if first in LENT and len(rest) == 2:
        raise ValidationError(
            _("Below %(domain)s there are many organizations. Please write the whole domain."),
            params={"domain": found},
        )
    return found


def shown(domain: str) -> str:
    """In its own script."""
    try:
        return domain.encode().decode("idna")
    except UnicodeError:
        return domain


def is_free_mail(domain: str) -> bool:
    """Those below a provider's domain are the provider's too."""
    return any(one in FREE_MAIL or _is_of_many_countries(one) for one in with_those_above(domain))


def _is_of_many_countries(domain: str) -> bool:
    """Such as hotmail.com, yahoo.fr and yahoo.co.in."""
    first, _dot, rest = domain.partition(".")
    kind, _dot, country = rest.rpartition(".")
    ends_so = rest == "com" or (len(country) == 2 and kind in {"", "co", "com"})
    return first in FREE_MAIL_OF_MANY_COUNTRIES and ends_so


def with_those_above(domain: str) -> list[str]:
    """The domain itself, then those that it lies below, without the country's or kind's own."""
    labels = domain.split(".")
    return [".".join(labels[start:]) for start in range(len(labels) - 1)]


def of_address(address: str) -> str:
    """The domain of a mail address; "" for what is none."""
    try:
        return written(address.rpartition("@")[2])
    except ValidationError:
        return ""
