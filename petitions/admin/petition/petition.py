"""The desk of those who run petitions."""

from collections.abc import Iterable
from copy import copy
from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from campaign.admin.base import DeskAdmin
from campaign.admin.publishable import PublishableAdmin
from campaign.publishing.workflow import State
from petitions.admin.petition.closing import WithClosing
from petitions.admin.petition.dashboard import WithDesk
from petitions.admin.petition.retention import WithKeeping
from petitions.counting import tallies
from petitions.models import Addressee, Petition, Signature
from petitions.signing.forms import SignatureForm
from petitions.views.pages import petition_context
from profiles.models import Detainee


@admin.register(Addressee)
class AddresseeAdmin(DeskAdmin):
    list_display = ("name", "office")
    search_fields = ("name", "office")
    fields = ("name", "office", "address", "email", "language")


IN_AN_ATTACK = lazy(
    "For publishers. Visitors see nothing of the first switch: whoever signs gets the same pages and the same "
    "mail, and counts when one of you has accepted them. With the second one alone, a signature with a proof "
    "counts by itself and one without, as from Tor Browser without JavaScript, waits for you; the form says so."
)

STEPS = {
    "dossier": lazy("Make the dossier"),
    "delivery": lazy("Record a delivery"),
    "paperbatch": lazy("Enter paper signatures"),
}


@admin.register(Petition)
class PetitionAdmin(WithDesk, WithKeeping, WithClosing, PublishableAdmin):
    public_template = "petitions/petition_detail.html"
    list_display = (
        "title",
        "addressee",
        "badge",
        "confirmed",
        "desk",
        "opens",
        "closes",
        "changed",
    )
    list_filter = ("state", "addressee", "updated_at")
    list_select_related = ("addressee",)
    search_fields = ("title", "demand", "addressee__name")
    ordering = ("-updated_at",)
    autocomplete_fields = ("addressee", "people")
    prepopulated_fields = {"slug": ("title",)}
    readonly_fields = ("signed", "deliveries", "steps")
    fieldsets = (
        (None, {"fields": ("title", "summary", "addressee", "demand", "letter")}),
        (lazy("Whom it is about"), {"fields": ("people",)}),
        (
            lazy("Signatures"),
            {"fields": ("signed", "goal", ("opens_at", "closes_at"), "closing_note")},
        ),
        (
            lazy("In an attack"),
            {"fields": ("attack_mode", "asks_proof"), "description": IN_AN_ATTACK},
        ),
        (lazy("Delivery"), {"fields": ("deliveries",)}),
        WithKeeping.keeping,
        (lazy("Publishing"), {"fields": ("publish_at", "slug")}),
    )

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """What is to be done at a hand-over is shown to who may do it."""
        may = obj is not None and all(
            request.user.has_perm(f"petitions.add_{model}") for model in STEPS
        )
        return [
            (name, options | {"fields": ("deliveries", "steps")})
            if may and options["fields"] == ("deliveries",)
            else (name, options)
            for name, options in self.fieldsets
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """With `confirmed`, the count as shown: the signatures themselves are not counted."""
        petitions: QuerySet[Any] = super().get_queryset(request)
        petitions = petitions.annotate(confirmed=tallies.PETITION_COUNT)
        return petitions

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "people":
            kwargs["queryset"] = Detainee.objects.prefetch_related("names")
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """People signed these words: from the first signature on they are fixed."""
        fields = tuple(super().get_readonly_fields(request, obj))
        if obj is not None and (obj.signatures.exists() or obj.tallies.exists()):
            fields += ("letter", "demand", "addressee")
        if not self.has_publish_permission(request):
            fields += ("attack_mode", "asks_proof", "legal_hold")
        return fields

    @admin.display(description=lazy("opens"), ordering="opens_at")
    def opens(self, petition: Petition) -> str:
        return _day(petition.opens_at)

    @admin.display(description=lazy("closes"), ordering="closes_at")
    def closes(self, petition: Petition) -> str:
        return _day(petition.closes_at) if petition.closes_at else ""

    @admin.display(description=lazy("signatures"), ordering="confirmed")
    def confirmed(self, petition: Any) -> str:
        return number_format(petition.confirmed, force_grouping=True)

    @admin.display(description=lazy("so far"))
    def signed(self, petition: Petition) -> str:
        if not petition.pk:
            return _("None yet.")
        return _("%(confirmed)s confirmed, %(pending)s waiting for the signer to confirm") % {
            "confirmed": number_format(tallies.count(petition.pk), force_grouping=True),
            "pending": number_format(
                petition.signatures.filter(
                    state=Signature.State.PENDING, confirmed_at=None
                ).count(),
                force_grouping=True,
            ),
        }

    @admin.display(description=lazy("handed over"))
    def deliveries(self, petition: Petition) -> str | SafeString:
        if not petition.pk or not petition.handed_over:
            return _("Not yet.")
        return _links(
            (reverse("admin:petitions_delivery_change", args=[delivery.pk]), delivery)
            for delivery in petition.handed_over
        )

    @admin.display(description=lazy("to do"))
    def steps(self, petition: Petition) -> SafeString:
        return _links(
            (reverse(f"admin:petitions_{model}_add", query={"petition": petition.pk}), label)
            for model, label in STEPS.items()
        )

    def preview_context(self, request: HttpRequest, item: Any) -> dict[str, Any]:
        """As if it were published now: a draft is open to nobody, so its form would be missing."""
        shown = copy(item)
        shown.state, shown.publish_at = State.PUBLISHED, timezone.now()
        return petition_context(shown, SignatureForm(initial={"for": ""}))


def _day(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "j M Y")


def _links(links: Iterable[tuple[str, Any]]) -> SafeString:
    return format_html_join(SafeString("<br>"), '<a href="{}">{}</a>', links)
