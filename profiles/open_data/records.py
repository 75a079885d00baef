"""The records of the open data: a line of JSON a person, made when she changes and kept.

Nothing is handed out while a record that is due waits to be made again (`catch_up`): so somebody who is
withdrawn is in no file from the next request on, and a file is made of lines that are in step.
"""

import json
from collections.abc import Collection
from datetime import datetime, time, timedelta
from itertools import chain, islice
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max, Q, QuerySet
from django.utils import timezone, translation

from campaign.publishing.workflow import State
from profiles.models import Detainee, Due, OpenRecord
from profiles.open_data.fields import CHANGED_AT, form, record_of
from profiles.public.profile import PublicProfile

AT_ONCE = 200  # people: a second's work
ROWS_AT_ONCE = 20 * AT_ONCE  # that say whose turn it is; one change may have added several
CATCHING_UP = 0x6F70656E  # the key of the lock: any number that nothing else uses


class BeingMade(Exception):
    """The records, or a file of them, are being made again after a change; nothing older is given out."""


def catch_up() -> None:
    """Make again what is due, if it is little. Raises BeingMade: it is more, or somebody else is at it."""
    if _is_due() and not _make_again():
        raise BeingMade


def catch_up_with_all() -> None:
    """However much there is, in short transactions. Raises BeingMade: somebody else is at it."""
    while _is_due():
        _make_again()


def forget(people: Collection[int]) -> None:
    """Of who is erased: nothing of the line is left, and it will still be seen that there was one."""
    OpenRecord.objects.filter(pk__in=people).exclude(line="").update(
        line=json.dumps({CHANGED_AT.name: None})
    )


def version() -> datetime | None:
    """When anything in the records was last changed; another one whenever any line is another."""
    newest: datetime | None = OpenRecord.objects.aggregate(newest=Max("changed_at"))["newest"]
    return newest


def _is_due() -> bool:
    return Due.objects.exists() or _overdue().exists()


def _overdue() -> QuerySet[OpenRecord]:
    """Those that are due though nobody changed anything: their time has come, or they are of another form."""
    ours = form(settings.SITE_URL)
    return OpenRecord.objects.filter(
        Q(until__lte=timezone.now()) | Q(form__lt=ours) | Q(form__gt=ours)
    )


def _make_again() -> bool:
    """Some of what is due; whether that was all."""
    with transaction.atomic():
        _one_at_a_time()
        named = Due.objects.order_by("pk").values_list("detainee", flat=True)[:ROWS_AT_ONCE]
        overdue = _overdue().values_list("pk", flat=True)[:AT_ONCE]
        people = set(islice(dict.fromkeys(chain(named, overdue)), AT_ONCE))
        # Read before the people are: who changes meanwhile is due once more.
        rows = list(Due.objects.filter(detainee__in=people).values_list("pk", flat=True))
        _make(people)
        Due.objects.filter(pk__in=rows).delete()
    return not _is_due()


def _one_at_a_time() -> None:
    """So that `changed_at` rises in the order in which lines come to be seen. Raises BeingMade."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [CATCHING_UP])
        [(ours,)] = cursor.fetchall()
    if not ours:
        raise BeingMade


def _make(people: Collection[int]) -> None:
    newest = version()
    moment = max(timezone.now(), newest + timedelta(microseconds=1)) if newest else timezone.now()
    known = OpenRecord.objects.in_bulk(people)
    public = _public(people)
    later = dict(
        Detainee.objects.filter(
            pk__in=people, state=State.PUBLISHED, publish_at__gt=timezone.now()
        ).values_list("pk", "publish_at")
    )
    rows = []
    for pk in people:
        row = known.get(pk) or OpenRecord(detainee_id=pk)
        told, row.until = public.get(pk, (None, later.get(pk)))
        row.form = form(settings.SITE_URL)
        if told != _told_before(row):
            row.changed_at = moment
            row.line = _line(told, moment) if told else ""
        rows.append(row)
    OpenRecord.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["detainee"],
        update_fields=["line", "changed_at", "until", "form"],
    )


def _public(people: Collection[int]) -> dict[int, tuple[dict[str, Any] | None, datetime | None]]:
    """What is public of each, and until when if nobody changes anything; of whom is invented, nothing."""
    found = Detainee.objects.published().for_story().filter(pk__in=people)
    with translation.override(settings.LANGUAGE_CODE):
        return {
            person.pk: (
                None if person.is_demo else record_of(PublicProfile(person)),
                _until(person),
            )
            for person in found
        }


def _until(person: Detainee) -> datetime | None:
    """When a consent ends, of hers or of those who are linked with her, or one of these is published."""
    linked = [row.other for row in person.relationships.all() if row.other]
    linked += [row.detainee for row in person.relationships_from_others.all()]
    ends = {
        timezone.make_aware(datetime.combine(consent.expires_on, time.min))
        for each in (person, *linked)
        for consent in each.consents.all()
        if consent.expires_on
    }
    begins = {each.publish_at for each in linked if each.publish_at}
    return min((moment for moment in ends | begins if moment > timezone.now()), default=None)


def _told_before(row: OpenRecord) -> dict[str, Any] | None:
    if not row.line:
        return None
    told: dict[str, Any] = json.loads(row.line)
    del told[CHANGED_AT.name]
    return told


def _line(told: dict[str, Any], moment: datetime) -> str:
    made = told | {CHANGED_AT.name: moment.isoformat(timespec="seconds")}
    return json.dumps(made, ensure_ascii=False, separators=(",", ":"))
