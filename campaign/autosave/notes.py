"""What a page with a form shows about unsaved work, and what it does with a form that was sent.

A page that is no form of Django's admin calls `sent`, `work_of_form` and `settle` itself
(profiles/admin/import_steps.py). The others do so through `AutosavingAdmin`.
"""

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from django.contrib import messages
from django.contrib.admin.models import LogEntry
from django.contrib.admin.options import get_content_type_for_model
from django.db import models
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from campaign.autosave import storing
from campaign.autosave.marks import RESTORE, Mark, mark_of_this_form
from campaign.autosave.models import UnsavedWork
from campaign.autosave.storing import GoneError
from campaign.autosave.typed import TooLongError, Typed

_RESTORED = "restored_work"  # on the request


@dataclass(frozen=True, slots=True)
class Found:
    """Unsaved work, for the note above a form. changed_by: a colleague who has saved the item since."""

    pk: int
    kept_at: datetime
    address: str
    changed_by: str
    lost_file: bool


@dataclass(frozen=True, slots=True)
class FormWork:
    """What the templates show as `work`. shows_typed: whether the form shows what was typed, not what is stored."""

    mark: str
    shows_typed: bool
    restored: Found | None
    waiting: list[Found]


def address(work: UnsavedWork) -> str:
    """Where the form shows it. If it cannot be saved any more, this leads on to `reading_address`."""
    return f"{work.path}?{urlencode({RESTORE: work.pk})}"


def reading_address(work: UnsavedWork) -> str:
    return reverse("admin:read_work", args=[work.pk])


# --- Showing it ------------------------------------------------------------------------------------------------------


def asked_for(request: HttpRequest) -> UnsavedWork | None:
    """The own unsaved work of this form whose number is in the address."""
    number = request.GET.get(RESTORE, "")
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    work = storing.of(request.user).filter(path=request.path, pk=number).first()
    if work is None:
        messages.info(request, _("This unsaved work is no longer there."))
    return work


def without_number(url: str) -> str:
    """An address that shows no unsaved work: what was restored is saved, and Django keeps the query of the form."""
    parts = urlsplit(url)
    query = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] != RESTORE]
    return urlunsplit(parts._replace(query=urlencode(query)))


def restore(request: HttpRequest, work: UnsavedWork) -> None:
    """From now on, the form of this request is shown with this work."""
    request.__dict__[_RESTORED] = work


def restored(request: HttpRequest) -> UnsavedWork | None:
    return request.__dict__.get(_RESTORED)


def sent(request: HttpRequest) -> QueryDict | None:
    """What the form of a page is filled with: what was posted, or the unsaved work that its address asks for."""
    if request.method == "POST":
        return request.POST
    work = asked_for(request)
    if work is None:
        return None
    restore(request, work)
    return Typed.from_json(work.content).query_dict()


def work_of_form(request: HttpRequest, model: type[models.Model], item: Any) -> FormWork:
    """item: what the form changes; None for a new one."""
    is_sent = request.method == "POST"
    work = restored(request)
    if work:
        return FormWork(_mark_of(work).sealed(), True, _found(request, work, item), [])
    # A form that is shown again stays the same form.
    mark = (mark_of_this_form(request) if is_sent else None) or Mark.new(request, model, item)
    works = [] if is_sent else storing.of(request.user).filter(path=request.path)
    return FormWork(mark.sealed(), is_sent, None, [_found(request, each, item) for each in works])


def _mark_of(work: UnsavedWork) -> Mark:
    """The mark of the form that it was typed into, so that saving erases it."""
    return Mark(
        work.owner_id, work.path, work.form, work.model, work.object_pk, work.opened_at
    )  # fmt: skip


def _found(request: HttpRequest, work: UnsavedWork, item: Any) -> Found:
    query = request.GET.copy()  # such as that of a small window
    query[RESTORE] = str(work.pk)
    return Found(
        pk=work.pk,
        kept_at=work.kept_at,
        address=f"{work.path}?{query.urlencode()}",
        changed_by=_changed_by(work, item) if item else "",
        lost_file=Typed.from_json(work.content).lost_file,
    )


def _changed_by(work: UnsavedWork, item: models.Model) -> str:
    later = LogEntry.objects.filter(
        content_type=get_content_type_for_model(item),
        object_id=str(item.pk),
        action_time__gt=work.opened_at,
    )
    entry = later.exclude(user_id=work.owner_id).select_related("user").first()
    return str(entry.user) if entry else ""


# --- After it was sent -----------------------------------------------------------------------------------------------


def settle(request: HttpRequest, *, is_saved: bool) -> UnsavedWork | None:
    """Erase the unsaved work of the form that was sent, or keep what it holds. Returns what is kept."""
    mark = mark_of_this_form(request)
    if mark is None or mark.owner != request.user.pk:
        return None
    if is_saved:
        storing.erase_form(mark)
        return None
    return keep_sent(request)


def keep_sent(request: HttpRequest, *, without: str | None = None) -> UnsavedWork | None:
    """Keep what the form that was sent holds. without: a part of the names of fields that are saved already."""
    mark = mark_of_this_form(request)
    if mark is None or mark.owner != request.user.pk:
        return None
    typed = Typed.of(request)
    if without is not None:
        typed = replace(typed, fields=[each for each in typed.fields if without not in each[0]])
    with suppress(TooLongError, GoneError):
        return storing.keep(mark, typed)
    return None
