"""The desk of those who write profiles: one form from the name to the consent."""

from typing import Any, cast

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextInputWidget
from django.core.exceptions import ValidationError
from django.db.models import Exists, Field, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from campaign.admin import picture_url, thumbnail
from campaign.dates import PartialDateField
from campaign.desk import DeskAdmin, PublishableAdmin
from campaign.desk_forms import PublishableForm
from campaign.models import Picture
from campaign.publishing import State
from profiles import additions
from profiles import vocabulary as words
from profiles.models import (
    Consent,
    Detainee,
    DetaineeQuerySet,
    Event,
    Name,
    SlugHistory,
    Source,
    StatusClaim,
)
from profiles.places import Ethnicity, Place
from profiles.public import PublicProfile
from profiles.references import parse_reference
from profiles.search import search

# Dates of which only a part is known are typed as words.
DATE_HINT: "dict[type[Field[Any, Any]], dict[str, Any]]" = {
    PartialDateField: {
        "widget": AdminTextInputWidget(
            attrs={"placeholder": lazy("June 2017, early 2018, unclear")}
        )
    }
}

# --- The parts of a profile ------------------------------------------------------------------------------


class NameInline(admin.TabularInline):  # type: ignore[type-arg]
    model = Name
    fields = ("text", "language", "kind", "order", "is_public")

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        return 0 if obj else 2

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "text":
            kwargs["widget"] = forms.TextInput(attrs={"dir": "auto", "class": "vTextField"})
        return super().formfield_for_dbfield(db_field, request, **kwargs)


class PartInline(admin.StackedInline):  # type: ignore[type-arg]
    """Choices are read once for all rows of a form, and sources are this person's own."""

    extra = 0
    formfield_overrides = DATE_HINT

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        formset = super().get_formset(request, obj, **kwargs)
        fields: dict[str, Any] = formset.form.base_fields
        if "place" in fields:
            fields["place"].choices = list(fields["place"].choices)
        if "source" in fields:
            fields["source"].queryset = obj.sources.all() if obj else Source.objects.none()
            fields["source"].choices = list(fields["source"].choices)
            fields["source"].help_text = _(
                "A new source can be chosen here once it is saved below."
            )
        return formset


class StatusClaimInline(PartInline):
    model = StatusClaim
    verbose_name_plural = lazy("What is known of the status")
    fields = (("status", "as_of", "place"), ("confidence", "source"), "note", "is_public")

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        return 0 if obj else 1


class EventInline(PartInline):
    model = Event
    verbose_name_plural = lazy("What happened")
    fields = (("kind", "when", "place"), "description", ("source", "is_public"))


class SourceInline(PartInline):
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
        """Whom a source is, is for those who may read the consents."""
        return () if may_read_private_words(request) else ("contact",)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        hidden = self.get_exclude(request, obj)
        return [field for field in super().get_fields(request, obj) if field not in hidden]


class ConsentInline(PartInline):
    model = Consent
    verbose_name_plural = lazy("Why we may publish")
    fields = (
        ("basis", "capacity"),
        "giver",
        ("covers_name", "covers_story", "covers_place", "covers_photo", "covers_quote"),
        ("obtained", "withdrawn_at"),
        "notes",
    )

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        return 0 if obj else 1

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """It is the proof that we were allowed to: it is withdrawn with a date, not deleted."""
        if obj is not None and obj.state != State.DRAFT:
            return False
        return super().has_delete_permission(request, obj)


class FormerAddressInline(admin.TabularInline):  # type: ignore[type-arg]
    """They lead to the present address, for good; one that holds a name which must vanish can be cut."""

    model = SlugHistory
    fields = readonly_fields = ("slug",)
    extra = 0

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def may_read_private_words(request: HttpRequest) -> bool:
    """Who gave consent, and how a source is reached: Django shows consents by the same permission."""
    return request.user.has_perm("profiles.view_consent")


# --- The list --------------------------------------------------------------------------------------------


class StatusFilter(admin.SimpleListFilter):
    title = lazy("status now")
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return words.Status.choices

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(status=self.value()) if self.value() else queryset


class YesOrNoFilter(admin.SimpleListFilter):
    """Whether an annotated or looked-up condition holds."""

    condition: dict[str, Any]

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return (("yes", _("Yes")), ("no", _("No")))

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "yes":
            return queryset.filter(**self.condition)
        return queryset.exclude(**self.condition) if self.value() == "no" else queryset


class ConsentFilter(YesOrNoFilter):
    title = lazy("allowed to publish")
    parameter_name = "basis"
    condition = {"has_basis": True}


class PortraitFilter(YesOrNoFilter):
    title = lazy("has a portrait")
    parameter_name = "portrait"
    condition = {"portrait__isnull": False}


# --- One person ------------------------------------------------------------------------------------------


class DetaineeForm(PublishableForm):
    def clean_slug(self) -> str | None:
        slug = super().clean_slug() or self.initial.get("slug")
        if slug is None:
            return None  # made from the name when it is published
        if parse_reference(slug) not in {None, self.instance.pk}:
            raise ValidationError(_("This reads like the reference of another person."))
        former = SlugHistory.objects.filter(slug=slug).exclude(detainee=self.instance.pk)
        if taken := former.select_related("detainee").first():
            raise ValidationError(
                _("This was once the address of %(reference)s, and still leads there."),
                params={"reference": taken.detainee.reference},
            )
        return slug


