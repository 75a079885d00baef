"""Those who sign, and what is kept of them and of the mails to them."""

from collections.abc import Iterable

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from campaign.privacy.encryption import EncryptedTextField
from petitions.models.petition import Petition


class Visibility(models.TextChoices):
    NAME = "name", _("My name and country")
    INITIALS = "initials", _("My initials and country")
    COUNTRY = "country", _("“A supporter” and my country")
    COUNTED = "counted", _("Don’t show my name, just count me")


class QuarantineReason(models.TextChoices):
    """Why a signature is held: what stands in `quarantine_reason`, and what staff read."""

    NO_PROOF = "no proof", _("No proof of work")
    ATTACK = "attack mode", _("Attack mode")
    ATTACK_PROVEN = "attack mode, proof given", _("Attack mode, with a proof of work")
    RULE_ADDRESS = "rule: address", _("An access rule for the address")
    RULE_DOMAIN = "rule: domain", _("An access rule for the mail domain")
    RULE_NETWORK = "rule: network", _("An access rule for the network")
    MANY_HOST = "many: host", _("Very many from one network address")
    MANY_PREFIX = "many: prefix", _("Very many from one provider’s network")
    MANY_ADDRESS = "many: address", _("Very many with one e-mail address")
    MANY_DOMAIN = "many: domain", _("Very many from one small mail domain")
    MANY_PETITION = "many: petition", _("Very many on one petition")
    AGAIN = "invalidated before", _("Signed again after it was invalidated")
    RULE_CHANGING = "address rule", _("An address rule is being changed")


