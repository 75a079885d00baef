"""The forms of a review. Notes are for staff: they are stored encrypted, and no email holds them."""

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget
from django.contrib.auth.models import User
from django.utils.translation import gettext_lazy as lazy

from campaign.history.changes import Author
from campaign.publishing import reviews
from campaign.publishing.four_eyes import Watched
from campaign.text.inputs import ParagraphInput


class ColleagueChoice(forms.ModelChoiceField[User]):
    def label_from_instance(self, obj: User) -> str:
        name = obj.get_full_name()
        return f"{name} ({obj.get_username()})" if name else obj.get_username()


class AskForm(forms.Form):
    """Whom to ask, and what they should look at."""

    of = ColleagueChoice(
        User.objects.none(),
        label=lazy("Who should review it"),
        required=False,
        empty_label=lazy("Anyone who may publish"),
        help_text=lazy(
            "A colleague whom you name gets an email. It says nothing about the content."
        ),
    )
    note = ParagraphInput(
        label=lazy("Note for them"),
        max_length=reviews.MAX_NOTE,
        required=False,
        widget=AdminTextareaWidget(attrs={"rows": 4}),
        help_text=lazy("Only staff can read it here. It is in no email."),
    )

    def __init__(self, *args: Any, model: type[Watched], user: Author, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["of"].queryset = reviews.colleagues(model, but=user)  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    """needs_note: whether the answer says nothing without one."""

    note = ParagraphInput(
        label=lazy("Your note"),
        max_length=reviews.MAX_NOTE,
        required=False,
        widget=AdminTextareaWidget(attrs={"rows": 4}),
        help_text=lazy("Only staff can read it here. It is in no email."),
    )

    def __init__(self, *args: Any, needs_note: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].required = needs_note
        self.fields["note"].error_messages["required"] = lazy("Say what should change.")
