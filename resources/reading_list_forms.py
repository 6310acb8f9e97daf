"""What a member writes on her reading list."""

from django import forms

from members.form_fields import LineField

from .models import ReadingListItem


class NoteForm(forms.ModelForm):
    """To herself, beside a work."""

    class Meta:
        model = ReadingListItem
        fields = ("note",)
        field_classes = {"note": LineField}
