"""Signatures, and what is stored about signers and the emails to them."""

from collections.abc import Iterable

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import Func, Q, QuerySet, Value
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from campaign.privacy.encryption import EncryptedTextField
from petitions.models.arrays import columns
from petitions.models.details import Details
from petitions.models.petition import Petition


class Visibility(models.TextChoices):
    NAME = "name", _("My name and country")
    INITIALS = "initials", _("My initials and country")
    COUNTRY = "country", _("“A supporter” and my country")
    COUNTED = "counted", _("Don’t show my name, just count me")


class QuarantineReason(models.TextChoices):
    """Why a signature is quarantined: the value of `quarantine_reason`, and its label for staff."""

    NO_PROOF = "no proof", _("No proof of work")
    ATTACK = "attack mode", _("Attack mode")
    ATTACK_PROVEN = "attack mode, proof given", _("Attack mode, with a proof of work")
    RULE_ADDRESS = "rule: address", _("An access rule for the address")
    RULE_DOMAIN = "rule: domain", _("An access rule for the email domain")
    RULE_NETWORK = "rule: network", _("An access rule for the network")
    MANY_HOST = "many: host", _("Very many from one network address")
    MANY_PREFIX = "many: prefix", _("Very many from one network")
    MANY_WIDE = "many: wide", _("Very many from one large network")
    MANY_PROVIDER = "many: provider", _("Very many from one provider")
    MANY_ADDRESS = "many: address", _("Very many with one email address")
    MANY_DOMAIN = "many: domain", _("Very many from one small email domain")
    AGAIN = "invalidated before", _("Signed again after it was invalidated")

    @classmethod
    def of_limits(cls) -> list[str]:
        """The reasons of signatures that are over a limit (campaign/web/rate_limits.py)."""
        return [reason for reason in cls if reason.startswith("many: ")]

    @classmethod
    def of_waiting_emails(cls) -> list[str]:
        """The limits for which the email of a signer waits too. Over the limit of one address no email waits."""
        return [reason for reason in cls.of_limits() if reason != cls.MANY_ADDRESS]


# What its encrypted columns are bound to: known before the row is inserted, and never changed.
ROW = ("petition_id", "email_digest")


