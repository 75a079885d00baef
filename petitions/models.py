"""Petitions, those they are addressed to, and the people who sign them."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import ExpressionWrapper, F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from campaign.publishing import Publishable, PublishableQuerySet
from campaign.sealing import SealedTextField


class Addressee(models.Model):
    """An office that can act, and where its post goes."""

    name = models.CharField(
        _("name"), max_length=160, help_text=_("The office: UN High Commissioner for Human Rights")
    )
    office = models.CharField(_("organisation"), max_length=200, blank=True)
    address = models.TextField(_("postal address"), blank=True)
    language = models.CharField(_("language of letters"), max_length=10, default="en")

    class Meta:
        verbose_name = _("addressee")
        verbose_name_plural = _("addressees")
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(
                fields=["name", "office"],
                name="addressee_once",
                violation_error_message=_("This addressee is already there."),
            ),
        )

    def __str__(self) -> str:
        return self.name


class PetitionQuerySet(PublishableQuerySet["Petition"]):
    def open(self) -> Self:
        """Published petitions that take signatures now."""
        now = timezone.now()
        return self.published().filter(
            Q(closes_at__isnull=True) | Q(closes_at__gt=now), opens_at__lte=now
        )

    def about(self, detainee_id: int) -> Self:
        """Those that name this person, then those about everybody profiled here."""
        return (
            self.filter(Q(people=detainee_id) | Q(people__isnull=True))
            .select_related("addressee")
            .order_by(F("people").asc(nulls_last=True), "-opens_at", "-pk")
        )

    def open_first(self) -> Self:
        now = timezone.now()
        closed = ExpressionWrapper(
            Q(closes_at__isnull=False, closes_at__lte=now), output_field=models.BooleanField()
        )
        return self.order_by(closed, "-opens_at", "-pk")


class Petition(Publishable):
    reserved_slugs = frozenset({"confirm", "mine"})

    slug = models.SlugField(_("address"), max_length=80, unique=True)
    title = models.CharField(_("title"), max_length=120)
    summary = models.TextField(_("summary"), max_length=400, help_text=_("One or two sentences."))
    demand = models.CharField(
        _("demand"), max_length=300, help_text=_("One sentence: what the addressee should do.")
    )
    letter = models.TextField(
        _("letter"),
        help_text=_("What is signed, word for word. It is fixed with the first signature."),
    )
    addressee = models.ForeignKey(
        Addressee, models.PROTECT, related_name="petitions", verbose_name=_("addressee")
    )
    people = models.ManyToManyField(
        "profiles.Detainee", blank=True, related_name="petitions", verbose_name=_("people"),
        help_text=_("Whom it is about. Leave empty for everybody profiled here."),
    )  # fmt: skip
    goal = models.PositiveIntegerField(_("goal"), default=1000)
    opens_at = models.DateTimeField(_("opens"), default=timezone.now)
    closes_at = models.DateTimeField(_("closes"), null=True, blank=True)
    delivered_on = models.DateField(_("delivered on"), null=True, blank=True)
    delivery_note = models.CharField(_("how it was delivered"), max_length=400, blank=True)
    is_demo = models.BooleanField(
        _("invented for the demonstration"), default=False, editable=False
    )

    objects = PetitionQuerySet.as_manager()

    class Meta(Publishable.Meta):
        verbose_name = _("petition")
        verbose_name_plural = _("petitions")
        ordering = ("-opens_at", "-pk")
        constraints = (
            *Publishable.Meta.constraints,
            models.CheckConstraint(
                name="petition_goal_is_positive",
                condition=Q(goal__gt=0),
                violation_error_message=_("The goal must be at least 1."),
            ),
            models.CheckConstraint(
                name="petition_closes_after_it_opens",
                condition=Q(closes_at__isnull=True) | Q(closes_at__gt=F("opens_at")),
                violation_error_message=_("It must close after it opens."),
            ),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("petitions:detail", args=[self.slug])

    def is_open(self, now: datetime | None = None) -> bool:
        now = now or timezone.now()
        return (
            self.is_published
            and self.opens_at <= now
            and (self.closes_at is None or now < self.closes_at)
        )

    @property
    def status(self) -> str:
        """open, delivered, closed or soon: the word on its badge."""
        if self.delivered_on:
            return "delivered"
        if self.is_open():
            return "open"
        return "soon" if self.opens_at > timezone.now() else "closed"


class Visibility(models.TextChoices):
    NAME = "name", _("My name and country")
    INITIALS = "initials", _("My initials and country")
    COUNTRY = "country", _("“A supporter” and my country")
    COUNTED = "counted", _("Only counted")


class Signature(models.Model):
    """One person's signature on one petition. Only petitions/signing.py writes these rows."""

    class State(models.TextChoices):
        PENDING = "pending", _("Waiting for confirmation")
        CONFIRMED = "confirmed", _("Confirmed")

    # No constraint: its check would lock the petition's row, which every signer shares, and wait for
    # whoever holds it. No index of its own: the unique key below begins with it.
    petition = models.ForeignKey(
        Petition, models.PROTECT, related_name="signatures", verbose_name=_("petition"),
        db_constraint=False, db_index=False,
    )  # fmt: skip
    email_digest = models.BinaryField(max_length=32, editable=False)
    email = SealedTextField(_("e-mail address"), null=True, editable=False)
    name = models.CharField(_("name"), max_length=100)
    country = CountryField(_("country"))
    city = models.CharField(_("city"), max_length=100, blank=True)
    comment = models.CharField(_("comment"), max_length=500, blank=True)
    visibility = models.CharField(
        _("shown as"), max_length=10, choices=Visibility, default=Visibility.COUNTED
    )
    wants_updates = models.BooleanField(_("wants updates"), default=False)
    signed_for = models.ForeignKey(
        "profiles.Detainee",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="signatures",
        verbose_name=_("signed for"),
        db_constraint=False,
        db_index=False,
    )
    consent_version = models.CharField(_("consent wording"), max_length=20)
    language = models.CharField(_("language"), max_length=10, default="en")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PENDING)
    signed_at = models.DateTimeField(_("signed"))
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        default_permissions = ("view", "delete")
        constraints = (
            # The rule that one person counts once per petition; it also finds the row of an address.
            models.UniqueConstraint(
                fields=["petition", "email_digest"], name="signature_one_per_address"
            ),
            models.CheckConstraint(
                name="signature_confirmed_has_a_time",
                condition=Q(state="pending", confirmed_at__isnull=True)
                | Q(state="confirmed", confirmed_at__isnull=False),
            ),
            # An address is kept only as long as there is a mail to send to it.
            models.CheckConstraint(
                name="signature_address_only_while_needed",
                condition=Q(email__isnull=True) | Q(state="pending") | Q(wants_updates=True),
            ),
        )
        indexes = (
            models.Index(
                fields=["signed_at"], name="signature_pending", condition=Q(state="pending")
            ),
            models.Index(
                fields=["petition", "-confirmed_at"],
                name="signature_confirmed",
                condition=Q(state="confirmed"),
            ),
            models.Index(
                fields=["signed_for"],
                name="signature_signed_for",
                condition=Q(signed_for__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"Signature {self.pk}"


class MailedToken(models.Model):
    """A secret that was mailed out: only its digests are kept, for one purpose and a time.

    Every mail has a token of its own, and the row is the receipt that its turn was taken: a mail that is
    sent again, because the worker was killed or the line broke, holds the same link.
    """

    class Purpose(models.TextChoices):
        CONFIRM = "confirm"

    digest = models.BinaryField(max_length=32, primary_key=True)
    code_digest = models.BinaryField(max_length=32)
    purpose = models.CharField(max_length=10, choices=Purpose)
    signature = models.ForeignKey(Signature, models.CASCADE, related_name="tokens")
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.purpose} until {self.expires_at:%Y-%m-%d}"


class Mailbox(models.Model):
    """What one address was sent lately (petitions/mailboxes.py)."""

    digest = models.BinaryField(max_length=32, primary_key=True)
    day = models.DateField()
    sent_on_day = models.PositiveSmallIntegerField(default=0)
    mailed_on = models.DateField(null=True)
    unanswered = models.PositiveSmallIntegerField(default=0)
    codes_tried = models.PositiveIntegerField(default=0)  # on that day
    blocked = models.BooleanField(default=False)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.sent_on_day} on {self.day}"


class CountDelta(models.Model):
    """One line of the ledger: +1 for a confirmation, -1 for a withdrawal, until it is folded."""

    petition = models.ForeignKey(
        Petition, models.CASCADE, related_name="+", db_constraint=False
    )  # as for signatures; the tally's constraint keeps a petition that was signed
    country = models.CharField(max_length=2)
    delta = models.SmallIntegerField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.delta:+d} {self.country}"


class Tally(models.Model):
    """The folded count of one petition and country."""

    petition = models.ForeignKey(Petition, models.CASCADE, related_name="tallies")
    country = models.CharField(max_length=2)
    count = models.BigIntegerField(default=0)

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(fields=["petition", "country"], name="tally_once_per_country"),
        )

    def __str__(self) -> str:
        return f"{self.country}: {self.count}"


class AddressRule(models.Model):
    """How a mail provider reads the part before the @; `*` is the rule for all who have none."""

    domain = models.CharField(
        _("domain"),
        max_length=253,
        unique=True,
        help_text=_("In small letters. * stands for all others."),
    )
    ignores_dots = models.BooleanField(_("ignores dots"), default=False)
    ignores_tags = models.BooleanField(_("ignores +tags"), default=True)
    alias_of = models.CharField(
        _("same mailboxes as"), max_length=253, blank=True, help_text=_("googlemail.com: gmail.com")
    )

    class Meta:
        verbose_name = _("address rule")
        verbose_name_plural = _("address rules")
        ordering = ("domain",)

    def __str__(self) -> str:
        return self.domain
