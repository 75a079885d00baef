"""The workflow from draft to public, for people, petitions, news and pages.

    draft <-> in review -> published <-> withdrawn

Nothing is public by default. Every public query goes through `published()`. Only the functions below change the
state, and each writes an entry with its author to the admin's log and to the activity log. They do not check who may publish: `actions.py`
names the right, and `campaign/roles.py` gives it to groups.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaign.activity.log import Kind, record
from campaign.history.changes import Author, attribute_to
from campaign.web import page_cache


class State(models.TextChoices):
    DRAFT = "draft", _("Draft")
    IN_REVIEW = "in_review", _("In review")
    PUBLISHED = "published", _("Published")
    WITHDRAWN = "withdrawn", _("Unpublished")


KINDS = {
    State.DRAFT: Kind.RETURNED,
    State.IN_REVIEW: Kind.SUBMITTED,
    State.PUBLISHED: Kind.PUBLISHED,
    State.WITHDRAWN: Kind.WITHDRAWN,
}


class PublishableQuerySet[M: "Publishable"](models.QuerySet[M]):
    def published(self) -> Self:
        """What the public may see now. Every public query starts here."""
        return self.filter(state=State.PUBLISHED, publish_at__lte=timezone.now())

    def withdrawn(self) -> Self:
        return self.filter(state=State.WITHDRAWN)


class Publishable(models.Model):
    """Base class of everything that is published. Subclasses add a `slug`, the last part of the public URL."""

    # Slugs that the site's own URLs use, or will use, in that place.
    reserved_slugs: ClassVar[frozenset[str]] = frozenset()

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
        default_permissions = ("add", "change", "delete", "view", "publish")
        constraints: ClassVar[tuple[models.BaseConstraint, ...]] = (
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_published_has_a_time",
                condition=~models.Q(state=State.PUBLISHED) | models.Q(publish_at__isnull=False),
                violation_error_message=_("A published page needs a publication time."),
            ),
        )

    @property
    def is_published(self) -> bool:
        return (
            self.state == State.PUBLISHED
            and self.publish_at is not None
            and self.publish_at <= timezone.now()
        )

    def fill_in_for_publication(self) -> None:
        """Set what staff may leave empty until publication, such as the slug."""

    def objections(self, author: Author) -> list[str]:
        """Why this author may not publish it, as messages for staff."""
        return [words for checks in _checks_of(self) for words in checks.objections(self, author)]

    def missing_for_publication(self) -> list[str]:
        """What is missing before this can be published, as messages for staff."""
        return [words for checks in _checks_of(self) for words in checks.missing(self)]


@dataclass(frozen=True, slots=True)
class Checks[M: Publishable]:
    """An app's checks before publication. Both return messages for staff.

    missing: what still has to be filled in. objections: why this author may not publish it.
    """

    missing: Callable[[M], list[str]]
    objections: Callable[[M, Author], list[str]]


_checks: dict[type[Publishable], Checks[Any]] = {}


def check_before_publishing[M: Publishable](model: type[M], checks: Checks[M]) -> None:
    """Register the checks of a model. An app calls this in `AppConfig.ready`, so that models import no rules."""
    _checks[model] = checks


def _checks_of(item: Publishable) -> list[Checks[Any]]:
    """Those of its model and of every model that this one derives from: a proxy cannot go round them."""
    return [_checks[model] for model in type(item).__mro__ if model in _checks]


# The functions that change the state. seen: the item's `updated_at` (ISO 8601) when the author looked at it; they
# refuse an item that has changed since. All raise ValidationError with messages for staff.


def submit(item: Publishable, *, author: Author, seen: str = "") -> None:
    """Submit a draft for review."""
    _change_state(item, State.IN_REVIEW, {State.DRAFT}, author, "Submitted for review.", seen)


@transaction.atomic
def publish(item: Publishable, *, author: Author, seen: str = "") -> None:
    """Show it to the public from `publish_at` on. The error has one message for each missing thing."""
    _lock(item, {State.DRAFT, State.IN_REVIEW, State.WITHDRAWN}, seen)
    if missing := item.missing_for_publication() + item.objections(author):
        raise ValidationError(missing)
    item.fill_in_for_publication()
    if item.publish_at is None:
        item.publish_at = timezone.now()
    _save(item, State.PUBLISHED, author, "Published.")


def withdraw(item: Publishable, *, author: Author, seen: str = "") -> None:
    """Hide it everywhere, from the next request on. Its URL answers 410 without a name."""
    _change_state(
        item, State.WITHDRAWN, {State.PUBLISHED}, author, "Withdrawn from the public.", seen
    )


def return_to_draft(item: Publishable, *, author: Author, seen: str = "") -> None:
    """Make an item in review a draft again. What was public stays withdrawn: it keeps its 410, slug and consents."""
    _change_state(item, State.DRAFT, {State.IN_REVIEW}, author, "Returned to draft.", seen)


@transaction.atomic
def _change_state(
    item: Publishable,
    new_state: State,
    allowed: set[State],
    author: Author,
    message: str,
    seen: str,
) -> None:
    _lock(item, allowed, seen)
    _save(item, new_state, author, message)


def _lock(item: Publishable, allowed: set[State], seen: str) -> None:
    """Read the item again and lock its row until the end of the transaction.

    Two members of staff may press different buttons at once. The checks must see the state that becomes public.
    """
    item.refresh_from_db(from_queryset=type(item)._default_manager.select_for_update())
    if item.state not in allowed:
        raise ValidationError(
            _("“%(item)s” is %(state)s, so this is not possible.")
            % {"item": item, "state": item.get_state_display().lower()}
        )
    if seen and seen != item.updated_at.isoformat():
        raise ValidationError(_("It was changed after you looked at it. Look at it again."))


def _save(item: Publishable, new_state: State, author: Author, message: str) -> None:
    if author.pk is None:
        raise PermissionDenied  # every change needs an author
    item.state = new_state
    attribute_to(author, message)
    item.save(update_fields=["state", "slug", "publish_at", "updated_at"])  # type: ignore[misc]
    LogEntry.objects.log_actions(
        author.pk, [item], CHANGE, change_message=message, single_object=True
    )
    kind = KINDS[new_state]
    if new_state == State.PUBLISHED and not item.is_published:
        kind = Kind.SCHEDULED
    record(kind, actor=author, subject=item)
    page_cache.invalidate_after_commit()