class Signature(models.Model):
    """One person's signature on one petition. Its row is never saved from outside a verb's module."""

    class State(models.TextChoices):
        PENDING = "pending", _("Waiting for confirmation")
        CONFIRMED = "confirmed", _("Confirmed")
        # The signer pressed the button and sees what every signer sees; it counts when staff say so.
        QUARANTINED = "quarantined", _("Held for review")
        INVALIDATED = "invalidated", _("Invalidated")
        # Confirmed, and by a later rule from the mailbox of another that stands for both of them.
        JOINED = "joined", _("Joined to another")

    # No constraint: its check would lock the petition's row, which every signer shares, and wait for
    # whoever holds it. No index of its own: the unique key below begins with it.
    petition = models.ForeignKey(
        Petition, models.PROTECT, related_name="signatures", verbose_name=_("petition"),
        db_constraint=False, db_index=False,
    )  # fmt: skip
    email_digest = models.BinaryField(max_length=32, editable=False)
    # From these two, which differ from petition to petition as well, the digest above is worked out anew
    # when staff change a rule for a domain, and a domain is searched for (petitions/addresses/canonical.py).
    local_digests = models.BinaryField(max_length=48, null=True, editable=False)
    domain_digest = models.BinaryField(max_length=12, null=True, editable=False)
    email = EncryptedTextField(_("e-mail address"), null=True, editable=False)
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
        models.DO_NOTHING,  # it counts on, for a number: nothing of who that was is kept with it
        null=True,
        blank=True,
        related_name="signatures",
        verbose_name=_("signed for"),
        db_constraint=False,
        db_index=False,
    )
    consent_version = models.CharField(_("consent wording"), max_length=20)
    # Of updates that somebody asked for later, on their own page; else they were agreed to in signing.
    updates_consent = models.CharField(
        _("wording of the consent to updates"), max_length=20, blank=True, db_default=""
    )
    updates_agreed_at = models.DateTimeField(_("agreed to updates"), null=True, blank=True)
    language = models.CharField(_("language"), max_length=10, default="en")
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.PENDING)
    signed_at = models.DateTimeField(_("signed"))
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    # Why it is not counted by itself once it is confirmed; empty for nearly all (petitions/moderation/screening.py).
    quarantine_reason = models.CharField(_("held because"), max_length=40, blank=True)
    invalidation = models.ForeignKey(
        "petitions.Invalidation", models.PROTECT, null=True, blank=True, related_name="signatures",
        verbose_name=_("invalidated by"), db_constraint=False, db_index=False,
    )  # fmt: skip
    joined_to = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="joined",
        verbose_name=_("joined to"), db_constraint=False, db_index=False,
    )  # fmt: skip
    mailed_at = models.DateTimeField(_("mailed"), null=True, blank=True)
    bounced_at = models.DateTimeField(_("bounced"), null=True, blank=True)
    reminded_at = models.DateTimeField(_("reminded"), null=True, blank=True)
    # The receipt of updates: the last one that was sent, or was being sent when the worker was killed.
    last_update = models.BigIntegerField(null=True, editable=False)
    # The secret behind its line in the public log of the count (petitions/transparency/log.py).
    receipt = models.BinaryField(max_length=32, null=True, editable=False)
    erased_at = models.DateTimeField(_("personal data erased"), null=True, blank=True)

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        default_permissions = ("view", "delete")
        permissions = (
            ("review_signature", "Can accept and reject held signatures"),
            ("export_signature", "Can export signatures"),
        )
        constraints = (
            # The rule that one person counts once per petition; it also finds the row of an address.
            models.UniqueConstraint(
                fields=["petition", "email_digest"], name="signature_one_per_address"
            ),
            models.CheckConstraint(
                name="signature_confirmed_has_a_time",
                condition=Q(state="pending", confirmed_at__isnull=True)
                | Q(state__in=["confirmed", "quarantined", "joined"], confirmed_at__isnull=False)
                | Q(state="invalidated"),
            ),
            models.CheckConstraint(
                name="signature_joined_to_another",
                condition=Q(state="joined", joined_to__isnull=False)
                | ~Q(state="joined") & Q(joined_to__isnull=True),
            ),
            # An address is kept only as long as there is a mail to send to it.
            models.CheckConstraint(
                name="signature_address_only_while_needed",
                condition=Q(email__isnull=True)
                | Q(confirmed_at__isnull=True)
                | Q(wants_updates=True),
            ),
            models.CheckConstraint(
                name="signature_erased_names_nobody",
                condition=Q(erased_at__isnull=True)
                | Q(name="", city="", comment="", visibility="counted"),
            ),
            models.CheckConstraint(
                name="signature_counted_has_a_receipt",
                condition=~Q(state="confirmed") | Q(receipt__isnull=False),
            ),
        )
        indexes = (
            # Those to be reminded, and to be erased: also what was invalidated before it was confirmed.
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
                fields=["signed_for"],
                name="signature_signed_for",
                condition=Q(signed_for__isnull=False),
            ),
            models.Index(fields=["petition", "-signed_at"], name="signature_signed"),
            models.Index(
                fields=["petition", "domain_digest"],
                name="signature_domain",
                condition=Q(domain_digest__isnull=False),
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
                fields=["joined_to"], name="signature_joined", condition=Q(joined_to__isnull=False)
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
    def name_or_erased(self) -> str:
        """For staff, in place of a name that is not kept any more."""
        return str(_("(erased)")) if self.erased_at else self.name


class MailedToken(models.Model):
    """A secret that was mailed out: only its digests are kept, for one purpose and a time.

    Every mail has a token of its own, and the row is the receipt that its turn was taken: a mail that is
    sent again, because the worker was killed or the line broke, holds the same link.
    """

    class Purpose(models.TextChoices):
        CONFIRM = "confirm"  # its signatures
        MINE = "mine"  # see and change its signatures, or all those of its address
        STOP = "stop"  # the updates to its signature

    digest = models.BinaryField(max_length=32, primary_key=True)
    code_digest = models.BinaryField(max_length=32, null=True)
    purpose = models.CharField(max_length=10, choices=Purpose)
    signatures = models.ManyToManyField(Signature, related_name="tokens")
    # Whose signatures a link to one's own page shows; nobody else's token has one.
    address = EncryptedTextField(null=True)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        default_permissions = ()
        constraints = (
            models.CheckConstraint(
                name="token_address_only_for_mine",
                condition=Q(address__isnull=True) | Q(purpose="mine"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.purpose} until {self.expires_at:%Y-%m-%d}"


class Mailbox(models.Model):
    """What one address was sent lately (petitions/addresses/mailboxes.py)."""

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


class ConsentText(models.Model):
    """The words somebody agreed to, as they stood beside the box: a signature names version and language."""

    version = models.CharField(max_length=20)
    language = models.CharField(max_length=10)
    to_sign = models.TextField()
    to_updates = models.TextField()
    first_used_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        default_permissions = ("view",)
        verbose_name = _("consent wording")
        verbose_name_plural = _("consent wordings")
        ordering = ("-first_used_at",)
        constraints = (
            models.UniqueConstraint(fields=["version", "language"], name="consent_text_once"),
        )

    def __str__(self) -> str:
        return f"{self.version} ({self.language})"


class Erasure(models.Model):
    """That a signature was erased, and when: a restored backup must not bring its signer back.

    The digest is made from the signature's own digest, for this purpose alone.
    """

    digest = models.BinaryField(max_length=32, primary_key=True)
    erased_at = models.DateTimeField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"Erased {self.erased_at:%Y-%m-%d}"


def lock_signatures(ids: Iterable[int]) -> list[Signature]:
    """Those of them that are left, and what was joined to them, until the end of the transaction; in the
    order in which all lock them."""
    ids = list(ids)
    return list(
        Signature.objects.select_for_update(of=("self",))
        .select_related("petition")
        .filter(Q(pk__in=ids) | Q(joined_to__in=ids))
        .order_by("petition_id", "pk")
    )
