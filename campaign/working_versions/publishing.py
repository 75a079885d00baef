"""Publishes, schedules and discards working versions.

All functions lock the item first, then its version. They raise ValidationError with messages for staff, and do not check
who may publish: the desk does, and the job for scheduled versions (tasks.py).
"""

from contextlib import nullcontext
from datetime import datetime

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from campaign.accounts import emails
from campaign.activity.log import Kind
from campaign.history.changes import Author
from campaign.publishing import four_eyes, reviews
from campaign.publishing.models import Review
from campaign.publishing.workflow import CHANGED_SINCE, Publishable, Stage
from campaign.web import page_cache
from campaign.working_versions.applying import conflicts_of, lay_over, taken_back
from campaign.working_versions.keeping import log
from campaign.working_versions.models import WorkingVersion

Answer = Review.Answer


def unread(item: Publishable) -> str:
    return _(
        "“%(item)s” is public, and no one else has read the change. The changes are kept as a working version: ask a "
        "colleague to read it and publish it."
    ) % {"item": item}


def is_read_by_two(version: WorkingVersion, author: Author) -> bool:
    """Whether the publication by this author would be the second person's: they did not write it, or a colleague approved it."""
    if version.author_id != author.pk:
        return True
    about = four_eyes.approval(version, version.model, version.revision, but_by=author)
    return about is not None


@transaction.atomic
def publish(item: Publishable, *, author: Author, seen: str = "", note: str = "") -> None:
    """Make the changes of the working version public, at once and all of them. They are an edit of their writer."""
    version = _lock(item, seen)
    if item.stage != Stage.PUBLISHED:
        raise ValidationError(
            _("“%(item)s” is not public now. Take the changes over into the form instead.")
            % {"item": item}
        )
    _apply(item, version, author)
    reviews.settle(version, author=author, note=note)
    log(item, Kind.PUBLISHED, author, "Published a working version.", "working version")
    version.delete()


@transaction.atomic
def take_over(item: Publishable, *, author: Author, seen: str = "") -> None:
    """Write the changes into an item that is not public. They stay an edit of their writer."""
    version = _lock(item, seen)
    if item.state == Stage.PUBLISHED:
        raise ValidationError(CHANGED_SINCE)
    lay_over(version, item, author=version.author, why=version.why)
    _touch(item)
    log(item, Kind.CHANGED, author, "Took a working version over.", "working version")
    version.delete()


@transaction.atomic
def schedule(item: Publishable, *, publish_at: datetime, author: Author, seen: str = "") -> None:
    """Publish the changes at a later time, if they could be published now."""
    version = _lock(item, seen)
    if publish_at <= timezone.now():
        raise ValidationError(
            _("This time is past. Choose a later one, or publish the changes now.")
        )
    refuse_if_not_publishable(item, version, author=author)
    version.publish_at, version.scheduled_by_id, version.failed_at = publish_at, author.pk, None
    version.save(update_fields=["publish_at", "scheduled_by", "failed_at"])
    log(item, Kind.SCHEDULED, author, "Scheduled a working version.", "working version")


@transaction.atomic
def unschedule(item: Publishable, *, author: Author, seen: str = "") -> None:
    version = _lock(item, seen)
    version.publish_at = version.scheduled_by = None
    version.save(update_fields=["publish_at", "scheduled_by"])
    log(
        item,
        Kind.RETURNED,
        author,
        "Took back the schedule of a working version.",
        "working version",
    )


@transaction.atomic
def discard(item: Publishable, *, author: Author, seen: str = "") -> None:
    """Delete the working version. What is public stays as it is."""
    version = _lock(item, seen)
    log(item, Kind.DISCARDED, author, "Discarded a working version.")
    version.delete()


# --- Reviews ---------------------------------------------------------------------------------------------------------


@transaction.atomic
def ask_for_review(
    item: Publishable, *, author: Author, seen: str = "", of: User | None = None, note: str = ""
) -> None:
    version = _lock(item, seen)
    reviews.ask(version, author=author, of=of, note=note)
    log(
        item,
        Kind.REVIEW_ASKED,
        author,
        "Asked for a review of a working version.",
        "working version",
    )


@transaction.atomic
def approve(item: Publishable, *, author: Author, seen: str, note: str = "") -> None:
    """Say that this very text may be public. Then its writer may publish it as well."""
    version = _lock(item, seen)
    if version.author_id == author.pk:
        raise ValidationError(_("You changed it last. Someone else has to read it."))
    refuse_if_not_publishable(item, version, author=author)
    reviews.answer(version, Answer.APPROVED, author=author, note=note)
    log(item, Kind.APPROVED, author, "Approved a working version.", "working version")


@transaction.atomic
def ask_for_changes(item: Publishable, *, author: Author, seen: str, note: str) -> None:
    version = _lock(item, seen)
    version.publish_at = version.scheduled_by = None
    version.save(update_fields=["publish_at", "scheduled_by"])
    reviews.answer(version, Answer.CHANGES, author=author, note=note)
    log(item, Kind.RETURNED, author, "Asked for changes of a working version.", "working version")


