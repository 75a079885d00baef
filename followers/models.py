"""Who follows what. Everything that says so is encrypted, so that a copy of the database does not."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaign.privacy.encryption import EncryptedTextField


class Follower(models.Model):
    """One email address that follows something. Only the functions that follow, stop or send save it.

    No column outside the content differs between two followers by what they follow.
    """

    digest = models.BinaryField(max_length=32, unique=True)  # of the mailbox, for this table alone
    stop_digest = models.BinaryField(max_length=32, unique=True)  # of the token of its stop link
    content = EncryptedTextField(row=("digest",))  # followers/following/content.py
    edition = models.DateField()  # the Monday on which its news were last looked for
    tries = models.PositiveSmallIntegerField(
        default=0
    )  # of today, at which its provider said “not now”

    class Meta:
        default_permissions = ()
        indexes = (models.Index(fields=["tries", "id"], name="follower_in_turn"),)

    def __str__(self) -> str:
        return f"Follower {self.pk}"


class FollowRequest(models.Model):
    """An email that was sent because someone asked to follow something. It holds no time, only the day."""

    digest = models.BinaryField(max_length=32, primary_key=True)  # of the token of its link
    mailbox = models.BinaryField(max_length=32, db_index=True)  # a digest for this table alone
    content = EncryptedTextField(row=("digest",))  # empty once its link was used
    asked_on = models.DateField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"Asked on {self.asked_on}"


class FollowerCount(models.Model):
    """How many follow someone or something: at least ten, rounded down, and counted once a day."""

    person = models.OneToOneField(
        "profiles.Detainee", models.CASCADE, null=True, related_name="+", verbose_name=_("person")
    )
    petition = models.OneToOneField(
        "petitions.Petition",
        models.CASCADE,
        null=True,
        related_name="+",
        verbose_name=_("petition"),
    )
    at_least = models.PositiveIntegerField(_("followers, at least"))

    class Meta:
        verbose_name = _("number of followers")
        verbose_name_plural = _("numbers of followers")
        ordering = ("-at_least", "pk")
        default_permissions = ("view",)
        constraints = (
            models.CheckConstraint(
                name="follower_count_of_one_thing",
                condition=Q(person__isnull=True) ^ Q(petition__isnull=True),
            ),
            models.CheckConstraint(
                name="follower_count_tells_no_one", condition=Q(at_least__gte=10)
            ),
        )

    def __str__(self) -> str:
        return str(self.person or self.petition)
