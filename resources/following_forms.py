"""What a member says of the searches that she follows."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from members.form_fields import LineField

from .models import SavedSearch
from .models.saved_searches import LONGEST_NAME


class NameForm(forms.ModelForm):
    """A name of her own; without one, words and themes stand for it."""

    name = LineField(
        label=_("Name"),
        required=False,
        max_length=LONGEST_NAME,
        help_text=_("Left empty, it is called by its words and themes."),
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    use_required_attribute = False

    class Meta:
        model = SavedSearch
        fields = ("name",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """There is one on the page for every search: their fields are told apart."""
        super().__init__(*args, **kwargs)
        self.auto_id = f"search-{self.instance.pk}-%s"


class AgainForm(forms.Form):
    """What is kept of a search that she has just left, if she takes it up again."""

    name = LineField(required=False, max_length=LONGEST_NAME)
    seen_at = forms.DateTimeField(required=False)
