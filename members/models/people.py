"""The people of the portal, and how they came in."""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.functions import Cast, Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from .charter import CharterVersion, closes_on, today
from .folding import FoldedField
from .groups import Group, Membership
from .organizations import Affiliation, Organization
from .showing import ProfileField, kept_at_first
from .vocabulary import Theme


class MemberQuerySet(models.QuerySet["Member"]):
    def active(self) -> MemberQuerySet:
        return self.filter(status=Member.Status.ACTIVE)

    def visible_to(self, viewer: Member | None) -> MemberQuerySet:
        """Whose page she may open: every active member's. Lists ask `listed_for`."""
        if viewer is None or viewer.status != Member.Status.ACTIVE:
            return self.none()
        return self.active()

    def listed_for(self, viewer: Member | None) -> MemberQuerySet:
        """Whom she meets in lists and counts: not the unlisted, but for those of her groups."""
        if viewer is None:
            return self.none()
        together = Membership.objects.active().within_groups().filter(group__in=viewer.group_ids)
        met = Exists(together.filter(member=OuterRef("pk")))
        return self.visible_to(viewer).filter(Q(listed=True) | Q(pk=viewer.pk) | met)


class MemberManager(BaseUserManager.from_queryset(MemberQuerySet)):  # type: ignore[misc]
    def get_by_natural_key(self, email: str) -> Member:
        """Addresses are the same in capitals and small letters."""
        return self.get(email=email.lower())

    def create_superuser(self, email: str, password: str, name: str = "", **extra: Any) -> Member:
        """For `manage.py createsuperuser`."""
        member = self.model(
            email=email.lower(),
            name=name or email.partition("@")[0],
            handle=extra.pop("handle", None) or f"staff-{self.count() + 1}",
            status=Member.Status.ACTIVE,
            is_staff=True,
            is_superuser=True,
            **extra,
        )
        member.set_password(password)
        member.save()
        return member


