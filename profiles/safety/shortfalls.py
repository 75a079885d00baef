"""People who are public although something is missing: a consent that ended, a place that must be hidden by now.

A page can become incomplete without anyone saving it. So every night the checklist runs over everyone who is public.
What it finds is a queue at the desk.
"""

from django.db import transaction

from profiles.models import Detainee, Shortfall
from profiles.safety.checklist import missing_items


def check_everyone() -> int:
    """Run the checklist over everyone public; return how many lack something."""
    public = Detainee.objects.published().order_by("pk").iterator(chunk_size=500)
    lacking = {person.pk for person in public if missing_items(person)}
    with transaction.atomic():
        Shortfall.objects.exclude(pk__in=lacking).delete()
        _record(lacking)
    return len(lacking)


def check_again(person: Detainee) -> None:
    """After a change of one person, so that the queue does not wait for the night."""
    if Detainee.objects.published().filter(pk=person.pk).exists() and missing_items(person):
        _record({person.pk})
    else:
        Shortfall.objects.filter(pk=person.pk).delete()


def _record(pks: set[int]) -> None:
    """Those of before keep their day."""
    Shortfall.objects.bulk_create((Shortfall(pk=pk) for pk in pks), ignore_conflicts=True)
