"""The list of people and the form of one person. `DetaineeAdmin.get_urls` lists all their other pages."""

from collections.abc import Generator, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, cast, override

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from campaign.admin.ask_first import DateEffect
from campaign.admin.base import item_urls
from campaign.admin.export import ExportMixin
from campaign.admin.fields.choices import PickFromAll, leave_out_links
from campaign.admin.history import HistoryAdmin
from campaign.admin.pictures import thumbnail
from campaign.admin.publishable import StatePanel
from campaign.admin.scheduling import StageFilter
from campaign.admin.search.searched import add_searched
from campaign.admin.translations.desk import TranslatableAdmin
from campaign.closed_records.desk import ClosableAdmin
from campaign.privacy.readers import is_closed_here
from campaign.publishing import workflow
from campaign.publishing.actions import Action
from campaign.publishing.workflow import State
from campaign.web import downloads
from profiles.admin.erasure import erase_view, may_erase
from profiles.admin.filters import ConsentFilter, PortraitFilter, QueueFilter, StatusFilter
from profiles.admin.merge import apart_view, compare, merge_view, status_label, unmerge_view
from profiles.admin.parts.form import DetaineeForm
from profiles.admin.parts.inlines import (
    DATE_HINT,
    INLINES,
    ends_of_consents,
    may_read_private_words,
    read_once,
)
from profiles.admin.parts.new_sources import give_sources
from profiles.admin.parts.sections import SECTIONS
from profiles.admin.queues import left_names_view, queues_view
from profiles.admin.together.copying import copy_view
from profiles.admin.together.many import CHANGES_OF_MANY
from profiles.importing import export
from profiles.models import Consent, Detainee, DetaineeQuerySet, Source, slugs
from profiles.safety import checklist, duplicates, erasure, four_eyes, linked_pages, shortfalls
from profiles.search.for_staff import SEARCHED
from profiles.search.names_and_text import EqualsAny, position_in, search_as_staff

add_searched(*SEARCHED)


