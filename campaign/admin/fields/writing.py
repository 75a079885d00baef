"""The field in which staff write Markdown: a plain textarea, to which scripts add buttons and a preview.

The textarea always holds the Markdown itself. So without JavaScript the form works as well, and the unsaved work, the merge
of two edits and the undo of the browser know nothing of the editor.
"""

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.forms import Script
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from campaign.images.models import Picture
from campaign.privacy.readers import is_closed_here
from campaign.text import markdown
from campaign.text.fields import MarkdownField

# The names of the buttons, in groups. static/js/writing.js knows what each does.
BUTTONS = (
    (
        ("bold", _("Bold"), "B"),
        ("italic", _("Italic"), "I"),
        ("link", _("Link"), "K"),
    ),
    (
        ("heading", _("Heading"), ""),
        ("list", _("List"), ""),
        ("numbers", _("Numbered list"), ""),
        ("quote", _("Quotation"), ""),
    ),
    (
        ("table", _("Table"), ""),
        ("note", _("Footnote"), ""),
        ("picture", _("Picture"), ""),
    ),
)


class WritingWidget(AdminTextareaWidget):
    class Media:
        css = {"all": ("css/admin/writing.css",)}
        js = tuple(
            Script(f"js/{name}.js", defer=True)
            for name in ("writing-paste", "writing-dialogs", "writing")
        )

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"dir": "auto", "rows": 20} | (attrs or {}))

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        context = {
            "textarea": super().render(name, value, attrs, renderer),
            "id": (attrs or {}).get("id", f"id_{name}"),
            "groups": BUTTONS,
            "most": markdown.MAX_LENGTH,
        }
        return SafeString(render_to_string("admin/writing/widget.html", context))


class WritingField(forms.CharField):
    """Refuses numbers of pictures that do not exist or are closed to the user: the text would show what they may not see."""

    widget = WritingWidget

    def __init__(self, **kwargs: Any) -> None:
        kwargs["help_text"] = ""  # the widget has its own
        super().__init__(**kwargs)
        self.validators.append(MaxLengthValidator(markdown.MAX_LENGTH))

    def validate(self, value: Any) -> None:
        super().validate(value)
        if numbers := markdown.picture_numbers(value or ""):
            found = {
                picture.pk
                for picture in Picture.objects.filter(pk__in=numbers).only("pk")
                if not is_closed_here(picture)
            }
            for number in numbers:
                if number not in found:
                    raise ValidationError(
                        _("There is no picture number %(number)s. Choose another, or take it out."),
                        code="no_picture",
                        params={"number": number},
                    )


WRITING_FIELDS: dict[type[MarkdownField], dict[str, Any]] = {
    MarkdownField: {"form_class": WritingField, "widget": WritingWidget}
}
