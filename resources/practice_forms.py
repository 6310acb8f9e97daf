"""How a member tells a practice: an interview guide that she answers herself, or for another."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from members import languages
from members.form_fields import LineField, TidyCharField
from members.models import Organization, fold
from members.models.vocabulary import language_in_use

from .form_fields import LinesField
from .forms import ABSTRACT_LETTERS, ResourceForm
from .models import Practice, Resource
from .practices import known_places

MOST_ORGANIZATIONS = 20
PLACE_MARK = " › "


class OneLanguageField(forms.ChoiceField):
    """A practice is told in one language; the work keeps a list of them."""

    def prepare_value(self, value: Any) -> Any:
        return (value[0] if value else "") if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        chosen = super().clean(value)
        return [chosen] if chosen else []


def question(label: Any, guide: Any, rows: int = 4) -> TidyCharField:
    return TidyCharField(
        label=label,
        help_text=guide,
        required=False,
        max_length=ABSTRACT_LETTERS,
        widget=forms.Textarea(attrs={"rows": rows, "dir": "auto"}),
    )


class PracticeForm(ResourceForm):
    """Kept and sent in like any resource; a file may come along, and none is needed."""

    kind = abstract = creators = doi = isbn = None  # type: ignore[assignment]
    languages = OneLanguageField(  # type: ignore[assignment]
        label=_("In which language do you write?"), required=False
    )
    organization = forms.ModelChoiceField(
        Organization.objects.none(),
        label=_("Which organization did it?"),
        required=False,
        empty_label=_("Choose an organization"),
    )
    partners = LinesField(
        label=_("Which others did it with you?"),
        required=False,
        help_text=_(
            "Organizations of the community, one a line, as they are called in the portal. Name"
            " all others below, under “With whom?”."
        ),
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )
    place = forms.ChoiceField(
        label=_("Where does it belong?"),
        required=False,
        help_text=_("The section and sub-theme in which others will look for it."),
    )
    section = LineField(label=_("A new section"), required=False, max_length=120)
    subtheme = LineField(label=_("Its sub-theme"), required=False, max_length=120)
    context = question(
        _("How were things before?"),
        _(
            "Who lived or worked there, what was unfair, and why you could not leave it so. A"
            " figure helps, if you have one."
        ),
    )
    done = question(
        _("What did you do?"),
        _(
            "Tell it as you would to a colleague from far away: who began, what came first, what"
            " next, and what you changed on the way."
        ),
        rows=7,
    )
    with_whom = question(
        _("With whom?"), _("Groups, authorities, other organizations, men and women."), rows=2
    )
    evidence = question(
        _("What came of it, and how do you know?"),
        _(
            "What is different for whom. What you saw, heard or counted, and what you do not know"
            " yet. What did not change belongs here too."
        ),
    )
    evidence_strength = forms.ChoiceField(
        label=_("How sure is that?"), choices=Practice.Evidence.choices, required=False
    )
    money = question(
        _("What did it cost?"), _("Roughly, and who paid. Work without pay counts too."), rows=2
    )
    time = question(
        _("How long did it take?"), _("Until the first change was felt, and in all."), rows=2
    )
    commitment = question(
        _("Whose commitment did it need?"), _("Who had to stand behind it, and for what."), rows=2
    )
    resistance = question(
        _("Who was against it, and how did you meet that?"),
        _("Open or silent, inside your organization or outside."),
        rows=3,
    )
    do_no_harm = question(
        _("Could it hurt somebody?"),
        _("What you feared or met, and what you did so that nobody came to harm."),
        rows=3,
    )
    lessons = question(
        _("What would you do again, and what differently?"),
        _("What somebody elsewhere should know before she begins."),
        rows=3,
    )
    contact = LineField(
        label=_("Whom can others ask?"),
        required=False,
        max_length=200,
        help_text=_("A function rather than a name: everybody who may read this reads it."),
    )

    class Meta(ResourceForm.Meta):
        fields = (  # type: ignore[assignment]
            *("title", "source_url", "visibility", "issued", "themes"),
            *("license", "license_terms", "files_visibility", "files_open_on", "groups"),
        )
        labels = {"title": _("What would you call it, in one line?"), "issued": _("Since when?")}

    MORE = (
        *("issued", "themes", "countries", "file", "source_url"),
        *("license", "license_terms", "files_visibility", "files_open_on", "groups"),
    )
    TEXTS = (
        *("context", "done", "with_whom", "evidence", "money", "time", "commitment"),
        *("resistance", "do_no_harm", "lessons", "contact"),
    )
    NEEDED = ("organization", "context", "done", "evidence")
    WHO = ("title", "organization", "partners", "place", "section", "subtheme", "languages")
    # The steps of the guide: heading, fields.
    STEPS = (
        (_("Who, and where"), WHO),
        (_("What happened"), ("context", "done", "with_whom")),
        (_("What came of it"), ("evidence", "evidence_strength")),
        (_("What it took"), ("money", "time", "commitment", "resistance", "do_no_harm")),
        (_("For those who come after you"), ("lessons", "contact", "english", "visibility")),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields([name for _heading, names in self.STEPS for name in names])
        resource: Resource = self.instance
        practice = resource.practice if resource.pk else Practice()
        for name in (*self.TEXTS, "evidence_strength"):
            self.initial[name] = getattr(practice, name)
        for name in self.NEEDED:
            self.fields[name].required = self.sending
        spoken = cast(forms.ChoiceField, self.fields["languages"])
        spoken.choices = languages.choices_in_groups()
        self.initial["languages"] = resource.languages or [language_in_use()]
        self.fields["english"].label = _("In a few sentences, in English")
        self.fields["countries"].help_text = _("If it is not the country of your organization.")
        self._offer_organizations(practice)
        self._offer_places(practice)

    def _offer_organizations(self, practice: Practice) -> None:
        """Her own is chosen already."""
        listed = Organization.objects.listed()
        cast(forms.ModelChoiceField, self.fields["organization"]).queryset = listed
        own = self.member.organization
        told = list(practice.organizations.all()) if practice.pk else []
        first = next((one for one in told if one == own), told[0] if told else own)
        self.initial["organization"] = first.pk if first else None
        self.initial["partners"] = [one.name for one in told if one != first]

    def _offer_places(self, practice: Practice) -> None:
        """Those in which she can read practices; another she may write herself."""
        self.places = {PLACE_MARK.join(pair): pair for pair in known_places(self.member)}
        by_section: dict[str, list[tuple[str, str]]] = {}
        for value, (section, subtheme) in self.places.items():
            by_section.setdefault(section, []).append((value, subtheme))
        place = cast(forms.ChoiceField, self.fields["place"])
        place.choices = [("", _("Choose a place")), *by_section.items()]
        here = PLACE_MARK.join((practice.section, practice.subtheme))
        if here in self.places:
            self.initial["place"] = here
        else:
            self.initial["section"] = practice.section
            self.initial["subtheme"] = practice.subtheme

    @property
    def steps(self) -> list[tuple[Any, list[forms.BoundField]]]:
        return [
            (heading, [self[name] for name in names if name in self.fields])
            for heading, names in self.STEPS
        ]

    @property
    def new_place_is_open(self) -> bool:
        """Where there is none to choose, and where one was written."""
        written = self["section"].value() or self["subtheme"].value()
        return not self.places or bool(written)

    def clean_evidence_strength(self) -> str:
        """Without an answer it is promising, and no more."""
        return self.cleaned_data["evidence_strength"] or Practice.Evidence.PROMISING

    def clean_partners(self) -> list[Organization]:
        """The organizations of these names or short names."""
        lines = list(dict.fromkeys(self.cleaned_data["partners"]))
        if len(lines) > MOST_ORGANIZATIONS:
            raise forms.ValidationError(_("The first twenty organizations are enough."))
        listed = Organization.objects.listed()
        found = []
        for line in lines:
            named = fold(line)
            one = listed.filter(sort_name=named).first() or next(
                (one for one in listed.filter(acronym__iexact=line) if one.acronym), None
            )
            if one is None:
                raise forms.ValidationError(self._unknown(line, named))
            found.append(one)
        return found

    @staticmethod
    def _unknown(line: str, named: str) -> str:
        """With what resembles it, for a name is easily shortened."""
        near = Organization.objects.listed().filter(sort_name__contains=named)[:3]
        said = gettext("The portal knows no organization called “%(name)s”.") % {"name": line}
        if not near:
            return " ".join((said, gettext("Please name it under “With whom?”.")))
        meant = gettext("Do you mean %(names)s?")
        names = ", ".join(f"“{one.name}”" for one in near)
        return " ".join((said, meant % {"names": names}))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.errors.keys() & {"section", "subtheme"}:
            return cleaned
        typed = (cleaned.get("section", ""), cleaned.get("subtheme", ""))
        if not any(typed) and cleaned.get("place"):
            typed = self.places[cleaned["place"]]
        cleaned["section"], cleaned["subtheme"] = typed
        if self.sending and not all(typed):
            if any(typed) or not self.places:
                missing = "subtheme" if typed[0] else "section"
                self.add_error(missing, _("Please name a section and a sub-theme."))
            else:
                self.add_error("place", _("Please choose where it belongs."))
        return cleaned

    @transaction.atomic
    def keep(self) -> Resource:
        resource = super().keep()
        valid = self.cleaned_data
        practice = resource.practice
        kept = [
            name
            for name in (*self.TEXTS, "evidence_strength", "section", "subtheme")
            if name in valid
        ]
        for name in kept:
            setattr(practice, name, valid[name])
        practice.save(update_fields=kept)
        if "organization" in valid and "partners" in valid:
            self._keep_organizations(practice, valid)
        return resource

    @staticmethod
    def _keep_organizations(practice: Practice, valid: dict[str, Any]) -> None:
        """They stand as publisher too, so that lists name them."""
        first = [valid["organization"]] if valid["organization"] else []
        chosen = list(dict.fromkeys([*first, *valid["partners"]]))
        practice.organizations.set(chosen)
        resource = practice.resource
        resource.publisher = "; ".join(one.name for one in chosen)[:300]
        resource.save(update_fields=["publisher", "updated_at"])

    def _keep_abstracts(self, resource: Resource, valid: dict[str, Any]) -> None:
        """In lists, a practice is announced by its context."""
        announced = {"abstract": valid["context"]} if "context" in valid else {}
        super()._keep_abstracts(resource, valid | announced)

    def check_complete(self, resource: Resource) -> None:
        """A practice is complete by its words."""