# --- Scheduled versions ----------------------------------------------------------------------------------------------


def publish_due(version_pk: int) -> bool:
    """Publish a version whose time has come; return whether it worked. If not, staff are told, and nothing is changed."""
    with transaction.atomic():
        found = WorkingVersion.objects.scheduled().select_related("scheduled_by", "author")
        version = found.filter(pk=version_pk, publish_at__lte=timezone.now()).first()
        item = version.item() if version else None
        if version is None or item is None or version.scheduled_by is None:
            return False
        by = version.scheduled_by
        try:
            if not four_eyes.publishers(version.model).filter(pk=by.pk).exists():
                raise ValidationError(_("Whoever scheduled it may not publish it any more."))
            with transaction.atomic():
                publish(item, author=by, seen=version.seen)
        except ValidationError:
            _say_that_it_failed(version)
            return False
    return True


def _say_that_it_failed(version: WorkingVersion) -> None:
    """Tell its writer and whoever scheduled it. The emails hold no text and no name."""
    people = {each.pk: each for each in (version.author, version.scheduled_by) if each}
    WorkingVersion.objects.filter(pk=version.pk).update(
        publish_at=None, scheduled_by=None, failed_at=timezone.now()
    )
    for user in people.values():
        emails.send(user, "version_not_published", **reviews.reference(version, "version"))


# --- What they share -------------------------------------------------------------------------------------------------


def problems(item: Publishable, version: WorkingVersion, *, author: Author) -> list[str]:
    """Why this author may not publish the changes now, as messages for staff. It tries, and takes that back."""
    try:
        with transaction.atomic():
            refuse_if_not_publishable(item, version, author=author)
    except ValidationError as error:
        return error.messages
    return []


def refuse_if_not_publishable(
    item: Publishable, version: WorkingVersion, *, author: Author
) -> None:
    with taken_back():
        _apply(item, version, author)


def _apply(item: Publishable, version: WorkingVersion, author: Author) -> None:
    if conflicts_of(version):
        raise ValidationError(
            _(
                "Someone has changed the public text since, in the same place. Open the form: it shows both. Keep the "
                "working version again to decide."
            )
        )
    if fixed := _fixed_by_now(item, version):
        raise ValidationError(
            _("This cannot be changed any more: %(fields)s.") % {"fields": ", ".join(fixed)}
        )
    is_read = is_read_by_two(version, author)
    missing_before = set(item.missing_for_publication())
    with nullcontext() if is_read else item.changed_alone():
        lay_over(version, item, author=version.author, why=_why(version, author))
        _touch(item)
        fresh: Publishable = type(item)._default_manager.get(pk=item.pk)
        fresh.is_read_by_two = is_read
        _refuse_if_it_may_not_be_public(fresh, missing_before)
    fresh.after_change()
    page_cache.invalidate_after_commit()


def _fixed_by_now(item: Publishable, version: WorkingVersion) -> list[str]:
    own = [each for each in version.changes if each["table"] == item._meta.db_table]
    changed = {column for each in own for column in each["after"] or ()}
    fields = [item._meta.get_field(name) for name in sorted(item.fixed_fields())]
    return [str(each.verbose_name) for each in fields if each.column in changed]  # type: ignore[union-attr]


def _refuse_if_it_may_not_be_public(fresh: Publishable, missing_before: set[str]) -> None:
    try:
        four_eyes.refuse_lone_change(fresh)
    except ValidationError as error:
        raise ValidationError(unread(fresh)) from error
    fresh.refuse_if_public()
    if missing := [each for each in fresh.missing_for_publication() if each not in missing_before]:
        raise ValidationError(missing)


def _why(version: WorkingVersion, author: Author) -> str:
    """For the history: the edit is that of the writer, so this names whoever published it."""
    publisher = _name(author)
    begun = version.created_by
    words = (
        _("A working version, published by %(publisher)s.") % {"publisher": publisher}
        if begun.pk == version.author_id
        else _("A working version that %(begun)s began, published by %(publisher)s.")
        % {"begun": _name(begun), "publisher": publisher}
    )
    return f"{version.why} ({words})" if version.why else words


def _name(user: Author) -> str:
    return (isinstance(user, User) and user.get_full_name()) or user.get_username()


def _touch(item: Publishable) -> None:
    """Whoever has the form open is told that it has changed."""
    type(item)._base_manager.filter(pk=item.pk).update(updated_at=timezone.now())


def _lock(item: Publishable, seen: str) -> WorkingVersion:
    """Read the item and its version again, and lock both until the end of the transaction."""
    item.refresh_from_db(from_queryset=type(item)._default_manager.select_for_update(of=("self",)))
    found = WorkingVersion.objects.about(item).select_for_update(of=("self",))
    version = found.select_related("author", "created_by").first()
    if version is None:
        raise ValidationError(_("There is no working version any more."))
    if seen and seen != version.seen:
        raise ValidationError(CHANGED_SINCE)
    return version
