"""The fields of a person, without the rows."""

from typing import override

from django import forms
from django.contrib.admin.widgets import AdminTextInputWidget
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from campaign.admin.forms import PublishableForm
from campaign.closed_records.desk import ClosableForm
from profiles.models import SlugHistory
from profiles.models.erased import is_erased
from profiles.models.references import parse_reference
from profiles.models.vocabulary import Identity


class DetaineeForm(ClosableForm, PublishableForm):
    why = forms.CharField(
        label=lazy("Reason for this change"),
        max_length=300,
        required=False,
        widget=AdminTextInputWidget,
        help_text=lazy("For your colleagues: the history shows it with your name."),
    )

    @override
    def clean_slug(self) -> str | None:
        if self.data.get(self.add_prefix("identity"), Identity.FULL) != Identity.FULL:
            return self.instance.reference.lower() if self.instance.pk else None
        slug = super().clean_slug() or self.initial.get("slug")
        if slug is None:
            return None  # publishing makes it from the name
        if parse_reference(slug) not in {None, self.instance.pk}:
            raise ValidationError(_("This reads like the reference of another person."))
        former = SlugHistory.objects.filter(slug=slug).exclude(detainee=self.instance.pk)
        if taken := former.select_related("detainee").first():
            if taken.detainee.is_closed_here:
                raise ValidationError(_("This address is taken. Please choose another one."))
            raise ValidationError(
                _("This was once the address of %(reference)s, and still leads there."),
                params={"reference": taken.detainee.reference},
            )
        if is_erased(slug):
            raise ValidationError(
                _("A person was once public at this address and is erased. Choose another one.")
            )
        return slug