class Member(AbstractBaseUser):
    """A person: her e-mail address is the log-in, her handle stands in addresses of pages."""

    class Status(models.TextChoices):
        APPLIED = "applied", _("has applied")
        ACTIVE = "active", _("active")
        DECLINED = "declined", _("declined")
        SUSPENDED = "suspended", _("suspended")
        LEFT = "left", _("has left")

    email = models.EmailField(_("e-mail address"), max_length=254, unique=True)
    handle = models.SlugField(
        _("handle"), max_length=60, unique=True, help_text=_("Stands in addresses of pages.")
    )
    name = models.CharField(_("name"), max_length=150, help_text=_("As she writes it herself."))
    sort_name = FoldedField(source="name", max_length=150)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.APPLIED)
    status_reason = models.TextField(
        _("reason"), blank=True, help_text=_("What a suspended person is told.")
    )
    is_staff = models.BooleanField(
        _("staff"), default=False, help_text=_("Belongs to the secretariat.")
    )
    is_superuser = models.BooleanField(
        _("superuser"), default=False, help_text=_("Looks after the machine.")
    )
    # Read by Django and allauth; Postgres computes it, so that it cannot disagree with `status`.
    is_active = models.GeneratedField(
        expression=models.Case(
            models.When(status="left", then=models.Value(False)), default=models.Value(True)
        ),
        output_field=models.BooleanField(),
        db_persist=True,
    )
    pronouns = models.CharField(_("pronouns"), max_length=40, blank=True)
    job_title = models.CharField(_("job title"), max_length=120, blank=True)
    country = CountryField(_("country"), blank=True)
    languages = ArrayField(
        models.CharField(max_length=8), verbose_name=_("languages"), default=list, blank=True
    )
    time_zone = models.CharField(_("time zone"), max_length=50, default="UTC")
    interface_language = models.CharField(
        _("language of the portal"), max_length=8, blank=True, help_text=_("And of her letters.")
    )
    about = models.TextField(_("about"), blank=True)
    themes = models.ManyToManyField(
        Theme, related_name="+", blank=True, verbose_name=_("themes of expertise")
    )
    offers = models.ManyToManyField(
        Theme,
        related_name="+",
        blank=True,
        verbose_name=_("offers"),
        help_text=_("Themes in which she can accompany a peer."),
    )
    asks = models.ManyToManyField(
        Theme,
        related_name="+",
        blank=True,
        verbose_name=_("asks"),
        help_text=_("Themes in which she looks for company."),
    )
    picture = models.FileField(_("picture"), upload_to="portraits/", blank=True)
    listed = models.BooleanField(
        _("listed"),
        default=True,
        help_text=_("Otherwise only the people of her groups meet her in lists."),
    )
    for_groups = ArrayField(
        models.CharField(max_length=20, choices=ProfileField),
        verbose_name=_("shown to her groups only"),
        default=list,
        blank=True,
    )
    for_nobody = ArrayField(
        models.CharField(max_length=20, choices=ProfileField),
        verbose_name=_("shown to nobody"),
        default=kept_at_first,
        blank=True,
    )
    created_at = models.DateTimeField(_("registered at"), default=timezone.now, editable=False)

    objects = MemberManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ("sort_name", "pk")
        verbose_name = _("member")
        verbose_name_plural = _("members")
        constraints = [
            models.CheckConstraint(
                condition=Q(email=Lower("email")), name="member_address_in_small_letters"
            ),
            models.CheckConstraint(
                condition=Q(is_superuser=False) | Q(is_staff=True), name="member_superuser_is_staff"
            ),
            models.CheckConstraint(
                condition=Q(for_groups__contained_by=ProfileField.values)
                & Q(for_nobody__contained_by=ProfileField.values)
                & ~Q(for_groups__overlap=F("for_nobody")),
                name="member_shows_each_field_to_one_audience",
            ),
        ]
        indexes = [models.Index(fields=["status", "sort_name"], name="member_list")]

    def __str__(self) -> str:
        return gettext("Former member") if self.status == self.Status.LEFT else self.name

    def get_absolute_url(self) -> str:
        """The roof's page of her: what her rooms hold stands there, too."""
        return reverse("member_detail", args=[self.handle])

    def get_short_name(self) -> str:
        """What Django's admin greets her with."""
        return self.name

    @property
    def works_for_staff(self) -> bool:
        return self.is_staff and self.status == self.Status.ACTIVE

    @cached_property
    def _places(self) -> list[tuple[int, str, dt.date | None]]:
        """Her groups and those that invite her, those in which her term runs, and since when a
        charter asks for her word.

        Every page asks, so in one query.
        """
        no_day = Cast(Value(None), models.DateField())
        belongs = self.memberships.filter(
            status__in=(Membership.Status.ACTIVE, Membership.Status.INVITED)
        ).values_list("group_id", "status", no_day)
        holds = self.terms.current().order_by().values_list("group_id", Value("office"), no_day)
        asked = CharterVersion.objects.asking_her(self).order_by()
        since = asked.values_list("pk", Value("charter"), "in_force_on")
        return list(belongs.union(holds, since, all=True))

    @cached_property
    def group_ids(self) -> frozenset[int]:
        """Of the groups she belongs to."""
        return frozenset(
            key for key, what, _day in self._places if what == Membership.Status.ACTIVE
        )

    @cached_property
    def inviting_group_ids(self) -> frozenset[int]:
        """Of the groups that have invited her and wait for her answer."""
        return frozenset(
            key for key, what, _day in self._places if what == Membership.Status.INVITED
        )

    @cached_property
    def facilitated_group_ids(self) -> frozenset[int]:
        """Of the groups in which her term runs, and of all below them."""
        offices = [key for key, what, _day in self._places if what == "office"]
        if not offices or self.status != self.Status.ACTIVE:
            return frozenset()
        groups = Group.objects.with_those_below(offices)
        return frozenset(groups.values_list("pk", flat=True))

    @property
    def charter_closes_on(self) -> dt.date | None:
        """The day on which what is confidential closes for her; None if no charter asks her."""
        asked = [day for _key, what, day in self._places if what == "charter" and day]
        return closes_on(min(asked)) if asked else None

    @property
    def owes_the_charter(self) -> bool:
        """Whether that day has come."""
        return self.charter_closes_on is not None and self.charter_closes_on <= today()

    @property
    def organization(self) -> Organization | None:
        """Where she works now."""
        current: Affiliation | None = (
            self.affiliations.current().select_related("organization").first()
        )
        return current.organization if current else None

    # Django's admin and template tags ask these. Rights stand in the admin classes, by role.
    def has_perm(self, perm: str, obj: object = None) -> bool:
        return self.works_for_staff

    def has_module_perms(self, app_label: str) -> bool:
        return self.works_for_staff


