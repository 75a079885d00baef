"""Reviews of items: asking a colleague, answering, and what staff see of it.

The functions here write only reviews. workflow.py calls them and changes the state of the item. Emails say that
a review waits or was answered, with the kind of the item, its number and a link: no title, no name and no note, since
mailboxes are read by others and a note may name someone.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, ClassVar, Protocol

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from campaign.accounts import emails
from campaign.history.changes import Author
from campaign.history.revert import changes_of
from campaign.publishing import four_eyes
from campaign.publishing.four_eyes import Watched
from campaign.publishing.models import Review, ReviewQuerySet

Answer = Review.Answer
MAX_NOTE = 2000


class Version(Protocol):
    """Something else that is reviewed than an item itself: its working version (campaign/working_versions).

    text_version: tells its text from every other. item: what it is a version of.
    """

    _meta: ClassVar[Any]
    pk: Any
    subject_pk: Any

    @property
    def text_version(self) -> int: ...

    @property
    def model(self) -> type[Watched]: ...


type Reviewed = Watched | Version


def colleagues(model: type[Watched], *, but: Author) -> models.QuerySet[User]:
    """Everyone else who may publish items of this model."""
    found = four_eyes.publishers(model).exclude(pk=but.pk or 0)
    return found.order_by("first_name", "username")


def ask(item: Reviewed, *, author: Author, of: User | None = None, note: str = "") -> Review:
    """Ask for a review, of a colleague or of anyone who may publish it. It replaces a request without an answer."""
    drop(item, author=author)
    review: Review = Review.objects.create(
        subject=item._meta.label_lower,
        subject_pk=item.pk,
        asked_by_id=author.pk or 0,
        asked_of=of,
        note=note.strip()[:MAX_NOTE],
    )
    if of:
        emails.send(of, "review_asked", **reference(item, "review"))
    return review


def answer(item: Reviewed, answer: Review.Answer, *, author: Author, note: str = "") -> Review:
    """Answer the open request, or write down an answer that no one asked for. It is about the present text."""
    review = Review.objects.about(item).unanswered().select_related("asked_by").first()
    asked = review is not None
    if review is None:
        review = Review(
            subject=item._meta.label_lower, subject_pk=item.pk, asked_by_id=author.pk or 0
        )
    review.answer, review.answer_note = answer, note.strip()[:MAX_NOTE]
    review.answered_by_id, review.answered_at = author.pk, timezone.now()
    review.looked_at = _text_version(item)
    review.save()
    if asked and review.asked_by_id != author.pk and answer != Answer.DROPPED:
        emails.send(review.asked_by, "review_answered", **reference(item, "change"))
    return review


def settle(item: Reviewed, *, author: Author, note: str = "") -> None:
    """The item is published: whoever was asked has approved it. Its own asker only takes the request back."""
    review = Review.objects.about(item).unanswered().first()
    if note or (review and review.asked_by_id != author.pk):
        answer(item, Answer.APPROVED, author=author, note=note)
    elif review:
        drop(item, author=author)


def drop(item: Reviewed, *, author: Author) -> None:
    """Take back a request that has no answer."""
    if Review.objects.about(item).unanswered().exists():
        answer(item, Answer.DROPPED, author=author)


# --- What staff see --------------------------------------------------------------------------------------------------


def last_of(item: models.Model) -> Review | None:
    """The newest request or answer about an item."""
    reviews = Review.objects.about(item).exclude(answer=Answer.DROPPED)
    return reviews.select_related("asked_by", "asked_of", "answered_by").first()


def asked_for_changes(item: models.Model) -> User | None:
    """The colleague whose answer was the last about an item, if it asks for changes."""
    answered = Review.objects.about(item).exclude(answer__in=["", Answer.DROPPED])
    review = answered.select_related("answered_by").first()
    return review.answered_by if review and review.answer == Answer.CHANGES else None


def newest_of(items: Iterable[models.Model]) -> dict[tuple[str, int], Review]:
    """The newest request or answer about each of these items, without the notes."""
    by_label: dict[str, list[int]] = defaultdict(list)
    for item in items:
        by_label[item._meta.label_lower].append(item.pk)
    if not by_label:
        return {}
    wanted = [Q(subject=label, subject_pk__in=pks) for label, pks in by_label.items()]
    found = _newest().filter(Q(*wanted, _connector=Q.OR))
    return {(each.subject, each.subject_pk): each for each in found}


def returned_to(user: Author, *, most: int) -> list[Review]:
    """The reviews whose last answer asks this user for changes, the newest first."""
    newer = Review.objects.filter(
        subject=OuterRef("subject"), subject_pk=OuterRef("subject_pk"), pk__gt=OuterRef("pk")
    )
    wanted = Review.objects.filter(~Exists(newer), answer=Answer.CHANGES, asked_by=user.pk)
    return list(_with_names(wanted).order_by("-pk")[:most])


def read_until(item: Watched) -> int:
    """The newest change that a reviewer has read: of the last answer, or of the last publication; 0 if of none."""
    answered = (
        Review.objects.about(item).filter(looked_at__isnull=False).exclude(answer=Answer.DROPPED)
    )
    published = changes_of(item).filter(table=item._meta.db_table, after__state="published")
    return max(
        answered.values_list("looked_at", flat=True).first() or 0,
        published.order_by("-pk").values_list("pk", flat=True).first() or 0,
    )


def _newest() -> ReviewQuerySet:
    """The newest of each item."""
    found = Review.objects.exclude(answer=Answer.DROPPED)
    found = found.order_by("subject", "subject_pk", "-pk").distinct("subject", "subject_pk")
    return _with_names(found)


def _with_names(found: ReviewQuerySet) -> ReviewQuerySet:
    return found.defer("note", "answer_note").select_related("asked_by", "asked_of", "answered_by")


def _text_version(item: Reviewed) -> int:
    return four_eyes.text_version(item) if isinstance(item, Watched) else item.text_version


def reference(item: Reviewed, page: str) -> dict[str, Any]:
    """What an email may say about an item. The answer to a review of a working version stands on the page of the version."""
    if isinstance(item, Watched):
        opts, pk, name = item._meta, item.pk, page
    else:
        opts, pk, name = item.model._meta, item.subject_pk, "version"
    path = reverse(f"admin:{opts.app_label}_{opts.model_name}_{name}", args=[pk])
    return {"kind": opts.verbose_name, "number": pk, "link": settings.SITE_URL + path}