@admin.register(Detainee)
class DetaineeAdmin(ClosableAdmin, ExportMixin, TranslatableAdmin, HistoryAdmin):
    form = DetaineeForm
    actions = [*HistoryAdmin.actions, compare]
    changes_of_many = CHANGES_OF_MANY
    change_list_template = "admin/profiles/detainee/change_list.html"
    inlines = INLINES
    sections = SECTIONS
    formfield_overrides = DATE_HINT

    list_display = (
        "reference", "name", "native_name", "status_now", "home_place", "badge", "changed",
    )  # fmt: skip
    list_display_links = ("reference", "name")
    extra_columns = (
        "ethnicity",
        "gender",
        "birth",
        "occupation",
        "checked_on",
        "publish_at",
        *HistoryAdmin.extra_columns,
    )
    column_queries = HistoryAdmin.column_queries | {
        "ethnicity": lambda people: people.prefetch_related("ethnicities")
    }
    list_select_related = ("home_place",)
    list_filter = (
        StageFilter,
        QueueFilter,
        ConsentFilter,
        StatusFilter,
        "home_place",
        "ethnicities",
        "gender",
        PortraitFilter,
        "updated_at",
    )
    search_fields = ("names__text",)  # get_search_results decides what it finds
    search_help_text = lazy("A name in any script and spelling, or a reference such as P-0042.")
    ordering = ("-updated_at", "-pk")

    autocomplete_fields = ("ethnicities", "portrait")
    readonly_fields = ("portrait_shown",)
    fieldsets = (
        (
            lazy("Who it is"),
            {
                "fields": (
                    ("gender", "birth"),
                    ("home_place", "ethnicities"),
                    ("occupation", "occupation_group"),
                )
            },
        ),
        (lazy("Portrait"), {"fields": (("portrait", "portrait_shown"),)}),
        (lazy("The story"), {"fields": ("summary", "story")}),
        (
            lazy("Publishing"),
            {
                "fields": (
                    ("identity", "shown_as", "place_level"),
                    "checked_on",
                    "withholds",
                    "named_because",
                    "staff_notes",
                    "publish_at",
                    "slug",
                ),
            },
        ),
    )
    # Only for staff who may change the person.
    why_fieldset = (None, {"fields": ("why",)})

    export_title = lazy("Export people")
    export_header = export.header(export.STAFF_COLUMNS)
    export_name = "people"

    def get_urls(self) -> list[URLPattern]:
        """Add the pages of people to those of the base classes. Each view is a function of another module."""
        queues_page = self.admin_site.admin_view(partial(queues_view, self))
        left_names_page = self.admin_site.admin_view(partial(left_names_view, self))
        pages = {
            "apart": partial(apart_view, self),
            "copy": partial(copy_view, self),
            "erase": partial(erase_view, self),
            "merge": partial(merge_view, self),
            "unmerge": partial(unmerge_view, self),
        }
        return [
            path("queues/", queues_page, name="profiles_detainee_queues"),
            path("left-names/", left_names_page, name="profiles_detainee_left_names"),
            *item_urls(self, pages),
            *super().get_urls(),
        ]

    # --- Rights ---

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A merged person has no data of their own any more."""
        if obj is not None and obj.merged_into_id:
            return False
        return super().has_change_permission(request, obj)

    @override
    def allows(self, request: HttpRequest, action: Action, item: Any = None) -> bool:
        return not (item and item.merged_into_id) and super().allows(request, action, item)

    @override
    def may_read_encrypted(self, request: HttpRequest) -> bool:
        return may_read_private_words(request)

    # --- The list ---

    def get_queryset(self, request: HttpRequest) -> QuerySet[Detainee]:
        # The first consent of each person on the page. Exists would read the consents of all people.
        consents = Consent.objects.allowing_profile(of=OuterRef("pk")).values("pk")[:1]
        visible = cast(DetaineeQuerySet, super().get_queryset(request))
        people = visible.with_status().annotate(basis=Subquery(consents))
        return people.prefetch_related("names").order_by(*self.ordering)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        if not search_term.strip():
            return queryset, False
        found = search_as_staff(search_term, request.user).people
        return queryset.filter(EqualsAny("pk", found)).order_by(position_in(found)), False

    @override
    def find_to_pick(self, request: HttpRequest, rows: Any, term: str) -> Sequence[Detainee]:
        found: Any = super().find_to_pick(request, rows.select_related("home_place"), term)
        return found  # type: ignore[no-any-return]

    @override
    def label_to_pick(self, obj: Detainee) -> str:
        """Two people often have one name."""
        place = "" if obj.is_closed_here else obj.home_place
        born = _("born %(date)s") % {"date": obj.birth} if obj.birth else ""
        return " · ".join(
            str(each) for each in (obj.display_name, born, place, obj.reference) if each
        )

    @admin.display(description=lazy("reference"), ordering="pk")
    def reference(self, person: Detainee) -> str:
        return person.reference

    @admin.display(description=lazy("name"))
    def name(self, person: Detainee) -> str:
        return person.display_name

    @admin.display(description=lazy("ethnicity"))
    def ethnicity(self, person: Detainee) -> str:
        return ", ".join(str(each) for each in person.ethnicities.all())

    @admin.display(description=lazy("in their script"))
    def native_name(self, person: Detainee) -> SafeString:
        names = person.names_here
        native = next((name for name in names if not name.text.isascii()), None)
        if native is None or native.text == person.display_name:
            native = next(iter(names[1:]), None)
        if native is None:
            return SafeString("")
        return format_html('<bdi lang="{}">{}</bdi>', native.language, native.text)

    @admin.display(description=lazy("status now"), ordering="status")
    def status_now(self, person: Any) -> str:
        return status_label(person)

    @override
    def hidden_because(self, item: Any) -> str:
        return "" if item.basis else _("It is hidden, because no valid consent allows its page.")

    @override
    def shown_state(self, item: Any) -> tuple[str, Any]:
        if item.merged_into_id:
            reference = Detainee(pk=item.merged_into_id).reference
            return "withdrawn", _("Merged into %(reference)s") % {"reference": reference}
        if item.state == State.PUBLISHED and item.basis is None:
            return "withdrawn", _("Hidden: no consent")
        return super().shown_state(item)

    @override
    def filtered_rows(self, request: HttpRequest) -> tuple[Any, QuerySet[Any]]:
        """Run the search now. It needs a transaction, which ends before the export reads the rows."""
        with transaction.atomic():
            changelist, found = super().filtered_rows(request)
            keys = list(found.values_list("pk", flat=True))
        return changelist, Detainee.objects.filter(pk__in=keys)

    @override
    def export_rows(self, found: QuerySet[Any]) -> Generator[Sequence[Any]]:
        with transaction.atomic():
            downloads.allow_slow_readers()
            people = export.people_for_staff(cast(DetaineeQuerySet, found)).iterator(
                chunk_size=export.CHUNK
            )
            yield from export.rows(people, export.STAFF_COLUMNS)

    # --- The form ---

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        if not self.has_change_permission(request, obj):
            return fieldsets
        return [*fieldsets, self.why_fieldset]

    @override
    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        if home := form.base_fields.get("home_place"):
            home.choices = read_once(request, home)
        return form

    @override
    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "home_place":
            kwargs["widget"] = PickFromAll(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    @override
    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name in {"home_place", "ethnicities"}:
            leave_out_links(field)
        return field

    @admin.display(description=lazy("portrait now"))
    def portrait_shown(self, person: Detainee) -> SafeString:
        return thumbnail(person.portrait)

    def save_model(self, request: HttpRequest, obj: Detainee, form: Any, change: bool) -> None:
        form.hidden_pictures = four_eyes.hidden_pictures(obj)
        form.lacked_consent = four_eyes.lacks_consent(obj)
        super().save_model(request, obj, form, change)
        former = form.initial.get("slug") if change else None
        if former and former != obj.slug and obj.was_public:
            slugs.retire_slug(obj, former)

    @override
    def dates_to_ask_about(
        self, request: HttpRequest, form: Any, formsets: Any
    ) -> list[DateEffect]:
        """Also the end of a consent: it hides the person."""
        consents = [each for each in formsets if each.model is Consent]
        of_consents = [effect for formset in consents for effect in ends_of_consents(formset)]
        return super().dates_to_ask_about(request, form, formsets) + of_consents

    @override
    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Give the rows that refer to a new source of this form that source, which is saved by then."""
        give_sources(form.instance, formset, getattr(form, "new_sources", []))
        super().save_formset(request, form, formset, change)
        if formset.model is Source:
            form.new_sources = list(formset.new_objects)

    @override
    def refuse_what_was_saved(self, request: HttpRequest, form: Any) -> None:
        person = form.instance
        if form.lacked_consent and four_eyes.withdraw_if_shown(person, author=request.user):
            notice = _("Your change would make it public again, so it is unpublished: %(why)s")
            why = " ".join(person.objections(request.user))
            self.message_user(request, notice % {"why": why}, messages.WARNING)
        super().refuse_what_was_saved(request, form)
        four_eyes.refuse_to_show(form.hidden_pictures)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        shown = Detainee.objects.published().filter(pk=form.instance.pk)
        was_shown = change and self.takes_effect(request) and shown.exists()
        sources_first = sorted(formsets, key=lambda formset: formset.model is not Source)
        super().save_related(request, form, sources_first, change)
        fresh = Detainee.objects.get(pk=form.instance.pk)
        if was_shown and not shown.exists():
            self._warn_of_naming(request, fresh)
        shortfalls.check_again(fresh)

    # --- What else names someone who is unpublished ---

    @override
    def confirmation(
        self, request: HttpRequest, action: Action, items: list[Any]
    ) -> TemplateResponse:
        """Unpublishing shows the pages that still name the person, to be unpublished as well."""
        response = super().confirmation(request, action, items)
        if action.change is workflow.withdraw:
            naming = [
                page
                for item in items
                for page in linked_pages.still_naming(item)
                if not is_closed_here(page.item)
            ]
            response.context_data = {**(response.context_data or {}), "naming": naming}
        return response

    @override
    def carry_out(
        self, request: HttpRequest, action: Action, item: Any, *, seen: str = "", **typed: Any
    ) -> tuple[Any, list[str]]:
        """Unpublishing a person unpublishes the ticked pages that still name them."""
        fresh, problems = super().carry_out(request, action, item, seen=seen, **typed)
        if action.change is workflow.withdraw:
            for page in linked_pages.still_naming(item):
                desk: Any = self.admin_site.get_model_admin(type(page.item))
                may = page.is_publishable and desk.allows(request, action)
                may = may and not is_closed_here(page.item)
                if may and page.key in request.POST.getlist("also"):
                    desk.run_action(request, action, page.item, seen=page.item.version)
            self._warn_of_naming(request, item)
        return fresh, problems

    def _warn_of_naming(self, request: HttpRequest, person: Detainee) -> None:
        """After a person was hidden: a headline may tell who it was."""
        if naming := linked_pages.messages(linked_pages.still_naming(person)):
            notice = _("%(person)s is hidden, but not everywhere: %(where)s")
            words = {"person": person.reference, "where": " ".join(naming)}
            self.message_user(request, notice % words, messages.WARNING)

    def delete_model(self, request: HttpRequest, obj: Detainee) -> None:
        """A deleted draft leaves nothing behind either."""
        erasure.erase(obj, author=request.user)

    @override
    def panel(self, request: HttpRequest, item: Any) -> StatePanel:
        panel = super().panel(request, item)
        buttons = list(panel.buttons)
        if not item.merged_into_id and duplicates.possible_duplicates(item):
            buttons.append((_("Duplicates?"), "apart", self.item_url("apart", item)))
        if self.has_change_permission(request, item):
            buttons.append((_("Copy from another person"), "copy", self.item_url("copy", item)))
        if self.has_publish_permission(request):
            label, name = (
                (_("Undo the merge"), "unmerge")
                if item.merged_into_id
                else (_("Merge with another"), "merge")
            )
            buttons.append((label, name, self.item_url(name, item)))
        if may_erase(request) and not item.merged_into_id:
            buttons.append((_("Erase for good"), "erase", self.item_url("erase", item)))
        return replace(panel, buttons=buttons)

    @override
    def publication_checklist(self, item: Any) -> tuple[list[str], list[str]]:
        items = checklist.checklist_items(item)
        missing = [each.in_form(words) for each in items for words in each.to_do]
        return missing, [each.in_form(each.label) for each in items if not each.to_do]
