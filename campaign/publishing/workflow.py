"""The workflow from draft to public, for people, petitions, news and pages.

    draft <-> in review -> scheduled -> published <-> withdrawn

A scheduled item has the state “published” and a later `publish_at`. It becomes public by itself at that time, and can
be made a draft again before. What is public or was is never scheduled: its URL answers with the page, or that it is
gone. Nothing is public by default. Every public query goes through `published()`. Only the functions below change the
state, and each writes an entry with its author to the admin's log and to the activity log. They do not check who may publish: `actions.py`
names the right, and `campaign/roles.py` gives it to groups.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Self

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from campaign.activity.log import Kind, record
from campaign.dates.wording import name_moment
from campaign.history.changes import Author, attribute_to
from campaign.publishing import four_eyes, reviews
from campaign.publishing.ending import has_ended, not_ended, refuse_end_before
from campaign.web import page_cache

NOT_SCHEDULED_AGAIN = _(
    "It is unpublished, so its address says that it is gone. It cannot wait for a later time: leave “Publish on” "
    "empty, and publish it then."
)
BACKDATED = _(
    "This day is past, and no one else has approved that the public reads this date. Choose today or a later day."
)
CHANGED_SINCE = _("It was changed after you looked at it. Look at it again.")


class State(models.TextChoices):
    DRAFT = "draft", _("Draft")
    IN_REVIEW = "in_review", _("In review")
    PUBLISHED = "published", _("Published")
    WITHDRAWN = "withdrawn", _("Unpublished")


class Stage(models.TextChoices):
    """The state as staff see it: what is published from a later time on is scheduled; until a time that is past, ended."""

    DRAFT = State.DRAFT.value, State.DRAFT.label
    IN_REVIEW = State.IN_REVIEW.value, State.IN_REVIEW.label
    SCHEDULED = "scheduled", _("Scheduled")
    PUBLISHED = State.PUBLISHED.value, State.PUBLISHED.label
    ENDED = "ended", _("Ended")
    WITHDRAWN = State.WITHDRAWN.value, State.WITHDRAWN.label


KINDS = {
    State.DRAFT: Kind.RETURNED,
    State.IN_REVIEW: Kind.SUBMITTED,
    State.PUBLISHED: Kind.PUBLISHED,
    State.WITHDRAWN: Kind.WITHDRAWN,
}


class PublishableQuerySet[M: "Publishable"](models.QuerySet[M]):
    def published(self) -> Self:
        """What the public may see now. Every public query starts here."""
        return self.filter(
            not_ended(self.model), state=State.PUBLISHED, publish_at__lte=timezone.now()
        )

    def scheduled(self) -> Self:
        """What becomes public by itself at a later time."""
        return self.filter(state=State.PUBLISHED, publish_at__gt=timezone.now())

    def ended(self) -> Self:
        """What was public until a time that is past."""
        return self.filter(~not_ended(self.model), state=State.PUBLISHED)

    def withdrawn(self) -> Self:
        return self.filter(state=State.WITHDRAWN)


class Publishable(four_eyes.Watched):
    """Base class of everything that is published.

    Subclasses add a `slug`, the last part of the public URL, if they have a page of their own, and a history.
    """

    # Slugs that the site's own URLs use, or will use, in that place.
    reserved_slugs: ClassVar[frozenset[str]] = frozenset()
    # The field from which a form makes an empty slug, and the word before a number if it has no letter for it (slugs.py).
    slug_from: ClassVar[tuple[str, str]] = ("", "")
    # Columns that say what its address answers once it is unpublished (campaign/addresses/models.py).
    leaving_fields: ClassVar[tuple[str, ...]] = ()
    # What unpublishing does, for the page that asks. Empty: what it does to everything with an address (actions.py).
    leaving_words: ClassVar[StrOrPromise] = ""

    state = models.CharField(
        _("state"), max_length=10, choices=State, default=State.DRAFT, editable=False
    )
    publish_at = models.DateTimeField(
        _("publish on"),
        null=True,
        blank=True,
        help_text=_("Leave empty to publish at once. A later time keeps it hidden until then."),
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("last changed"), auto_now=True)

    class Meta:
        abstract = True
        default_permissions: ClassVar[tuple[str, ...]] = (
            "add",
            "change",
            "delete",
            "view",
            "publish",
        )
        constraints: ClassVar[tuple[models.BaseConstraint, ...]] = (
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_published_has_a_time",
                condition=~models.Q(state=State.PUBLISHED) | models.Q(publish_at__isnull=False),
                violation_error_message=_("A published page needs a publication time."),
            ),
        )

    @property
    def is_published(self) -> bool:
        return self.stage == Stage.PUBLISHED

    @property
    def stage(self) -> Stage:
        if self.state != State.PUBLISHED:
            return Stage(self.state)
        if self.publish_at is None or self.publish_at > timezone.now():
            return Stage.SCHEDULED
        return Stage.ENDED if has_ended(self) else Stage.PUBLISHED

    @property
    def was_public(self) -> bool:
        """Whether the public can see it now, or could once. What it never could see leaves no trace."""
        return self.state == State.WITHDRAWN or self.stage in {Stage.PUBLISHED, Stage.ENDED}

    @property
    def is_left(self) -> bool:
        """Whether its address says that the page is gone, or will at a known time."""
        return self.state == State.WITHDRAWN or (
            self.state == State.PUBLISHED and getattr(self, "expires_at", None) is not None
        )

    @property
    def is_shown(self) -> bool:
        return self.is_published

    @property
    def version(self) -> str:
        """Changes with everything that someone who looks at the item sees. Publishing compares it."""
        newest = self.all_changes().order_by("-pk").values_list("pk", flat=True).first()
        return f"{self.updated_at.isoformat()} {newest or 0}"

    def fill_in_for_publication(self) -> None:
        """Set what staff may leave empty until publication, such as the slug."""

    def objections(self, author: Author) -> list[str]:
        """Why this author may not publish it, as messages for staff."""
        return four_eyes.objections(self, author)

    def missing_for_review(self) -> list[str]:
        """What is missing before anyone can review this, as messages for staff."""
        return [words for checks in _checks_of(self) for words in checks.missing_for_review(self)]

    def refuse_if_public(self) -> None:
        """Raise ValidationError if this is public and may not be as it was just saved. The caller rolls back."""
        four_eyes.refuse_lone_change(self)
        for checks in _checks_of(self):
            checks.refuse_if_public(self)

    @contextmanager
    def changed_alone(self) -> Iterator[None]:
        """While the block runs, someone changes it whose change no one else has read. Raises ValidationError, as above."""
        with ExitStack() as stack:
            for checks in _checks_of(self):
                stack.enter_context(checks.alone(self))
            yield

    def fixed_fields(self) -> set[str]:
        """What no one changes any more, such as a letter that people have signed."""
        return {name for checks in _checks_of(self) for name in checks.fixed(self)}

    def after_change(self) -> None:
        """What follows a change of something public, as on the lists of what is incomplete."""
        for checks in _checks_of(self):
            checks.saved(self)

    def missing_for_publication(self) -> list[str]:
        """What is missing before this can be published, as messages for staff."""
        return [words for checks in _checks_of(self) for words in checks.missing(self)]


def _nothing(item: "Publishable") -> AbstractContextManager[None]:
    return nullcontext()


def _no_fields(item: "Publishable") -> Collection[str]:
    return ()


@dataclass(frozen=True, slots=True)
class Checks[M: Publishable]:
    """An app's checks. All but the last return messages for staff.

    missing: what still has to be filled in before publication; missing_for_review: before a review.
    refuse_if_public: raises ValidationError if the item is public and may not be as it was just saved.
    alone: while the block of its context runs, someone changes the item whose change no one else has read. It raises
    ValidationError at the end if that shows the public something else. saved: what follows a change of something public.
    fixed: the fields that no one changes any more.
    """

    missing: Callable[[M], list[str]]
    missing_for_review: Callable[[M], list[str]]
    refuse_if_public: Callable[[M], None]
    alone: Callable[[M], AbstractContextManager[None]] = _nothing
    saved: Callable[[M], object] = _nothing
    fixed: Callable[[M], Collection[str]] = _no_fields


_checks: dict[type[Publishable], Checks[Any]] = {}


def check_before_publishing[M: Publishable](model: type[M], checks: Checks[M]) -> None:
    """Register the checks of a model. An app calls this in `AppConfig.ready`, so that models import no rules."""
    _checks[model] = checks


def _checks_of(item: Publishable) -> list[Checks[Any]]:
    """Those of its model and of every model that this one derives from: a proxy cannot go round them."""
    return [_checks[model] for model in type(item).__mro__ if model in _checks]


# The functions that change the state. seen: the item's `version` when the author looked at it; they refuse an item
# that has changed since. All raise ValidationError with messages for staff.


@transaction.atomic
def submit(
    item: Publishable, *, author: Author, seen: str = "", of: User | None = None, note: str = ""
) -> None:
    """Submit a draft for review, by a colleague or by anyone who may publish it.

    The error has one message for each missing thing.
    """
    _lock(item, {Stage.DRAFT}, seen)
    if missing := item.missing_for_review():
        raise ValidationError(missing)
    _save(item, State.IN_REVIEW, author, "Submitted for review.")
    reviews.ask(item, author=author, of=of, note=note)


@transaction.atomic
def ask_for_review(
    item: Publishable, *, author: Author, seen: str = "", of: User | None = None, note: str = ""
) -> None:
    """Ask a colleague to look at what is in review already."""
    _lock(item, {Stage.IN_REVIEW}, seen)
    reviews.ask(item, author=author, of=of, note=note)
    _log(item, Kind.REVIEW_ASKED, author, "Asked for a review.")


@transaction.atomic
def approve(item: Publishable, *, author: Author, seen: str, note: str = "") -> None:
    """Say that this version may be public. Then whoever may publish can do so, its author included."""
    _lock(item, {Stage.IN_REVIEW}, seen)
    if missing := item.missing_for_publication() + item.objections(author):
        raise ValidationError(missing)
    reviews.answer(item, reviews.Answer.APPROVED, author=author, note=note)
    _log(item, Kind.APPROVED, author, "Approved.")


@transaction.atomic
def ask_for_changes(item: Publishable, *, author: Author, seen: str, note: str) -> None:
    """Return an item in review to its writer, with a note."""
    _lock(item, {Stage.IN_REVIEW}, seen)
    reviews.answer(item, reviews.Answer.CHANGES, author=author, note=note)
    _save(item, State.DRAFT, author, "Returned with a note.")


@transaction.atomic
def publish(item: Publishable, *, author: Author, seen: str = "", note: str = "") -> None:
    """Show it to the public from `publish_at` on. The error has one message for each missing thing.

    It answers an open request for a review, with this note.
    """
    _lock(item, {Stage.DRAFT, Stage.IN_REVIEW, Stage.WITHDRAWN}, seen)
    if missing := item.missing_for_publication() + item.objections(author):
        raise ValidationError(missing)
    now = timezone.now()
    if item.publish_at is None:
        item.publish_at = now
    if item.state == State.WITHDRAWN and item.publish_at > now:
        raise ValidationError(NOT_SCHEDULED_AGAIN)
    refuse_end_before(item, max(now, item.publish_at))
    item.fill_in_for_publication()
    if item.state == State.WITHDRAWN:
        _answer_when_gone(item, {})
    reviews.settle(item, author=author, note=note)
    _save(item, State.PUBLISHED, author, _message(item))


@transaction.atomic
def reschedule(item: Publishable, *, publish_at: datetime, author: Author, seen: str = "") -> None:
    """Let a scheduled item become public at another time, at once if that is past."""
    _lock(item, {Stage.SCHEDULED}, seen)
    if four_eyes.applies_to(item) and timezone.localdate(publish_at) < timezone.localdate():
        raise ValidationError(BACKDATED)
    refuse_end_before(item, publish_at)
    item.publish_at = publish_at
    _save(item, State.PUBLISHED, author, _message(item))


@transaction.atomic
def withdraw(item: Publishable, *, author: Author, seen: str = "", **answer: str) -> None:
    """Hide it everywhere, from the next request on. Its URL answers 410 without a name.

    answer: what else the URL answers, by the names in `leaving_fields`. What was never public becomes a draft: a 410
    would say that there had been something.
    """
    _lock(item, {Stage.PUBLISHED, Stage.SCHEDULED, Stage.ENDED}, seen)
    if item.was_public:
        _answer_when_gone(item, answer)
        _save(item, State.WITHDRAWN, author, "Withdrawn from the public.")
    else:
        _save(item, State.DRAFT, author, "Returned to draft before it was public.")


@transaction.atomic
def change_answer(item: Publishable, *, author: Author, seen: str = "", **answer: str) -> None:
    """Let the URL of something withdrawn, ended or about to end answer something else. answer: as in `withdraw`."""
    _lock(item, {Stage.WITHDRAWN, Stage.ENDED, Stage.PUBLISHED}, seen)
    if not item.is_left:
        raise ValidationError(_("It is public, and has no end."))
    _answer_when_gone(item, answer)
    _save(item, State(item.state), author, "Changed what its address answers.", Kind.CHANGED)


@transaction.atomic
def return_to_draft(item: Publishable, *, author: Author, seen: str = "") -> None:
    """Make an item in review, or a scheduled one, a draft again.

    What was public stays withdrawn: it keeps its 410, slug and consents.
    """
    _lock(item, {Stage.IN_REVIEW, Stage.SCHEDULED}, seen)
    reviews.drop(item, author=author)
    _save(item, State.DRAFT, author, "Returned to draft.")


def _answer_when_gone(item: Publishable, answer: Mapping[str, str]) -> None:
    """Raises ValidationError if the answer would say something that the item did not say, and that must stay hidden."""
    before = set(item.missing_for_publication()) if any(answer.values()) else set()
    for name in item.leaving_fields:
        setattr(item, name, answer.get(name, ""))
    if any(answer.values()) and (
        told := [words for words in item.missing_for_publication() if words not in before]
    ):
        raise ValidationError(told)


def _message(item: Publishable) -> str:
    if item.stage == Stage.SCHEDULED and item.publish_at:
        return f"Scheduled for {name_moment(item.publish_at)}."
    return "Published."


def _lock(item: Publishable, allowed: set[Stage], seen: str) -> None:
    """Read the item again and lock its row until the end of the transaction.

    Two members of staff may press different buttons at once. The checks must see the state that becomes public.
    """
    item.refresh_from_db(from_queryset=type(item)._default_manager.select_for_update())
    if item.stage not in allowed:
        raise ValidationError(
            _("“%(item)s” is %(state)s, so this is not possible.")
            % {"item": item, "state": item.stage.label.lower()}
        )
    if seen and seen != item.version:
        raise ValidationError(CHANGED_SINCE)


def _save(
    item: Publishable, new_state: State, author: Author, message: str, kind: Kind | None = None
) -> None:
    """kind: of the activity; by itself that of the new state."""
    if author.pk is None:
        raise PermissionDenied  # every change needs an author
    item.state = new_state
    attribute_to(author, message)
    own = {"slug", *item.leaving_fields} & {field.name for field in item._meta.concrete_fields}
    item.save(update_fields=["state", "publish_at", "updated_at", *own])
    by_state = Kind.SCHEDULED if item.stage == Stage.SCHEDULED else KINDS[new_state]
    _log(item, kind or by_state, author, message)
    page_cache.invalidate_after_commit()


def _log(item: Publishable, kind: Kind, author: Author, message: str) -> None:
    if author.pk is None:
        raise PermissionDenied  # every act needs an author
    LogEntry.objects.log_actions(
        author.pk, [item], CHANGE, change_message=message, single_object=True
    )
    record(kind, actor=author, subject=item)
