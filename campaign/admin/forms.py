"""The form of published models: two editors cannot overwrite each other without noticing."""

from typing import Any, ClassVar, cast, override

from django import forms
from django.contrib.admin.models import LogEntry
from django.contrib.admin.options import get_content_type_for_model
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from campaign.addresses.models import FormerAddress
from campaign.addresses.slugs import free_slug
from campaign.admin.ask_first import GOES_BACK
from campaign.admin.base import RefusableForm
from campaign.admin.merging import MergingForm
from campaign.dates.fields import MomentField
from campaign.privacy import readers
from campaign.publishing.workflow import CHANGED_SINCE, State


class StampField(forms.CharField):
    """Holds what identifies the version that the form shows. It never counts as a change."""

    widget = forms.HiddenInput

    def has_changed(self, initial: object, data: object) -> bool:
        return False


def _had_by_another(item: Any, slug: str | None) -> bool:
    former = FormerAddress.objects.of(type(item)).filter(slug=slug)
    return bool(slug) and former.exclude(subject_pk=item.pk).exists()


class PublishableForm(RefusableForm, MergingForm):
    """Merges with what someone else has saved since the form was opened, field by field (merging.py).

    `instance.changed_by` is who that was, until the form was shown again with their changes. stamp: `updated_at` of
    the row. seen: the version of the item with everything that belongs to it. Only that is published.
    """

    stamp = StampField(required=False)
    seen = StampField(required=False)
    # Tells the working version that the form shows from every other; empty if it shows none.
    seen_version: ClassVar[str] = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:  # whose address it is may be closed to the reader
            taken = _("This address is taken. Please choose another one.")
            self.fields["slug"].error_messages["unique"] = taken
        if self.instance.pk:
            self.fields["stamp"].initial = self.instance.updated_at.isoformat()
            self.fields["seen"].initial = self.seen_version or self.instance.version

    def clean_slug(self) -> str | None:
        slug: str | None = self.cleaned_data["slug"]
        if slug in self.instance.reserved_slugs:
            raise ValidationError(
                _("The site uses this address itself. Please choose another one.")
            )
        if _had_by_another(self.instance, slug):
            raise ValidationError(
                _("Another page had this address, and it still answers. Please choose another one.")
            )
        return slug

    def _make_slug(self, cleaned: dict[str, Any]) -> None:
        """A draft needs no address that staff would have to think of."""
        title = cleaned.get(self.instance.slug_from[0])
        if title and cleaned.get("slug") == "":
            cleaned["slug"] = free_slug(type(self.instance), title, but=self.instance.pk)

    @override
    def is_valid(self) -> bool:
        """Not while staff go back to change what they typed: then the form is shown again as they left it."""
        return GOES_BACK not in self.data and super().is_valid()

    @override
    def clean(self) -> dict[str, Any]:
        if self.instance.pk:
            self._compare_with_the_row(self.cleaned_data.get("stamp", ""))
        cleaned: dict[str, Any] = super().clean()
        self._make_slug(cleaned)
        if self.instance.pk:
            for name, field in self.fields.items():
                if isinstance(field, MomentField) and name not in self.changed_data:
                    cleaned[name] = self.initial[name]  # with the microseconds
            self._check_publication_time(cleaned)
            if self._publishes():
                self._compare_with_the_version(cleaned.get("seen", ""))
        return cleaned

    def _publishes(self) -> bool:
        """Whether it makes something public that is more than this form has changed."""
        if self.instance.state == State.PUBLISHED:
            return bool(self.seen_version and {"_publish", "_save"} & self.data.keys())
        return "_publish" in self.data

    def _check_publication_time(self, cleaned: dict[str, Any]) -> None:
        if self.instance.state != State.PUBLISHED or "publish_at" not in cleaned:
            return
        later, before = cleaned["publish_at"], self.initial.get("publish_at")
        if later is None:
            self.add_error("publish_at", _("A published page needs a publication time."))
        elif before and before <= timezone.now() < later:
            self.add_error(
                "publish_at", _("It is public already. To hide it until then, unpublish it.")
            )

    def _compare_with_the_row(self, stamp: str) -> None:
        """Compare the stamp with the row. The row stays locked until the admin's transaction saves it."""
        row = type(self.instance)._default_manager.select_for_update().filter(pk=self.instance.pk)
        now = row.values("updated_at", "state").first()
        if now is None:
            raise ValidationError(_("Someone else has deleted this in the meantime."))
        # Saving writes all columns, so a state that was read before the lock could undo a withdrawal.
        self.instance.state = now["state"]
        if now["updated_at"] != self.instance.updated_at:
            self.instance.refresh_from_db()
            self.initial.update(forms.model_to_dict(self.instance, self._meta.fields))
        if stamp and stamp != now["updated_at"].isoformat():
            # If the form is shown again, it has the new stamp, so that saving it once more decides.
            data = cast(QueryDict, self.data).copy()
            data[self.add_prefix("stamp")] = now["updated_at"].isoformat()
            self.data = data
            entry = LogEntry.objects.filter(
                content_type=get_content_type_for_model(self.instance), object_id=self.instance.pk
            ).first()
            self.instance.changed_by = str(entry.user) if entry else _("Someone else")
            if entry and (reader := readers.current()) and reader.user.pk == entry.user_id:
                self.instance.changed_by = _("You")

    def _compare_with_the_version(self, seen: str) -> None:
        """Publish nothing that the author has not looked at, such as a name that an import has added since.

        The form keeps what it has seen: it does not show the changes of others, so staff have to open it again.
        """
        now = (
            self.seen_version
            or type(self.instance)._default_manager.get(pk=self.instance.pk).version
        )
        if seen != now:
            self.add_error(None, f"{CHANGED_SINCE} {_('Save your own changes first.')}")
