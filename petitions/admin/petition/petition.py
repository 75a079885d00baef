"""The admin of addressees and petitions."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, override

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from campaign.admin.ask_first import DateEffect
from campaign.admin.base import DeskAdmin, RefusableForm, item_urls
from campaign.admin.history import HistoryAdmin
from campaign.admin.publishable import StatePanel
from campaign.admin.scheduling import StageFilter
from campaign.admin.search.searched import Searched, add_searched
from campaign.admin.translations.desk import TranslatableAdmin
from campaign.autosave import notes
from campaign.publishing.workflow import State
from campaign.text.deadlines import format_deadline, format_moment
from petitions.admin.petition.closing import ClosingForm
from petitions.admin.petition.dashboard import dashboard_context
from petitions.admin.petition.retention import no_date_sentence, retention_sentences
from petitions.admin.petition.waiting import waiting_lines
from petitions.counting import tallies
from petitions.handover import closing
from petitions.models import Addressee, Petition, Signature
from petitions.signers import retention
from profiles.models import Detainee


@admin.register(Addressee)
class AddresseeAdmin(DeskAdmin):
    form = RefusableForm
    list_display = ("name", "office")
    search_fields = ("name", "office")
    fields = ("name", "office", "address", "email", "language")

    @override
    def public_uses(self, obj: Addressee) -> Iterable[QuerySet[Any]]:
        return (obj.petitions.filter(state=State.PUBLISHED),)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """People have signed to this office. Where its letters go may change, with the second factor."""
        petitions = obj.petitions.all() if obj else ()
        is_signed = any("addressee" in retention.fixed_fields(each) for each in petitions)
        return ("name", "office") if is_signed else ()


ATTACK_NOTE = lazy(
    "For publishers. Visitors cannot see the first switch: every signer gets the same pages and the same "
    "email, and counts once you have approved them. With the second one alone, a signature with a proof "
    "counts by itself. A visitor whose browser sends none, as Tor Browser without JavaScript, is asked what to "
    "do. If they choose to send it without, it waits for you."
)

HANDOVER_LINKS = {
    "dossier": lazy("Build the dossier"),
    "delivery": lazy("Record a delivery"),
    "paperbatch": lazy("Enter paper signatures"),
}


add_searched(Searched(lazy("Petitions"), Petition, ("title", "summary", "demand", "letter")))


@admin.register(Petition)
class PetitionAdmin(TranslatableAdmin, HistoryAdmin):
    change_form_template = "admin/petitions/petition/change_form.html"
    logged_fields = ("attack_mode", "asks_proof", "legal_hold", "opens_at", "closes_at")
    shows_log = True  # reviews of signatures, closing, switches
    list_display = ("title", "badge", "confirmed", "dashboard", "closes", "changed")
    extra_columns = ("addressee", "opens", "publish_at", *HistoryAdmin.extra_columns)
    list_filter = (StageFilter, "addressee", "updated_at")
    list_select_related = ("addressee",)
    search_fields = ("title", "demand", "addressee__name")
    ordering = ("-updated_at",)
    autocomplete_fields = ("addressee", "people")
    prepopulated_fields = {"slug": ("title",)}
    readonly_fields = ("signed", "deliveries", "handover_links", "data_retention")
    fieldsets = (
        (None, {"fields": ("title", "summary", "addressee", "demand", "letter")}),
        (lazy("The people in this letter"), {"fields": ("people",)}),
        (
            lazy("Signatures"),
            {"fields": ("signed", "goal", ("opens_at", "closes_at"), "closing_note")},
        ),
        (
            lazy("During an attack"),
            {"fields": ("attack_mode", "asks_proof"), "description": ATTACK_NOTE},
        ),
        (lazy("Delivery"), {"fields": ("deliveries",)}),
        (lazy("How long signers’ data is kept"), {"fields": ("data_retention", "legal_hold")}),
        (lazy("Publishing"), {"fields": ("publish_at", "slug", "keeps_old_addresses")}),
    )

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """The links for a hand-over are only for staff with all of its permissions."""
        may = obj is not None and all(
            request.user.has_perm(f"petitions.add_{model}") for model in HANDOVER_LINKS
        )
        return [
            (name, options | {"fields": ("deliveries", "handover_links")})
            if may and options["fields"] == ("deliveries",)
            else (name, options)
            for name, options in super().get_fieldsets(request, obj)
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Annotated with `confirmed`, the count as shown. The signatures themselves are not counted."""
        petitions: QuerySet[Any] = super().get_queryset(request)
        petitions = petitions.annotate(confirmed=tallies.PETITION_COUNT)
        return petitions

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "people":
            kwargs["queryset"] = Detainee.objects.prefetch_related("names")
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = tuple(super().get_readonly_fields(request, obj))
        if obj is not None:
            fields += tuple(sorted(retention.fixed_fields(obj)))
        if not self.has_publish_permission(request):
            fields += ("attack_mode", "asks_proof", "legal_hold")
        return fields

    @override
    def effects_of_dates(self, item: Any) -> list[DateEffect]:
        opening = DateEffect(
            name="opens_at",
            label=_("Opens"),
            when=item.opens_at,
            then=_("No one can sign it before."),
            already=_("This time is past: people can sign it as soon as it is public."),
        )
        closing = item.closes_at and DateEffect(
            name="closes_at",
            label=_("Closes"),
            when=item.closes_at,
            then=_("No one can sign it after that. It also decides when signers’ data is erased."),
            already=_(
                "This time is past: no one can sign it. It also decides when signers’ data is erased."
            ),
            asks_when_published=item.is_closed,
        )
        return [*super().effects_of_dates(item), *filter(None, (opening, closing))]

    # --- List and form ---

    @admin.display(description=lazy("dashboard"))
    def dashboard(self, petition: Petition) -> SafeString:
        return format_html(
            '<a href="{}" aria-label="{}">{}</a>',
            self.item_url("desk", petition),
            _("Dashboard of %(petition)s") % {"petition": petition},
            _("Dashboard"),
        )

    @admin.display(description=lazy("opens"), ordering="opens_at")
    def opens(self, petition: Petition) -> str:
        return format_moment(petition.opens_at)

    @admin.display(description=lazy("closes"), ordering="closes_at")
    def closes(self, petition: Petition) -> str:
        return format_deadline(petition.closes_at) if petition.closes_at else ""

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

    @admin.display(description=lazy("deliveries"))
    def deliveries(self, petition: Petition) -> str | SafeString:
        made = petition.deliveries.all() if petition.pk else ()
        if not made:
            return _("Not yet.")
        return _links(
            (
                reverse("admin:petitions_delivery_change", args=[delivery.pk]),
                f"{delivery} ({delivery.stage.label.lower()})",
            )
            for delivery in made
        )

    @admin.display(description=lazy("to do"))
    def handover_links(self, petition: Petition) -> SafeString:
        return _links(
            (reverse(f"admin:petitions_{model}_add", query={"petition": petition.pk}), label)
            for model, label in HANDOVER_LINKS.items()
        )

    @admin.display(description=lazy("until when"))
    def data_retention(self, petition: Petition) -> str | SafeString:
        if not petition.pk:
            return no_date_sentence()
        sentences = retention_sentences(petition)
        return format_html_join(SafeString("<br>"), "{}", ((each,) for each in sentences))

    @override
    def panel(self, request: HttpRequest, item: Any) -> StatePanel:
        """With a button to close the petition, and notices: who waits for staff, and that it can help no one any more."""
        panel = super().panel(request, item)
        petition = Petition.objects.get(pk=item.pk)
        if request.user.has_perm("petitions.view_signature"):
            texts = [line.text for line in waiting_lines(petition)]
            panel = replace(panel, notices=[*panel.notices, *texts])
        if not petition.is_open() or not self.has_publish_permission(request):
            return panel
        notices = (
            [_("Everyone it names has been freed or has died. You may want to close it.")]
            if Petition.objects.nobody_left().filter(pk=item.pk).exists()
            else []
        )
        button = (_("Close this petition"), "close", self.item_url("close", item))
        return replace(panel, notices=[*panel.notices, *notices], buttons=[*panel.buttons, button])

    # --- Dashboard and closing ---

    def dashboard_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The dashboard: the petition's current figures and alerts, and what staff can do about them."""
        petition = self.get_object(request, str(pk))
        if petition is None:
            return self.redirect_to_form(pk)  # which says that it does not exist
        if not self.has_view_permission(request, petition) or not request.user.has_perm(
            "petitions.view_signature"
        ):
            raise PermissionDenied
        context = self.admin_site.each_context(request) | {
            "title": _("Petition dashboard"),
            "subtitle": str(petition),
            "opts": self.opts,
            "original": petition,
            **dashboard_context(request, petition, timezone.now()),
            "can_review": request.user.has_perm("petitions.review_signature"),
            "can_invalidate": request.user.has_perm("petitions.add_invalidation"),
            "can_export": request.user.has_perm("petitions.export_signature"),
        }
        return TemplateResponse(request, "admin/petitions/petition/dashboard.html", context)

    def close_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask for the closing note, then close the petition."""
        petition = self.get_object(request, str(pk))
        if petition is None:
            return self.redirect_to_form(pk)  # which says that it does not exist
        if not self.has_publish_permission(request):
            raise PermissionDenied
        form = ClosingForm(notes.sent(request), instance=petition)
        if request.method == "POST" and form.is_valid():
            note = form.cleaned_data["closing_note"]
            try:
                closing.close(petition, note=note, author=request.user)
            except ValidationError as error:
                notes.settle(request, is_saved=False)
                messages.error(request, " ".join(error.messages))
            else:
                notes.settle(request, is_saved=True)
                messages.success(request, _("“%s” takes no more signatures.") % petition)
            return self.redirect_to_form(pk)
        context = self.admin_site.each_context(request) | {
            "title": _("Close this petition"),
            "subtitle": str(petition),
            "opts": self.opts,
            "original": petition,
            "form": form,
            "waiting": waiting_lines(petition),
            "work": notes.work_of_form(request, Petition, petition),
        }
        return TemplateResponse(request, "admin/petitions/petition/close.html", context)

    def get_urls(self) -> list[URLPattern]:
        views = {"desk": self.dashboard_view, "close": self.close_view}
        return item_urls(self, views) + super().get_urls()


def _links(links: Iterable[tuple[str, object]]) -> SafeString:
    return format_html_join(SafeString("<br>"), '<a href="{}">{}</a>', links)