class Signature(models.Model):
    """One person's signature on one petition. Only the functions that sign, confirm, review or erase save it."""

    class State(models.TextChoices):
        PENDING = "pending", _("Waiting for confirmation")
        CONFIRMED = "confirmed", _("Confirmed")
        # The signer has confirmed it and sees what every signer sees. It counts once staff approve it.
        QUARANTINED = "quarantined", _("Quarantined")
        INVALIDATED = "invalidated", _("Invalidated")

    # No constraint: its check would lock the petition's row, which all signers share, and wait for any process
    # that holds it. No index of its own: the unique key below begins with it.
    petition = models.ForeignKey(
        Petition, models.PROTECT, related_name="signatures", verbose_name=_("petition"),
        db_constraint=False, db_index=False,
    )  # fmt: skip
    # It stays as it was made, also when staff change an address rule (petitions/addresses/canonical.py).
    email_digest = models.BinaryField(max_length=32, editable=False)
    email = EncryptedTextField(_("email address"), row=ROW, null=True, editable=False)
    # Name, town and comment until the signature is confirmed (petitions/models/details.py). The four columns below
    # are empty until then, and hold what the chosen visibility needs afterwards.
    details = EncryptedTextField(row=ROW, null=True, editable=False)
    name = models.CharField(_("name"), max_length=100, blank=True, db_default="")
    initials = models.CharField(_("initials"), max_length=250, blank=True, db_default="")
    city = models.CharField(_("city"), max_length=100, blank=True, db_default="")
    comment = models.CharField(_("comment"), max_length=500, blank=True, db_default="")
    country = CountryField(_("country"))
    visibility = models.CharField(
        _("shown as"), max_length=10, choices=Visibility, default=Visibility.COUNTED
    )
    wants_updates = models.BooleanField(_("wants updates"), default=False)
    signed_for = models.ForeignKey(
        "profiles.Detainee",
        models.DO_NOTHING,  # it still counts for that id; nothing else about the person is stored with it
        null=True,
        blank=True,
        related_name="signatures",
        verbose_name=_("signed for"),
        db_constraint=False,
        db_index=False,
    )
    consent_version = models.CharField(_("consent text"), max_length=20)
    # Only if the signer asked for updates later, on their own page. Otherwise they agreed when they signed.
    updates_consent = models.CharField(
        _("text of the consent to updates"), max_length=20, blank=True, db_default=""
    )
    updates_agreed_at = models.DateTimeField(_("agreed to updates"), null=True, blank=True)
    language = models.CharField(_("language"), max_length=10, default="en")
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.PENDING)
    signed_at = models.DateTimeField(_("signed"))
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    # Why it does not count by itself once it is confirmed. Empty for nearly all (petitions/moderation/screening.py).
    quarantine_reason = models.CharField(_("quarantined because"), max_length=40, blank=True)
    invalidation = models.ForeignKey(
        "petitions.Invalidation", models.PROTECT, null=True, blank=True, related_name="signatures",
        verbose_name=_("invalidated by"), db_constraint=False, db_index=False,
    )  # fmt: skip
    mailed_at = models.DateTimeField(_("emailed"), null=True, blank=True)
    bounced_at = models.DateTimeField(_("bounced"), null=True, blank=True)
    reminded_at = models.DateTimeField(_("reminded"), null=True, blank=True)
    # The last update that was sent to it, or that was being sent when the worker was killed.
    last_update = models.BigIntegerField(null=True, editable=False)
    # The secret behind its line in the public log of the count (petitions/transparency/log.py).
    receipt = models.BinaryField(max_length=64, null=True, editable=False)
    erased_at = models.DateTimeField(_("personal data erased"), null=True, blank=True)

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        default_permissions = ("view", "delete")
        permissions = (
            ("review_signature", "Can approve and reject quarantined signatures"),
            ("export_signature", "Can export signatures"),
            ("see_signers", "Can see signers’ names, towns and comments, after stating a reason"),
            ("serve_signers", "Can stop emails to an address and erase its signatures, on request"),
        )
        constraints = (
            # One person counts once per petition. The index also finds the row of an address.
            models.UniqueConstraint(
                fields=["petition", "email_digest"], name="signature_one_per_address"
            ),
            models.CheckConstraint(
                name="signature_confirmed_has_a_time",
                condition=Q(state="pending", confirmed_at__isnull=True)
                | Q(state__in=["confirmed", "quarantined"], confirmed_at__isnull=False)
                | Q(state="invalidated"),
            ),
            # An address is stored only as long as there is an email to send to it.
            models.CheckConstraint(
                name="signature_address_only_while_needed",
                condition=Q(email__isnull=True)
                | Q(confirmed_at__isnull=True)
                | Q(wants_updates=True),
            ),
            models.CheckConstraint(
                name="signature_details_until_confirmed",
                condition=Q(confirmed_at__isnull=True, name="", initials="", city="", comment="")
                | Q(confirmed_at__isnull=False, details__isnull=True),
            ),
            # As in petitions/models/details.py. So a stolen dump names only people who chose to be named.
            models.CheckConstraint(
                name="signature_stores_what_it_shows",
                condition=Q(visibility="name", initials="")
                | Q(visibility="initials", name="", city="")
                | Q(visibility="country", name="", initials="", city="")
                | Q(visibility="counted", name="", initials="", city="", comment=""),
            ),
            models.CheckConstraint(
                name="signature_erased_names_nobody",
                condition=Q(erased_at__isnull=True) | Q(visibility="counted", details__isnull=True),
            ),
            models.CheckConstraint(
                name="signature_counted_has_a_receipt",
                condition=~Q(state="confirmed") | Q(receipt__isnull=False),
            ),
        )
        indexes = (
            # For reminders and erasing. Includes signatures that were invalidated before they were confirmed.
            models.Index(
                fields=["signed_at"],
                name="signature_unconfirmed",
                condition=Q(confirmed_at__isnull=True),
            ),
            models.Index(
                fields=["petition", "-confirmed_at"],
                name="signature_confirmed",
                condition=Q(state="confirmed"),
            ),
            models.Index(
                fields=["petition", "confirmed_at"],
                name="signature_to_review",
                condition=Q(state="quarantined"),
            ),
            models.Index(
                fields=["signed_for"],
                name="signature_signed_for",
                condition=Q(signed_for__isnull=False),
            ),
            models.Index(fields=["petition", "-signed_at"], name="signature_signed"),
            models.Index(
                fields=["petition", "bounced_at"],
                name="signature_bounced",
                condition=Q(bounced_at__isnull=False),
            ),
            models.Index(OpClass(Upper("name"), name="varchar_pattern_ops"), name="signature_name"),
            models.Index(
                fields=["petition", "signed_at"],
                name="signature_on_hold",
                condition=~Q(quarantine_reason=""),
            ),
            models.Index(
                fields=["invalidation"],
                name="signature_invalidated",
                condition=Q(invalidation__isnull=False),
            ),
            models.Index(
                fields=["petition", "id"],
                name="signature_wants_updates",
                condition=Q(wants_updates=True),
            ),
        )

    def __str__(self) -> str:
        return f"Signature {self.pk}"

    @property
    def known_details(self) -> Details:
        """Name, town and comment: all of them until it is confirmed, then what is stored of them."""
        if self.confirmed_at is None:
            return Details.from_json(self.details)
        return Details(self.name, self.city, self.comment)

    @property
    def is_looked_at_first(self) -> bool:
        """Whether its signer is told that someone looks at it before it counts.

        Only signers who chose that are told. Other quarantined ones are told what everyone is told, so that no one
        finds out where the limits are.
        """
        return self.quarantine_reason == QuarantineReason.NO_PROOF

    @property
    def shown_name(self) -> str:
        """The name or the initials, as the signer chose; empty without either, and until it is confirmed."""
        return self.name or self.initials

    @property
    def name_for_staff(self) -> str:
        """What is known of the name, or why nothing is."""
        if self.erased_at:
            return str(_("(erased)"))
        return self.known_details.name or self.initials or str(_("(not named)"))


