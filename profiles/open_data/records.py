"""The records of the open data: one stored line of JSON for each person, made again after a change.

Triggers note in `Due` who has changed. No request is answered while a due record is not made again (`update_due`).
So a person who is withdrawn is in no file from the next request on, and all lines of a file are up to date.
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
from profiles.open_data.fields import CHANGED_AT, person_record, record_form
from profiles.public.profile import PublicProfile

# People in one transaction: that takes about a second.
CHUNK = 200
# Rows of `Due` read in one transaction: a change may add several for one person.
DUE_CHUNK = 20 * CHUNK
# The key of the advisory lock: any number that nothing else uses.
LOCK = 0x6F70656E


class BeingMade(Exception):
    """Records or a file are being made again after a change. Nothing older is sent."""


def update_due() -> None:
    """Make one chunk of due records. Raises BeingMade if more are due, or if another process makes them."""
    if _any_due() and not _update_chunk():
        raise BeingMade


def update_all_due() -> None:
    """Make all due records, in short transactions. Raises BeingMade if another process makes them."""
    while _any_due():
        _update_chunk()


def erase_lines(people: Collection[int]) -> None:
    """Erase the content of these people's lines.

    A placeholder stays. It differs from a missing record, so the next update makes a new version.
    """
    OpenRecord.objects.filter(pk__in=people).exclude(line="").update(
        line=json.dumps({CHANGED_AT.name: None})
    )


def version() -> datetime | None:
    """Return the time of the last change of any line. A change always makes it later."""
    newest: datetime | None = OpenRecord.objects.aggregate(newest=Max("changed_at"))["newest"]
    return newest


def _any_due() -> bool:
    return Due.objects.exists() or _overdue().exists()


def _overdue() -> QuerySet[OpenRecord]:
    """Return the records that are due without a change: they have expired, or have another form."""
    ours = record_form(settings.SITE_URL)
    return OpenRecord.objects.filter(
        Q(until__lte=timezone.now()) | Q(form__lt=ours) | Q(form__gt=ours)
    )


def _update_chunk() -> bool:
    """Make one chunk of due records; return whether that was all."""
    with transaction.atomic():
        _lock()
        changed = Due.objects.order_by("pk").values_list("detainee", flat=True)[:DUE_CHUNK]
        overdue = _overdue().values_list("pk", flat=True)[:CHUNK]
        people = set(islice(dict.fromkeys(chain(changed, overdue)), CHUNK))
        # Read before the people: a person who changes in between gets another row in Due, and is made again.
        rows = list(Due.objects.filter(detainee__in=people).values_list("pk", flat=True))
        _make_records(people)
        Due.objects.filter(pk__in=rows).delete()
    return not _any_due()


def _lock() -> None:
    """Let one transaction at a time make records, so that `changed_at` rises in the order of commits.

    Raises BeingMade if another one holds the lock.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        [(ours,)] = cursor.fetchall()
    if not ours:
        raise BeingMade


def _make_records(people: Collection[int]) -> None:
    newest = version()
    moment = max(timezone.now(), newest + timedelta(microseconds=1)) if newest else timezone.now()
    known = OpenRecord.objects.in_bulk(people)
    public = _public_records(people)
    scheduled = dict(
        Detainee.objects.filter(
            pk__in=people, state=State.PUBLISHED, publish_at__gt=timezone.now()
        ).values_list("pk", "publish_at")
    )
    rows = []
    for pk in people:
        row = known.get(pk) or OpenRecord(detainee_id=pk)
        record, row.until = public.get(pk, (None, scheduled.get(pk)))
        row.form = record_form(settings.SITE_URL)
        if record != _stored_record(row):
            row.changed_at = moment
            row.line = _line(record, moment) if record else ""
        rows.append(row)
    OpenRecord.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["detainee"],
        update_fields=["line", "changed_at", "until", "form"],
    )


def _public_records(
    people: Collection[int],
) -> dict[int, tuple[dict[str, Any] | None, datetime | None]]:
    """Return, by primary key, the record of each published person and when it expires (`_expires_at`).

    An invented person has no record.
    """
    found = Detainee.objects.published().for_story().prefetch_related("translations")
    found = found.filter(pk__in=people)
    with translation.override(settings.LANGUAGE_CODE):
        return {
            person.pk: (
                None if person.is_demo else person_record(PublicProfile(person)),
                _expires_at(person),
            )
            for person in found
        }


def _expires_at(person: Detainee) -> datetime | None:
    """Return when the record changes by itself.

    That is when a consent of the person or of a linked person ends, or when a linked person is published.
    """
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


def _stored_record(row: OpenRecord) -> dict[str, Any] | None:
    if not row.line:
        return None
    record: dict[str, Any] = json.loads(row.line)
    del record[CHANGED_AT.name]
    return record


def _line(record: dict[str, Any], moment: datetime) -> str:
    line = record | {CHANGED_AT.name: moment.isoformat(timespec="seconds")}
    return json.dumps(line, ensure_ascii=False, separators=(",", ":"))
