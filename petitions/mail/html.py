"""The HTML part of an email, made from its plain text, since several mail programs do not make links of addresses.

It has no picture, no script, no style sheet and nothing from elsewhere, so opening it tells no one anything. The only links are
those of the text. Nobody can put markup into it: all of the text is escaped.
"""

import re

from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

_URL = re.compile(r"https?://[^\s<>\"”’)]*[^\s<>\"”’).,;:!?]")
_LIST_ITEM = re.compile(r"[-*•] |\d+\. ")


def to_html(subject: str, text: str, action: str) -> str:
    """A page with the paragraphs of the text. action: the words of the button that leads where its first link leads."""
    links = _URL.findall(text)
    context = {
        "subject": subject,
        "paragraphs": [_paragraph(each) for each in re.split(r"\n\s*\n", text.strip("\n"))],
        "first": links[0] if links else "",
        "action": action,
    }
    return render_to_string("emails/email.html", context)


def _paragraph(text: str) -> dict[str, str | SafeString]:
    """link: if the paragraph ends with an address on a line of its own. code: if it is indented, and nothing else."""
    if text.startswith("    "):
        return {"code": text.strip()}
    *before, last = text.strip().splitlines()
    link = last if _URL.fullmatch(last) else ""
    return {"words": _with_links(before if link else [*before, last]), "link": link}


def _with_links(lines: list[str]) -> SafeString:
    """The lines as HTML. They were wrapped, so only those of a list stay lines."""
    written = ""
    for line in lines:
        written += ("<br>\n" if _LIST_ITEM.match(line) else "\n") if written else ""
        last = 0
        for found in _URL.finditer(line):
            url = escape(found[0])
            written += _escaped(line[last : found.start()]) + f'<a href="{url}">{url}</a>'
            last = found.end()
        written += _escaped(line[last:])
    return mark_safe(written)  # noqa: S308  every part is escaped


def _escaped(text: str) -> str:
    """For the content of an element, where quotes mean nothing. Without them the lines stay short."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
