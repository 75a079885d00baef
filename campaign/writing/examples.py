"""The examples of the page “How to write”: what to type, and what becomes of it."""

from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from campaign.text import markdown


@dataclass(frozen=True, slots=True)
class Example:
    what: str
    typed: str
    note: str = ""

    @property
    def shown(self) -> SafeString:
        return markdown.render(self.typed)


def groups() -> list[tuple[str, list[Example]]]:
    return [
        (_("Paragraphs and words"), _words()),
        (_("Lists, quotes and tables"), _blocks()),
        (_("Links and footnotes"), _links()),
    ]


def _words() -> list[Example]:
    return [
        Example(
            _("Paragraphs"),
            _("They took her at night.\n\nNo one has heard from her since."),
            _("Leave an empty line between two paragraphs."),
        ),
        Example(
            _("Headings"),
            _("## What happened\n\n### In the camp"),
            _("Two signs for a heading, three for one below it. The title of the page is above them."),
        ),
        Example(_("Bold"), _("She is **free**.")),
        Example(_("Italic"), _("He wrote *The Winter Road*.")),
        Example(_("Struck out"), _("He is ~~45~~ 46 years old."), _("For a correction that stays visible.")),
        Example(
            _("Line break"),
            _("12 May Street\\\nKashgar"),
            _("A backslash at the end of a line."),
        ),
        Example(
            _("A sign that is only a sign"),
            _("5 \\* 3, and \\# 7"),
            _("A backslash before it."),
        ),
    ]  # fmt: skip


def _blocks() -> list[Example]:
    return [
        Example(_("List"), _("- Write to your member of parliament\n- Share this page")),
        Example(_("Numbered list"), _("1. Open the link\n2. Press the button")),
        Example(
            _("List within a list"),
            _("- Prisons\n    - Ürümchi\n    - Kashgar\n- Camps"),
            _("Four blanks before the line."),
        ),
        Example(_("Quotation"), _("> My brother is a teacher.\n>\n> He taught me to read.")),
        Example(
            _("Table"),
            _("| Year | People |\n|------|-------:|\n| 2017 | 12 |\n| 2018 | 31 |"),
            _("The second line divides the heads from the rows. A colon at its right end puts numbers to that side."),
        ),
        Example(_("Line across"), _("Before\n\n---\n\nAfter")),
    ]  # fmt: skip


def _links() -> list[Example]:
    return [
        Example(_("Link"), _("[Read the report](https://example.org/report)")),
        Example(_("Link to our own page"), _("[Sign the petition](/petitions/)")),
        Example(
            _("Address"),
            _("See www.example.org or write to press@example.org."),
            _("A web or email address becomes a link by itself."),
        ),
        Example(
            _("Footnote"),
            _("He was sentenced in 2019.[^1]\n\n[^1]: Letter of the court to the family."),
            _("The notes stand below the text, wherever you type them."),
        ),
    ]
