"""The count: its ledger, its tallies, its published figures, its nightly check, and the emergency switches."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaign.text.fields import LineField
from petitions.models.petition import Petition


class Kind(models.TextChoices):
    """The kind of a ledger line. COUNTED is the public count. The other kinds record how it came about."""

    COUNTED = "counted", _("Counted")
    SIGNED = "signed", _("Signed")
    REPEATED = "repeated", _("Signed again with the same address")
    MAILED = "emailed", _("Confirmation email sent")
    BOUNCED = "bounced", _("Email refused by the provider")
    CONFIRMED = "confirmed", _("Confirmed by the signer")
    QUARANTINED = "quarantined", _("Quarantined")
    ACCEPTED = "accepted", _("Approved after review")
    WITHDRAWN = "withdrawn", _("Withdrawn by the signer")
    REFUSED = "refused", _("“Not me”")
    LAPSED = "lapsed", _("Not confirmed in time, erased")
    INVALIDATED = "invalidated", _("Invalidated by staff")
    RESTORED = "restored", _("Invalidation undone")


class LedgerEntry(models.Model):
    """One line of the ledger, until it is folded: so many more of a kind. Only COUNTED can be negative."""

    # No constraint, as for signatures. The tally has one, which protects a petition that was signed.
    petition = models.ForeignKey(Petition, models.CASCADE, related_name="+", db_constraint=False)
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.COUNTED)
    day = (
        models.DateField()
    )  # UTC; for COUNTED the day of the confirmation, also when it is subtracted
    country = models.CharField(max_length=2, blank=True)  # COUNTED only
    signed_for = models.BigIntegerField(null=True)  # COUNTED only: the person's id
    delta = models.IntegerField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.delta:+d} {self.kind} {self.country}".strip()


class Tally(models.Model):
    """The folded count of one petition and country.

    erased, here and in the tallies below: how many of them have no signature row any more, because their
    retention time is over.
    """

    petition = models.ForeignKey(Petition, models.CASCADE, related_name="tallies")
    country = models.CharField(max_length=2)
    count = models.BigIntegerField(default=0)
    erased = models.BigIntegerField(default=0, db_default=0)

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(fields=["petition", "country"], name="tally_once_per_country"),
        )

    def __str__(self) -> str:
        return f"{self.country}: {self.count}"


class DayTally(models.Model):
    """The folded number of one kind on one petition and day (UTC)."""

    petition = models.ForeignKey(Petition, models.CASCADE, related_name="day_tallies")
    day = models.DateField()
    kind = models.CharField(max_length=12, choices=Kind)
    count = models.BigIntegerField(default=0)
    erased = models.BigIntegerField(default=0, db_default=0)

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(fields=["petition", "kind", "day"], name="day_tally_once"),
        )

    def __str__(self) -> str:
        return f"{self.day} {self.kind}: {self.count}"


class PersonTally(models.Model):
    """The folded count of signatures for one person, over all petitions."""

    detainee = models.OneToOneField(
        "profiles.Detainee",
        models.DO_NOTHING,
        primary_key=True,
        related_name="+",
        db_constraint=False,
    )
    count = models.BigIntegerField(default=0)
    erased = models.BigIntegerField(default=0, db_default=0)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.detainee_id}: {self.count}"


class Publication(models.Model):
    """The single row that says when the figures and the logs were published last.

    figures_at: petitions/counting/published_figures.py. heads_on: a day (UTC), petitions/transparency/log.py.
    """

    figures_at = models.DateTimeField(null=True)
    heads_on = models.DateField(null=True)

    class Meta:
        default_permissions = ()
        constraints = (models.CheckConstraint(name="publication_is_one_row", condition=Q(pk=1)),)

    def __str__(self) -> str:
        return f"{self.figures_at}"


class PublishedPetition(models.Model):
    """The figures of a petition as published last. total: all signatures at that moment."""

    petition = models.OneToOneField(
        Petition, models.CASCADE, primary_key=True, related_name="published_figures"
    )
    total = models.BigIntegerField(default=0)
    countries = models.IntegerField(default=0)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.petition_id}: {self.total}"


class PublishedCountry(models.Model):
    """The count of one petition and country when it last moved. A count below ten is not shown."""

    petition = models.ForeignKey(Petition, models.CASCADE, related_name="published_countries")
    country = models.CharField(max_length=2)
    count = models.BigIntegerField()

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(
                fields=["petition", "country"], name="published_once_per_country"
            ),
        )

    def __str__(self) -> str:
        return f"{self.country}: {self.count}"


class PublishedPerson(models.Model):
    """The count of signatures for one person when it last moved, with those for records merged into theirs."""

    detainee = models.OneToOneField(
        "profiles.Detainee", models.CASCADE, primary_key=True, related_name="+"
    )
    count = models.BigIntegerField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.detainee_id}: {self.count}"


class CountCheck(models.Model):
    """The result of one night's comparison of the count with the signatures."""

    checked_at = models.DateTimeField(_("checked"), auto_now_add=True)
    petitions = models.PositiveIntegerField(_("petitions"))
    differences = models.JSONField(
        _("differences"), default=list
    )  # one sentence each; normally empty
    milliseconds = models.PositiveIntegerField(_("milliseconds"))

    class Meta:
        default_permissions = ("view",)
        verbose_name = _("check of the count")
        verbose_name_plural = _("checks of the count")
        ordering = ("-checked_at",)

    def __str__(self) -> str:
        return f"{self.checked_at:%Y-%m-%d %H:%M}"


class Switches(models.Model):
    """The single row of emergency switches, which staff turn at the desk without a deploy."""

    signing_paused = models.BooleanField(
        _("signing paused"),
        default=False,
        help_text=_("Your notice replaces every sign form. Links in emails keep working."),
    )
    notice = LineField(
        _("notice"),
        max_length=300,
        blank=True,
        help_text=_(
            "Shown in place of the form. Empty: “Signing is paused. Please come back soon.”"
        ),
    )
    counting_paused_at = models.DateTimeField(_("counting paused since"), null=True, blank=True)

    class Meta:
        default_permissions = ("view", "change")
        verbose_name = _("emergency switches")
        verbose_name_plural = _("emergency switches")
        constraints = (models.CheckConstraint(name="switches_are_one_row", condition=Q(pk=1)),)

    def __str__(self) -> str:
        return str(_("Emergency switches"))
