"""The form below a text that someone outside checks."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from campaign.preview_links import comments
from campaign.preview_links.models import PreviewComment, PreviewLink
from campaign.text.inputs import ParagraphInput

Verdict = PreviewComment.Verdict


class CommentForm(forms.Form):
    about = forms.ChoiceField(
        label=_("What is it about?"),
        choices=PreviewComment.About,
        error_messages={"required": _("Choose what it is about.")},
    )
    verdict = forms.ChoiceField(
        label=_("What do you say to it?"),
        choices=Verdict,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the three.")},
    )
    text = ParagraphInput(
        label=_("Your comment"),
        help_text=_("You can write in any language. Write what is wrong, and what is right."),
        max_length=comments.MAX_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
    )

    def __init__(self, *args: Any, purpose: str, **kwargs: Any) -> None:
        """A journalist under embargo is not asked whether the text is right or may be published."""
        super().__init__(*args, **kwargs)
        if purpose == PreviewLink.Purpose.EMBARGO:
            del self.fields["verdict"]

    def clean(self) -> dict[str, Any]:
        """“This is right” says all by itself."""
        typed = self.cleaned_data
        if "verdict" not in self.fields:
            typed["verdict"] = Verdict.CHANGE
        if typed.get("verdict") == Verdict.CHANGE and not typed.get("text") and not self.errors:
            self.add_error("text", _("Write what must change."))
        return typed
