"""How many follow someone or something. Only opening every row tells, so it is counted once a day.

A number is published to staff from ten on and rounded down. So no one can watch it to see one person follow.
"""

from collections import Counter

from django.db import transaction

from followers.following import content, subjects
from followers.following.subjects import Kind, Shown
from followers.models import Follower, FollowerCount

STEP = 10


def refresh() -> None:
    counted: Counter[subjects.Subject] = Counter()
    for follower in Follower.objects.only("digest", "content").iterator():
        counted.update({each.subject for each in content.read(follower).follows})
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
