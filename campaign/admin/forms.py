"""The form of published models: two editors cannot overwrite each other without noticing."""

from typing import Any, cast

from django import forms
from django.contrib.admin.models import LogEntry
from django.contrib.admin.options import get_content_type_for_model
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from campaign.publishing.workflow import CHANGED_SINCE, State


class StampField(forms.CharField):
    """Holds what identifies the version that the form shows. It never counts as a change."""

    widget = forms.HiddenInput

    def has_changed(self, initial: object, data: object) -> bool:
        return False


class PublishableForm(forms.ModelForm[Any]):
    """Refuses to overwrite what someone else has saved since the form was opened, and to publish it unseen.

    stamp: `updated_at` of the row. seen: the version of the item with everything that belongs to it.
    """

    stamp = StampField(required=False)
    seen = StampField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["stamp"].initial = self.instance.updated_at.isoformat()
            self.fields["seen"].initial = self.instance.version

    def clean_slug(self) -> str | None:
        slug: str | None = self.cleaned_data["slug"]
        if slug in self.instance.reserved_slugs:
            raise ValidationError(
                _("The site uses this address itself. Please choose another one.")
            )
        return slug

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.instance.pk:
            self._compare_with_the_row(cleaned.get("stamp", ""))
            if "_publish" in self.data:
                self._compare_with_the_version(cleaned.get("seen", ""))
            if self.instance.state == State.PUBLISHED and cleaned.get("publish_at", True) is None:
                self.add_error("publish_at", _("A published page needs a publication time."))
        return cleaned

    def _compare_with_the_row(self, stamp: str) -> None:
        """Compare the stamp with the row. The row stays locked until the admin's transaction saves it."""
        row = type(self.instance)._default_manager.select_for_update().filter(pk=self.instance.pk)
        now = row.values("updated_at", "state").first()
        if now is None:
            raise ValidationError(_("Someone else has deleted this in the meantime."))
        # Saving writes all columns, so a state that was read before the lock could undo a withdrawal.
        self.instance.state = now["state"]
        if stamp and stamp != now["updated_at"].isoformat():
            # The form is shown again with the new stamp. Saving it once more overwrites, after this warning.
            self._show("stamp", now["updated_at"].isoformat())
            entry = LogEntry.objects.filter(
                content_type=get_content_type_for_model(self.instance), object_id=self.instance.pk
            ).first()
            raise ValidationError(
                _(
                    "%(who)s changed this at %(time)s, after you had opened it. Your changes are not "
                    "saved yet. What you typed is below. Open this page in a second window to compare; "
                    "saving again replaces their changes with yours."
                )
                % {
                    "who": entry.user if entry else _("Someone else"),
                    "time": date_format(timezone.localtime(now["updated_at"]), "H:i"),
                },
                code="stale",
            )

    def _compare_with_the_version(self, seen: str) -> None:
        """Refuse to publish what the author has not looked at, such as a name that an import has added since."""
        version = type(self.instance)._default_manager.get(pk=self.instance.pk).version
        if seen != version:
            self._show("seen", version)
            raise ValidationError(CHANGED_SINCE, code="stale")

    def _show(self, name: str, value: str) -> None:
        """Show the form again with this value of a hidden field, and the others as typed."""
        data = cast(QueryDict, self.data).copy()
        data[self.add_prefix(name)] = value
        self.data = data
