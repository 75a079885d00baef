"""Asks before a day or a time takes effect: a page says in words what was understood, and what will happen then.

An admin class calls `ask_first` while it saves. DeskAdmin.changeform_view catches what it raises, after everything that
the form has written is rolled back. The page carries all that was typed, so that *Yes* sends the form again and *Change
it* shows it again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from campaign.dates.wording import describe_day, describe_moment

AGREED, GOES_BACK = "_dates_agreed", "_change_dates"  # names in the form that the page sends
OF_THE_PAGE = {"csrfmiddlewaretoken", AGREED, GOES_BACK}


@dataclass(frozen=True, slots=True)
class DateEffect:
    """What a day or a time does.

    name, label: of the field. then, already: sentences for a time that comes, and for one that is past.
    asks_when_published: whether to ask when the item is published, even if no one has just typed the time.
    """

    name: str
    label: str
    when: date
    then: str
    already: str
    asks_when_published: bool = False

    @property
    def is_past(self) -> bool:
        if isinstance(self.when, datetime):
            return self.when <= timezone.now()
        return self.when <= timezone.localdate()

    @property
    def words(self) -> str:
        when = self.when
        return describe_moment(when) if isinstance(when, datetime) else describe_day(when)

    @property
    def sentence(self) -> str:
        return self.already if self.is_past else self.then

    @property
    def key(self) -> str:
        """What staff agree to. If the time passes meanwhile it is another thing, and asked again."""
        return f"{self.name}={self.when.isoformat()}{' past' if self.is_past else ''}"


class AskFirst(Exception):
    """The question about these effects. yes: the button that agrees."""

    def __init__(self, effects: Sequence[DateEffect], title: str, yes: str) -> None:
        super().__init__()
        self.effects, self.title, self.yes = effects, title, yes

    def response(self, request: HttpRequest, model_admin: Any) -> HttpResponse:
        typed = [
            (name, value)
            for name, values in request.POST.lists()
            if name not in OF_THE_PAGE
            for value in values
        ]
        context = model_admin.admin_site.each_context(request) | {
            "title": self.title,
            "opts": model_admin.opts,
            "effects": self.effects,
            "has_past": any(effect.is_past for effect in self.effects),
            "typed": typed,
            "loses_files": any(request.FILES.values()),
            "agreed": (AGREED, agreement(self.effects)),
            "goes_back": GOES_BACK,
            "yes": self.yes,
        }
        return TemplateResponse(request, "admin/ask_first.html", context)


def agreement(effects: Sequence[DateEffect]) -> str:
    return "; ".join(effect.key for effect in effects)


def ask_first(
    request: HttpRequest, effects: Sequence[DateEffect], *, title: str = "", yes: str = ""
) -> None:
    """Raise AskFirst unless there is nothing to ask, or staff have agreed to exactly this."""
    if effects and request.POST.get(AGREED) != agreement(effects):
        raise AskFirst(effects, title or _("Check the dates"), yes or _("Yes, save it"))
