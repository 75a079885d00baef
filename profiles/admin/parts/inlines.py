"""The inlines of a person's form: one for each part of a profile."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import flatten
from django.contrib.admin.widgets import AdminTextInputWidget
from django.db.models import Field
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from campaign.admin.ask_first import DateEffect
from campaign.admin.base import DESK_FIELDS
from campaign.admin.fields.choices import PickFromAll, leave_out_links
from campaign.admin.fields.inlines import DeskStackedInline, DeskTabularInline
from campaign.admin.merging import MergingForm, MergingFormSet
from campaign.publishing.workflow import State
from campaign.text.partial_dates import PartialDateField
from profiles.admin.parts.new_sources import IN_PLACE, PartForm, SourceChoice, new_sources
from profiles.models import (
    Amendment,
    Consent,
    Event,
    ExternalRecord,
    ImportRow,
    LegalCase,
    Name,
    Quote,
    Reason,
    Relationship,
    Reply,
    SlugHistory,
    Source,
    StatusClaim,
)
from profiles.names.scripts import languages_of

# Staff type partial dates as words.
DATE_HINT: "dict[type[Field[Any, Any]], dict[str, Any]]" = DESK_FIELDS | {
    PartialDateField: {
        "widget": AdminTextInputWidget(
            attrs={"placeholder": lazy("June 2017, early 2018, unclear")}
        )
    }
}


class NeededRow:
    """Publication needs a row of it, so the form of a new person begins with an empty one."""

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        return 0 if obj else 1


class RowInline(DeskTabularInline):
    """A part of a profile with one line for each row."""

    extra = 0
    formfield_overrides = DATE_HINT


class NameForm(MergingForm):
    def clean(self) -> Any:
        """Find the language now if it was left empty, so that the same name twice is noticed."""
        cleaned = super().clean()
        if cleaned.get("text") and cleaned.get("language") == "":
            cleaned["language"] = next(iter(languages_of(cleaned["text"])), "")
        return cleaned


class NameInline(NeededRow, RowInline):
    model = Name
    form = NameForm
    formset = MergingFormSet
    fields = ("text", "language", "kind", "order", "is_public")

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "text":
            kwargs["widget"] = forms.TextInput(attrs={"dir": "auto", "class": "vTextField"})
        return super().formfield_for_dbfield(db_field, request, **kwargs)


class PartInline(DeskStackedInline):
    """Reads the choices once for all rows of a form, and offers only the sources of this person."""

    extra = 0
    form = MergingForm
    formset = MergingFormSet
    formfield_overrides = DATE_HINT

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "source":
            kwargs["form_class"] = SourceChoice
        if db_field.name == "place":
            kwargs["widget"] = PickFromAll(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        formset = super().get_formset(request, obj, **kwargs)
        fields: dict[str, Any] = formset.form.base_fields
        if "place" in fields:
            fields["place"].choices = read_once(request, fields["place"])
            leave_out_links(fields["place"])
        if "source" in fields:
            fields["source"].queryset = obj.sources.all() if obj else Source.objects.none()
            read = read_once(request, fields["source"])
            may_add = self.may_add_sources(request, obj)
            fields["source"].may_add = may_add
            fields["source"].choices = [*read, *new_sources(may_add=may_add)]
            leave_out_links(fields["source"])
        return formset

    def may_add_sources(self, request: HttpRequest, obj: Any) -> bool:
        """Whether this is a form to change, by someone who may add sources."""
        person: Any = self.admin_site.get_model_admin(self.parent_model)
        may_change = person.has_change_permission(request, obj)
        return bool(may_change and request.user.has_perm("profiles.add_source"))


class SourcedInline(PartInline):
    """A part that says where it comes from."""

    form = PartForm

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """With the fields of a new source, below the choice. The style sheet shows them once “A new source” is chosen."""
        lines = [*super().get_fields(request, obj)]
        if self.may_add_sources(request, obj):
            place = next(i for i, line in enumerate(lines) if "source" in flatten([line]))
            lines[place + 1 : place + 1] = IN_PLACE
        return lines


def read_once(request: HttpRequest, field: Any) -> list[Any]:
    """The choices of a foreign key, read once a request: many inlines of the form share them."""
    read: dict[Any, list[Any]] = request.__dict__.setdefault("_choices_read", {})
    model = field.queryset.model
    if model not in read:
        read[model] = list(field.choices)
    return read[model]


class StatusClaimInline(NeededRow, SourcedInline):
    model = StatusClaim
    verbose_name_plural = lazy("What is known of the status")
    fields = (("status", "as_of", "place"), ("confidence", "source"), "note", "is_public")


class EventInline(SourcedInline):
    model = Event
    verbose_name_plural = lazy("What happened")
    fields = (("kind", "when", "place"), "description", ("source", "is_public"))


class LegalCaseInline(SourcedInline):
    model = LegalCase
    verbose_name_plural = lazy("Official charges")
    fields = (
        "official_charge",
        ("charge_original", "charge_language"),
        ("charge_kind", "law_article"),
        ("court", "trial", "verdict_on"),
        ("sentence", "sentence_months", "release_due"),
        ("source", "is_public"),
    )


class ReasonInline(SourcedInline):
    model = Reason
    verbose_name_plural = lazy("Suspected reasons")
    fields = (("kind", "source", "is_public"), "description")


class QuoteInline(SourcedInline):
    model = Quote
    verbose_name_plural = lazy("The family’s words")
    fields = (
        "text",
        ("original", "original_language"),
        ("speaker", "said_on"),
        ("source", "is_public"),
    )


class ReplyInline(SourcedInline):
    model = Reply
    verbose_name_plural = lazy("Replies of the authorities")
    fields = (("kind", "authority", "when"), "text", ("source", "is_public"))


class RelationshipInline(PartInline):
    model = Relationship
    fk_name = "detainee"
    fields = (("kind", "other", "description"), "is_public")
    autocomplete_fields = ("other",)


class AmendmentInline(PartInline):
    model = Amendment
    verbose_name_plural = lazy("Public amendments")
    fields = (("kind", "on", "is_public"), "text")


class ExternalRecordInline(RowInline):
    model = ExternalRecord
    form = MergingForm
    formset = MergingFormSet
    fields = ("registry", "number", "url", "is_public")


class SourceInline(NeededRow, PartInline):
    model = Source
    fields = (
        ("kind", "attribution"),
        ("title", "publisher", "date"),
        ("url", "archived_url"),
        ("reliability", "is_public"),
        "contact",
        "notes",
    )

    def get_exclude(self, request: HttpRequest, obj: Any = None) -> Any:
        """The contact of a source is only for staff who may read the consents."""
        return () if may_read_private_words(request) else ("contact",)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        hidden = self.get_exclude(request, obj)
        return [field for field in super().get_fields(request, obj) if field not in hidden]


class ConsentInline(NeededRow, PartInline):
    model = Consent
    verbose_name_plural = lazy("Why we may publish")
    fields = (
        ("basis", "capacity"),
        "giver",
        ("covers_name", "covers_story", "covers_place"),
        ("covers_photo", "covers_quote", "covers_relatives"),
        ("obtained", "obtained_by", "language"),
        ("review_on", "expires_on", "withdrawn_at"),
        "notes",
    )

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A consent is our proof. Staff withdraw it with a date instead of deleting it."""
        if obj is not None and obj.state != State.DRAFT:
            return False
        return super().has_delete_permission(request, obj)


