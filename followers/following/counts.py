"""How many follow someone or something. Only opening every row tells, so it is counted once a day.

A number is published to staff from ten on and rounded down. So no one can watch it to see one person follow.
"""

from collections import Counter
from itertools import batched

from django.db import transaction

from followers.following import content, subjects
from followers.following.subjects import Kind, Shown
from followers.models import Follower, FollowerCount

STEP = 10
BATCH = 500  # rows that are open at a time


def refresh() -> None:
    counted: Counter[subjects.Subject] = Counter()
    followers = Follower.objects.only("digest", "content").iterator()
    for some in batched(followers, BATCH):
        for stored in content.read_all(some).values():
            counted.update({each.subject for each in stored.follows})
    rounded = {subject: n // STEP * STEP for subject, n in counted.items() if n >= STEP}
    shown = subjects.public(rounded)
    with transaction.atomic():
        FollowerCount.objects.all().delete()
        FollowerCount.objects.bulk_create(
            _row(shown[subject], number)
            for subject, number in rounded.items()
            if subject in shown and shown[subject].subject == subject
        )


def _row(shown: Shown, number: int) -> FollowerCount:
    kind, pk = shown.subject
    if kind == Kind.PERSON:
        return FollowerCount(person_id=pk, at_least=number)
    return FollowerCount(petition_id=pk, at_least=number)
