"""What visitors told: read, answered and closed by those who may, and by nobody else."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from campaign.desk import DeskAdmin
from profiles import tips
from profiles.forms import Told
from profiles.models import Tip


class TipDeskForm(forms.ModelForm):  # type: ignore[type-arg]
    answer = Told(
        label=lazy("Answer"),
        required=False,
        help_text=lazy(
            "Read by whoever knows the code, when they come back. Never ask who they are."
        ),
    )

    class Meta:
        model = Tip
        fields = ("about", "state")


@admin.register(Tip)
class TipAdmin(DeskAdmin):
    form = TipDeskForm
    list_note = lazy(
        "What visitors told without saying who they are. Nothing of it is published by itself: check it, "
        "and write what holds into the profile with a source. A closed one is erased after three months."
    )
    list_display = ("kind", "about", "state", "told_on", "last_on")
    list_filter = ("state", "kind", "told_on")
    search_fields = ("about__names__text",)
    search_help_text = lazy("The name of the person it is about. The texts are encrypted.")
    list_select_related = ("about",)
    autocomplete_fields = ("about",)
    readonly_fields = ("kind", "told_on", "last_on", "conversation")
    fields = ("conversation", "answer", "state", "kind", "about", "told_on", "last_on")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("about__names")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    @admin.display(description=lazy("conversation"))
    def conversation(self, tip: Tip) -> SafeString:
        return format_html_join(
            "",
            '<div class="message" dir="auto"><strong>{}, {}</strong><p>{}</p></div>',
            (
                (each.author or _("The visitor"), each.on, each.text)
                for each in tip.messages.select_related("author")
            ),
        )

    def save_model(self, request: HttpRequest, obj: Tip, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if answer := form.cleaned_data.get("answer"):
            tips.answer(obj, answer, author=request.user)  # type: ignore[arg-type]