def ends_of_consents(formset: Any) -> list[DateEffect]:
    """The newly typed days on which consents end. A withdrawal is not asked about: it must hide at once."""
    return [
        DateEffect(
            name=form.add_prefix("expires_on"),
            label=_("A consent ends on"),
            when=form.cleaned_data["expires_on"],
            then=_("Without another consent the person is hidden from that day on."),
            already=_("It has ended. Without another consent the person is hidden at once."),
        )
        for form in formset.forms
        if "expires_on" in form.changed_data
        and form.cleaned_data.get("expires_on")
        and form not in formset.deleted_forms
    ]


class FormerAddressInline(RowInline):
    """Former slugs, which redirect permanently. Staff can delete one with a name that must disappear."""

    model = SlugHistory
    fields = readonly_fields = ("slug",)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def may_read_private_words(request: HttpRequest) -> bool:
    """Whether staff may read who gave a consent, and the contact of a source. Django uses it for consents too."""
    return request.user.has_perm("profiles.view_consent")


class ImportRowInline(RowInline):
    """The row and the file that a person came from, with the encrypted cells for staff who may read them."""

    model = ImportRow
    verbose_name_plural = lazy("Imported from")
    can_delete = False

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        sealed = ("sealed",) if may_read_private_words(request) else ()
        return ("file", "number", "key", "checksum", *sealed)

    get_readonly_fields = get_fields

    def get_queryset(self, request: HttpRequest) -> Any:
        rows = super().get_queryset(request).select_related("batch").order_by("batch", "number")
        return rows if may_read_private_words(request) else rows.defer("sealed")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Everyone who may see the person may see these rows."""
        return True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=lazy("file"))
    def file(self, row: ImportRow) -> str:
        return row.batch.file_name

    @admin.display(description=lazy("checksum (SHA-256)"))
    def checksum(self, row: ImportRow) -> str:
        return row.batch.sha256


INLINES = (
    NameInline,
    StatusClaimInline,
    EventInline,
    LegalCaseInline,
    ReasonInline,
    QuoteInline,
    ReplyInline,
    RelationshipInline,
    SourceInline,
    ConsentInline,
    AmendmentInline,
    ExternalRecordInline,
    FormerAddressInline,
    ImportRowInline,
)
