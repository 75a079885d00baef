"""The inlines of a news item's form: its authors and its documents."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from campaign.admin.fields.inlines import DeskStackedInline, DeskTabularInline
from campaign.admin.merging import MergingForm, MergingFormSet
from news.documents import intake
from news.documents.cleaner import MAX_PAGES
from news.models import Byline, NewsDocument


class BylineForm(MergingForm):
    pass


class BylineInline(DeskTabularInline):
    model = Byline
    form = BylineForm
    formset = MergingFormSet
    fields = ("author", "order")
    autocomplete_fields = ("author",)
    extra = 1


class DocumentForm(MergingForm):
    """Stores the file during validation, because only reading it shows what it is."""

    upload = forms.FileField(
        label=lazy("File"),
        help_text=lazy(
            "PDF (at most %(pages)d pages), JPEG, PNG or WebP, 15 MB at most. It is written anew, without what it says of "
            "its authors. Read it yourself: what can be seen in it stays."
        )
        % {"pages": MAX_PAGES},
        widget=forms.FileInput(attrs={"accept": "application/pdf,image/jpeg,image/png,image/webp"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["upload"].required = False
            self.fields["upload"].label = _("Replace it by")

    def clean(self) -> Any:
        cleaned = super().clean() or self.cleaned_data
        upload = cleaned.get("upload")
        if upload and not self.errors:
            try:
                stored = intake.store_document(upload.file, upload.size)
            except ValidationError as error:
                self.add_error("upload", error)
            else:
                for name in ("name", "size", "words"):
                    setattr(self.instance, name, getattr(stored, name))
        return cleaned


class DocumentInline(DeskStackedInline):
    model = NewsDocument
    form = DocumentForm
    formset = MergingFormSet
    fields = ("title", "language", "order", "upload", "file")
    readonly_fields = ("file",)
    extra = 1

    @admin.display(description=lazy("stored file"))
    def file(self, document: NewsDocument) -> SafeString | str:
        if not document.pk:
            return ""
        url = reverse("admin:news_newsitem_document", args=[document.item_id, document.pk])
        words = f"{document.kind.upper()}, {filesizeformat(document.size)}"
        return format_html('<a href="{}">{}</a>', url, words)
