"""Tips at the desk: staff with the right to do so read, answer and close them."""

from typing import Any, cast

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest, QueryDict
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from campaign.admin.base import DeskAdmin
from campaign.admin.forms import StampField
from profiles.models import Tip
from profiles.tips.conversation import answer_tip
from profiles.tips.forms import MessageField


class TipDeskForm(forms.ModelForm):  # type: ignore[type-arg]
    """Refuses to save if a message arrived after the form was opened. A closed tip would erase it unread."""

    seen = StampField(required=False)
    answer = MessageField(
        label=lazy("Answer"),
        required=False,
        help_text=lazy(
            "The visitor reads it with their code, when they come back. Never ask who they are."
        ),
    )

    class Meta:
        model = Tip
        fields = ("about", "state")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = self.instance.messages.count()

    def clean_seen(self) -> str:
        seen: str = self.cleaned_data["seen"]
        Tip.objects.select_for_update().get(
            pk=self.instance.pk
        )  # no one writes until the form is saved
        number = str(self.instance.messages.count())
        if seen and seen != number:
            # The form now shows the new message, so saving a second time is fine.
            self.data = cast(QueryDict, self.data).copy()
            self.data["seen"] = number
            raise ValidationError(_("A new message arrived after you opened this. Read it first."))
        return seen


@admin.register(Tip)
class TipAdmin(DeskAdmin):
    form = TipDeskForm
    list_note = lazy(
        "What visitors told us anonymously. Nothing of it is published automatically: check it, "
        "and write what is right into the profile with a source. A closed one is erased after three months."
    )
    list_display = ("kind", "about", "state", "told_on", "last_on")
    list_filter = ("state", "kind", "told_on")
    search_fields = ("about__names__text",)
    search_help_text = lazy("The name of the person it is about. The texts are encrypted.")
    list_select_related = ("about",)
    autocomplete_fields = ("about",)
    readonly_fields = ("kind", "told_on", "last_on", "conversation")
    fields = ("conversation", "seen", "answer", "state", "kind", "about", "told_on", "last_on")

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
            answer_tip(obj, answer, author=request.user)  # type: ignore[arg-type]