class ApplicationQuerySet(models.QuerySet["Application"]):
    def open(self) -> ApplicationQuerySet:
        return self.filter(decision=Application.Decision.OPEN)

    def confirmed(self) -> ApplicationQuerySet:
        """Of people who have shown that the address is theirs."""
        return self.filter(member__emailaddress__verified=True).distinct()


class Application(models.Model):
    """Somebody asks to come in, and what was answered."""

    class Decision(models.TextChoices):
        OPEN = "open", _("waiting")
        ADMITTED = "admitted", _("admitted")
        DECLINED = "declined", _("declined")

    member = models.ForeignKey(
        Member, models.CASCADE, related_name="applications", verbose_name=_("applicant")
    )
    organization = models.ForeignKey(
        Organization,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="applications",
        verbose_name=_("organization"),
        help_text=_("None until somebody who left her organization has named another."),
    )
    after = models.ForeignKey(
        Affiliation,
        models.RESTRICT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("after"),
        help_text=_("The affiliation whose end sent her membership back to review."),
    )
    domain = models.CharField(
        _("mail domain"),
        max_length=190,
        blank=True,
        editable=False,
        help_text=_("Of the confirmed address that let her in at once."),
    )
    why = models.TextField(_("why she wants to join"))
    decision = models.CharField(
        _("decision"), max_length=10, choices=Decision, default=Decision.OPEN
    )
    reason = models.TextField(
        _("reason"), blank=True, help_text=_("The applicant reads it. Needed when you decline.")
    )
    created_at = models.DateTimeField(_("applied at"), auto_now_add=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True, editable=False)
    decided_by = models.ForeignKey(
        Member,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("decided by"),
    )
    again_at = models.DateTimeField(_("may apply again since"), null=True, blank=True)
    again_by = models.ForeignKey(
        Member,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("allowed by"),
    )
    again_why = models.TextField(_("why she may apply again earlier"), blank=True)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        ordering = ("created_at", "pk")
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        constraints = [
            models.UniqueConstraint(
                fields=["member"], condition=Q(decision="open"), name="application_one_open"
            ),
            models.CheckConstraint(
                condition=Q(decision="open", decided_at__isnull=True)
                | (~Q(decision="open") & Q(decided_at__isnull=False)),
                name="application_decided_at_a_moment",
            ),
            models.CheckConstraint(
                condition=~Q(decision="declined", reason=""),
                name="application_declined_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(organization__isnull=False) | Q(after__isnull=False),
                name="application_names_an_organization",
            ),
            models.CheckConstraint(
                condition=Q(domain="") | Q(decision="admitted", decided_by__isnull=True),
                name="application_domain_let_her_in",
            ),
            models.CheckConstraint(
                condition=Q(again_at__isnull=True, again_by__isnull=True, again_why="")
                | Q(decision="declined", again_at__isnull=False, again_by__isnull=False)
                & ~Q(again_why=""),
                name="application_again_says_who_and_why",
            ),
        ]
        indexes = [models.Index(fields=["decision", "created_at"], name="application_queue")]

    def __str__(self) -> str:
        return f"{self.member} – {self.organization or '…'}"