class Preview(PublicProfile):
    """The profile as the public would get it, its portrait from where staff may see it."""

    @property
    def url(self) -> str:
        return "#content"

    def portrait_url(self, width: int, kind: str) -> str:
        picture: Picture | None = self.portrait_picture
        return picture_url(picture)(width, kind) if picture else ""


@admin.register(Detainee)
class DetaineeAdmin(PublishableAdmin):
    form = DetaineeForm
    change_form_template = "admin/profiles/detainee/change_form.html"
    public_template = "profiles/profile_detail.html"
    inlines = (
        NameInline, StatusClaimInline, EventInline, SourceInline, ConsentInline, FormerAddressInline,
    )  # fmt: skip
    fixed_once_public = ()  # an old address redirects
    formfield_overrides = DATE_HINT

    list_display = (
        "reference", "name", "native_name", "status_now", "home_place", "badge", "changed",
    )  # fmt: skip
    list_display_links = ("reference", "name")
    list_select_related = ("home_place",)
    list_filter = (
        "state",
        ConsentFilter,
        StatusFilter,
        "home_place",
        "ethnicities",
        "gender",
        PortraitFilter,
        "updated_at",
    )
    search_fields = ("names__text",)  # what is found is decided in get_search_results
    search_help_text = lazy("A name in any script and spelling, or a reference such as P-0042.")
    ordering = ("-updated_at",)

    autocomplete_fields = ("home_place", "ethnicities", "portrait")
    readonly_fields = ("portrait_shown",)
    fieldsets = (
        (
            lazy("Who it is"),
            {
                "fields": (
                    ("gender", "birth"),
                    ("home_place", "ethnicities"),
                    ("occupation", "occupation_group"),
                    ("portrait", "portrait_shown"),
                )
            },
        ),
        (lazy("The story"), {"fields": ("summary", "story", ("family_words", "family_words_by"))}),
        (
            lazy("Why, as they say and as it is thought"),
            {"fields": ("official_charge", "suspected_reason")},
        ),
        (
            lazy("Publishing"),
            {
                "classes": ("last",),
                "fields": ("staff_notes", "publish_at", "slug"),
            },
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Detainee]:
        standing = Consent.objects.standing(of=OuterRef("pk"))
        people = Detainee.objects.with_status().annotate(has_basis=Exists(standing))
        return people.prefetch_related("names").order_by(*self.ordering)

    # --- The list ---

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        if not search_term.strip():
            return queryset, False
        return search(cast(DetaineeQuerySet, queryset), search_term, hidden_names=True), False

    @admin.display(description=lazy("reference"), ordering="pk")
    def reference(self, person: Detainee) -> str:
        return person.reference

    @admin.display(description=lazy("name"))
    def name(self, person: Detainee) -> str:
        return person.display_name

    @admin.display(description=lazy("in their script"))
    def native_name(self, person: Detainee) -> SafeString:
        native = next((name for name in person.names.all() if not name.text.isascii()), None)
        if native is None or native.text == person.display_name:
            native = next((each for each in list(person.names.all())[1:]), None)
        if native is None:
            return SafeString("")
        return format_html('<bdi lang="{}">{}</bdi>', native.language, native.text)

    @admin.display(description=lazy("status now"), ordering="status")
    def status_now(self, person: Any) -> str:
        return str(words.Status(person.status).label) if person.status else ""

    def shown_state(self, item: Any) -> tuple[str, Any]:
        if item.state == State.PUBLISHED and not item.has_basis:
            return "withdrawn", _("Hidden: no consent")
        return super().shown_state(item)

    # --- The form ---

    @admin.display(description=lazy("portrait now"))
    def portrait_shown(self, person: Detainee) -> SafeString:
        return thumbnail(person.portrait)

    def save_model(self, request: HttpRequest, obj: Detainee, form: Any, change: bool) -> None:
        """An address under which a person was public leads to the new one for good."""
        super().save_model(request, obj, form, change)
        left = form.initial.get("slug") if change else None
        if left and left != obj.slug and obj.publish_at:
            SlugHistory.objects.get_or_create(slug=left, defaults={"detainee": obj})
        SlugHistory.objects.filter(slug=obj.slug).delete()  # its own once, and now again

    def preview_context(self, request: HttpRequest, item: Any) -> dict[str, Any]:
        person = Detainee.objects.for_story().get(pk=item.pk)
        return additions.context_for(person) | {"person": Preview(person)}


# --- Words that profiles use -----------------------------------------------------------------------------


@admin.register(Place)
class PlaceAdmin(DeskAdmin):
    list_display = ("name", "name_uyghur", "name_chinese", "kind")
    list_filter = ("kind",)
    search_fields = ("name", "name_uyghur", "name_chinese")
    readonly_fields = ("code",)
    fields = ("code", "kind", "name", "name_uyghur", "name_chinese")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """The divisions of the region come with the site; their names can be put right."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Ethnicity)
class EthnicityAdmin(DeskAdmin):
    list_display = ("name", "code")
    search_fields = ("name",)
    fields = ("name", "code")
    prepopulated_fields = {"code": ("name",)}

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """It would vanish from every profile that names it."""
        return obj is None or not obj.detainees.exists()
