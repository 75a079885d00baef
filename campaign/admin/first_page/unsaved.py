"""One's own unsaved work on the first page."""

from collections.abc import Iterator

from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from campaign.admin.first_page.entries import Entry, Part, Row
from campaign.autosave.views import unsaved_lines


def unsaved_work(request: HttpRequest) -> Iterator[Entry]:
    rows = [Row(capfirst(text), url, at=at) for text, url, at in unsaved_lines(request)]
    yield Entry(Part.WAITING, "unsaved", _("Unsaved work"), rows, rank=0)
