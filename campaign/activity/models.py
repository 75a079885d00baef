"""The activity log, and its newest hash."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Activity(models.Model):
    """One thing that someone of the staff did. Only `log.py` writes it.

    It refers to rows by model and number and names no one, so an erasure has nothing to erase here. The database sets
    `at` when the row is added, and `place` and `hash` when its transaction is committed.
    """

    class Kind(models.TextChoices):
        LOGGED_IN = "logged_in", _("Logged in")
        LOGGED_OUT = "logged_out", _("Logged out")
        LOGIN_FAILED = "login_failed", _("Failed to log in")
        SIGNERS = "signers", _("Looked at signers")
        EXPORTED = "exported", _("Exported")
        SUBMITTED = "submitted", _("Submitted for review")
        REVIEW_ASKED = "review_asked", _("Asked for a review")
        APPROVED = "approved", _("Approved")
        RETURNED = "returned", _("Returned to draft")
        PUBLISHED = "published", _("Published")
        SCHEDULED = "scheduled", _("Scheduled")
        WITHDRAWN = "withdrawn", _("Unpublished")
        KEPT = "kept", _("Kept a working version")
        DISCARDED = "discarded", _("Discarded a working version")
        SHOWN = "shown", _("Made a link for someone outside")
        LINK_OPENED = "link_opened", _("Someone outside opened a link")
        LINK_REVOKED = "link_revoked", _("Revoked a link for someone outside")
        ADDED = "added", _("Added")
        CHANGED = "changed", _("Changed")
        UNDONE = "undone", _("Undid")
        MERGED = "merged", _("Merged two people")
        IMPORTED = "imported", _("Began or stopped an import")
        ENDED = "ended", _("Closed a petition")
        INVALIDATED = "invalidated", _("Began or stopped an invalidation")
        SWITCHED = "switched", _("Used an emergency switch")
        ACCOUNT_ADDED = "account_added", _("Added an account")
        ACCOUNT_CHANGED = "account_changed", _("Changed an account")
        PASSWORD_SET = "password_set", _("Set a password")
        FACTOR = "factor", _("Changed a second factor")
        GIVEN = "given", _("Gave a role or right")
        TAKEN = "taken", _("Took a role or right away")
        CLOSED = "closed", _("Limited who may see it")
        OPENED = "opened", _("Opened to all staff")
        BREAK_IN = "break_in", _("Ended a break-in")
        ERASED = "erased", _("Erased")
        DELETED = "deleted", _("Deleted")
        CHECK_PASSED = "check_passed", _("Checked this log: unchanged")
        CHECK_FAILED = "check_failed", _("Checked this log: changed")

    at = models.DateTimeField(_("when"), db_default=Now(), editable=False)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("who")
    )  # null: a command, a job, or someone who is not logged in
    kind = models.CharField(_("what"), max_length=20, choices=Kind)
    subject = models.CharField(max_length=60)  # "petitions.petition"; empty if there is none
    subject_pk = models.BigIntegerField(null=True)  # null: several rows, or none
    detail = models.CharField(_("details"), max_length=200)
    place = models.BigIntegerField(null=True, unique=True, editable=False)
    hash = models.BinaryField(max_length=32, null=True)

    class Meta:
        verbose_name = _("entry of the activity log")
        verbose_name_plural = _("activity log")
        ordering = ("-at", "-pk")
        default_permissions = ("view",)
        indexes = (
            models.Index(fields=["-at", "-id"], name="activity_newest"),
            models.Index(fields=["subject", "subject_pk"], name="activity_of_subject"),
            models.Index(fields=["kind", "-at"], name="activity_by_kind"),
        )
        constraints = (
            models.CheckConstraint(
                name="activity_subject_is_a_model",
                condition=Q(subject="", subject_pk=None) | Q(subject__regex=r"^[a-z]+\.[a-z]+$"),
            ),
            # Names, addresses and sentences do not fit in.
            models.CheckConstraint(
                name="activity_detail_is_words_of_code",
                condition=Q(detail__regex=r"^[a-z0-9_.:, ]*$"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.at:%Y-%m-%d %H:%M}"


class ActivityHead(models.Model):
    """The place and hash of the newest entry, in a single row. Only the trigger of the log changes it."""

    place = models.BigIntegerField()
    hash = models.BinaryField(max_length=32)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.place}:{bytes(self.hash).hex()}"
