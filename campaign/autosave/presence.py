"""Who else has a form open now, so that two colleagues do not write the same thing.

A row says that someone has opened the form of an item. It goes when they save, and after PRESENT without a sign of them: opening the
form again, or typing, which `storing.keep` notes. There is no heartbeat: a tab that is left open must not keep its session
alive. Only whoever may open the form sees the names.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timesince import timesince
from django.utils.translation import gettext as _

from campaign.autosave.models import OpenForm, UnsavedWork

PRESENT = timedelta(minutes=30)  # as long as a session without use (campaign/accounts/sessions.py)


@dataclass(frozen=True, slots=True)
class Present:
    name: str
    opened_at: datetime
    changed_at: datetime | None

    def __str__(self) -> str:
        clock = date_format(timezone.localtime(self.opened_at), "H:i")
        values = {"who": self.name, "time": clock}
        if self.changed_at is None:
            return _("%(who)s has had this open since %(time)s.") % values
        if timezone.now() - self.changed_at < timedelta(minutes=1):
            return _("%(who)s has had this open since %(time)s, and is writing now.") % values
        values["ago"] = timesince(self.changed_at, depth=1)
        return (
            _("%(who)s has had this open since %(time)s, and typed something %(ago)s ago.") % values
        )


def note(user: Any, model: str, object_pk: str) -> None:
    """This account has the form of an item open."""
    row = OpenForm(owner_id=user.pk, model=model, object_pk=object_pk, opened_at=timezone.now())
    OpenForm.objects.bulk_create(
        [row],
        update_conflicts=True,
        unique_fields=["owner", "model", "object_pk"],
        update_fields=["opened_at"],
    )


def end(user: Any, model: str, object_pk: str) -> None:
    """They have saved it."""
    OpenForm.objects.filter(owner=user.pk, model=model, object_pk=object_pk).delete()


def others(user: Any, model: str, object_pk: str) -> list[Present]:
    """Colleagues who have opened the form lately, or typed into it. Whoever came first stands first."""
    since = timezone.now() - PRESENT
    work = UnsavedWork.objects.filter(
        owner=models.OuterRef("owner"), model=model, object_pk=object_pk, kept_at__gt=since
    )
    typed_at = models.Subquery(work.order_by("-kept_at").values("kept_at")[:1])
    rows = OpenForm.objects.filter(
        model=model, object_pk=object_pk, owner__is_active=True, owner__is_staff=True
    )
    rows = rows.exclude(owner=user.pk).annotate(typed_at=typed_at)
    lately = rows.filter(models.Q(opened_at__gt=since) | models.Q(typed_at__isnull=False))
    return [
        Present(row.owner.get_full_name() or row.owner.get_username(), row.opened_at, row.typed_at)
        for row in lately.select_related("owner").order_by("opened_at")
    ]


def delete_old() -> None:
    """Those who have unsaved work of the last minutes are still there."""
    since = timezone.now() - PRESENT
    work = UnsavedWork.objects.filter(
        owner=models.OuterRef("owner"),
        model=models.OuterRef("model"),
        object_pk=models.OuterRef("object_pk"),
        kept_at__gt=since,
    )
    OpenForm.objects.filter(~models.Exists(work), opened_at__lte=since).delete()
