"""The admin of responses: what an addressee answered to a delivery. It is typed in as a draft, and published later."""

from typing import Any, override

from django.contrib import admin
from django.contrib.admin.widgets import AdminFileWidget
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from campaign.admin.forms import PublishableForm
from campaign.admin.history import HistoryAdmin
from campaign.admin.scheduling import StageFilter
from petitions.admin.handover.delivery import (
    delete_document_after_commit,
    may_delete,
    refuse_days_to_come,
)
from petitions.handover import documents
from petitions.models import Response


class DocumentInput(AdminFileWidget):
    """Links to the view that serves the file to staff. The storage's own URL does not work."""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        if self.is_initial(value):
            url = reverse("admin:petitions_response_document", args=[value.instance.pk])
            context["widget"]["value"] = Link(url, _("the answer (PDF)"))
        return context


class Link(str):
    """A text with a `url`, as the widget's template expects it."""

    url: str

    def __new__(cls, url: str, text: str) -> "Link":
        link = super().__new__(cls, text)
        link.url = url
        return link


class ResponseForm(PublishableForm):
    class Meta:
        # Django labels a fieldset here, for the field and its "clear" checkbox. The input needs its own label.
        attributes = {"accept": "application/pdf", "aria-label": lazy("Document (PDF)")}
        widgets = {"answer_document": DocumentInput(attrs=attributes)}

    @override
    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        refuse_days_to_come(self, "answered_on")
        delivery = cleaned.get("delivery") or (self.instance.delivery_id and self.instance.delivery)
        if (day := cleaned.get("answered_on")) and delivery and day < delivery.delivered_on:
            words = _("It cannot have been answered before it was delivered, on %(day)s.")
            self.add_error("answered_on", words % {"day": date_format(delivery.delivered_on)})
        return cleaned

    def clean_answer_document(self) -> Any:
        document = self.cleaned_data["answer_document"]
        if isinstance(document, UploadedFile):
            documents.check_pdf(document, document.size or 0)
        return document


@admin.register(Response)
class ResponseAdmin(HistoryAdmin):
    keeps_versions = False  # its form saves a file
    form = ResponseForm
    list_note = lazy("What addressees answered. Begin one on the page of its delivery.")
    list_display = ("delivery", "petition", "answered_on", "badge", "changed")
    list_select_related = ("delivery__petition",)
    list_filter = (StageFilter, "answered_on")
    search_fields = ("delivery__petition__title", "delivery__to_whom", "answer")
    ordering = ("-answered_on", "-pk")
    autocomplete_fields = ("delivery",)
    fieldsets = (
        (None, {"fields": ("delivery", "answered_on", "answer", "answer_document")}),
        (lazy("Publishing"), {"fields": ("publish_at",)}),
    )

    @admin.display(description=lazy("petition"))
    def petition(self, response: Response) -> str:
        return str(response.delivery.petition)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """The delivery of a response does not change."""
        fields = super().get_readonly_fields(request, obj)
        return (*fields, *(("delivery",) if obj else ()))

    @override
    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_delete(self, request, obj)

    @override
    def get_view_on_site_url(self, obj: Any = None) -> str | None:
        """It is on the page of its petition, if that and the delivery are public."""
        desk: Any = self.admin_site.get_model_admin(Response.delivery.field.related_model)
        return desk.get_view_on_site_url(obj.delivery) if obj and obj.is_published else None

    @override
    def hidden_because(self, item: Any) -> str:
        if not item.delivery.is_published:
            return _("Hidden, because its delivery is not published. It comes back with it.")
        if not item.delivery.petition.is_published:
            return _("Hidden, because the petition is not public. It comes back with it.")
        return ""

    def save_model(self, request: HttpRequest, obj: Response, form: Any, change: bool) -> None:
        before = Response.objects.filter(pk=obj.pk).first() if change else None
        super().save_model(request, obj, form, change)
        if before and before.answer_document.name not in {"", obj.answer_document.name}:
            delete_document_after_commit(before)

    def delete_model(self, request: HttpRequest, obj: Response) -> None:
        super().delete_model(request, obj)
        delete_document_after_commit(obj)

    def get_urls(self) -> list[URLPattern]:
        document = self.admin_site.admin_view(self.document_view)
        return [
            path("<int:pk>/document.pdf", document, name="petitions_response_document"),
            *super().get_urls(),
        ]

    def document_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The document for staff, whether or not the response is public."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        response = get_object_or_404(Response, pk=pk)
        return documents.download_response(response, f"answer-{response.delivery_id}.pdf")  # type: ignore[return-value]