class MailedToken(models.Model):
    """A secret that was emailed, for one purpose and a limited time. Only its digests are stored.

    Every email has a token of its own. The row also records that the email had its turn. An email
    that is sent again, because the worker was killed or the connection broke, has the same link.
    """

    class Purpose(models.TextChoices):
        CONFIRM = "confirm"  # confirm its signatures
        MINE = "mine"  # see and change its signatures, or all those of its address
        STOP = "stop"  # stop the updates to its signature
        TOLD = "told"  # opens nothing: their signer was just told that they have signed

    digest = models.BinaryField(max_length=32, primary_key=True)
    code_digest = models.BinaryField(max_length=32, null=True)
    purpose = models.CharField(max_length=10, choices=Purpose)
    signatures = models.ManyToManyField(Signature, related_name="tokens")
    # MINE only: the link shows all signatures of this address. By the marks an erasure finds it (tokens.own_page_mark).
    address = EncryptedTextField(null=True)
    marks = ArrayField(models.BinaryField(max_length=32), default=list, db_default=[])
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        default_permissions = ()
        constraints = (
            models.CheckConstraint(
                name="token_address_only_for_mine",
                condition=Q(address__isnull=True) | Q(purpose="mine"),
            ),
        )
        indexes = (
            models.Index(fields=["digest"], name="token_of_own_page", condition=Q(purpose="mine")),
        )

    def __str__(self) -> str:
        return f"{self.purpose} until {self.expires_at:%Y-%m-%d}"


class Mailbox(models.Model):
    """How many emails one mailbox was sent lately (petitions/addresses/mailboxes.py)."""

    digest = models.BinaryField(max_length=32, primary_key=True)
    day = models.DateField()
    sent_on_day = models.PositiveSmallIntegerField(default=0)
    # Of those, the ones that have no link with which a signature can be confirmed.
    without_link_on_day = models.PositiveSmallIntegerField(default=0)
    mailed_on = models.DateField(null=True)
    unanswered = models.PositiveSmallIntegerField(default=0)  # emails with a link that confirms
    # The digest of the link in the last of them, which may confirm later signatures too. It is masked, so that it
    # does not join the mailbox to signatures (petitions/addresses/mailboxes.py).
    newest_link = models.BinaryField(max_length=32, null=True)
    codes_tried = models.PositiveIntegerField(default=0)  # on that day
    blocked = models.BooleanField(default=False)
    bounced_on = models.DateField(null=True)  # on that day we learned that it does not exist

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.sent_on_day} on {self.day}"


class ConsentText(models.Model):
    """A consent wording as it was shown beside the box. A signature stores its version and language."""

    version = models.CharField(max_length=20)
    language = models.CharField(max_length=10)
    to_sign = models.TextField()
    to_updates = models.TextField()
    first_used_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        default_permissions = ("view",)
        verbose_name = _("consent text")
        verbose_name_plural = _("consent texts")
        ordering = ("-first_used_at",)
        constraints = (
            models.UniqueConstraint(fields=["version", "language"], name="consent_text_once"),
        )

    def __str__(self) -> str:
        return f"{self.version} ({self.language})"


class Erasure(models.Model):
    """A mark that a signature was erased, and on which day (petitions/signing/erasure_marks.py).

    The digest is made from the signature's own digest, for this purpose alone.
    """

    digest = models.BinaryField(max_length=32, primary_key=True)
    erased_on = models.DateField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"Erased {self.erased_on}"


type Key = tuple[
    int, bytes
]  # of a signature: its petition's id, and the digest of its address there


def signatures_by_key(keys: Iterable[Key]) -> QuerySet[Signature]:
    """The signatures with these keys that exist, in the order in which all code locks them."""
    petitions, digests = columns(keys, 2)
    wanted = Func(
        Value(petitions, ArrayField(models.BigIntegerField())),
        Value(digests, ArrayField(models.BinaryField())),
        template="(SELECT * FROM unnest(%(expressions)s))",
    )
    own = Func("petition_id", "email_digest", template="(%(expressions)s)")
    # With an OR for each key, a plan takes longer to make than to run.
    is_wanted = Func(
        own,
        wanted,
        template="%(expressions)s",
        arg_joiner=" IN ",
        output_field=models.BooleanField(),
    )
    return Signature.objects.filter(is_wanted).order_by("petition_id", "pk")


def lock_signatures(ids: Iterable[int]) -> list[Signature]:
    """Lock these signatures until the end of the transaction.

    Returns those that still exist, in the order in which all code locks them.
    """
    return list(
        Signature.objects.select_for_update(of=("self",))
        .select_related("petition")
        .filter(pk__in=list(ids))
        .order_by("petition_id", "pk")
    )
