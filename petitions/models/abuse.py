"""Defence against floods of made-up signatures: rules that staff edit, and network traces that are erased soon."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaign.privacy.encryption import EncryptedTextField
from petitions.models.petition import Petition


class AccessRule(models.Model):
    """Which signers pass without limits, or are quarantined without notice."""

    class Target(models.TextChoices):
        DOMAIN = "domain", _("Email domain")
        ADDRESS = "address", _("One email address")
        NETWORK = "network", _("Network")

    class Verdict(models.TextChoices):
        ALLOW = "allow", _("Let through, no limits")
        QUARANTINE = "hold", _("Quarantine")

    target = models.CharField(_("type"), max_length=10, choices=Target)
    # For an address: its first letter and its domain, so that staff recognise it. Else only the digest is stored.
    value = models.CharField(
        _("value"),
        max_length=300,
        help_text=_(
            "example.org, *.example.org, someone@example.org, 192.0.2.0/24 or 2001:db8::/32."
        ),
    )
    digest = models.BinaryField(max_length=32, null=True, editable=False)
    verdict = models.CharField(
        _("action"), max_length=10, choices=Verdict, default=Verdict.QUARANTINE
    )
    note = models.CharField(_("why"), max_length=300)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, editable=False, related_name="+",
        verbose_name=_("author"),
    )  # fmt: skip
    created_at = models.DateTimeField(_("added"), auto_now_add=True)

    class Meta:
        verbose_name = _("access rule")
        verbose_name_plural = _("access rules")
        ordering = ("-created_at",)
        constraints = (
            models.UniqueConstraint(
                fields=["target", "value"],
                name="access_rule_once",
                violation_error_message=_("There is a rule for this already."),
            ),
        )

    def __str__(self) -> str:
        return self.value


class Domain(models.Model):
    """The name behind a trace's domain digest, so that staff can read the list of frequent domains.

    It is erased with the last trace that has it. The table is UNLOGGED, as that of traces.
    """

    digest = models.BinaryField(max_length=16, primary_key=True)
    name = EncryptedTextField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.name)


class Trace(models.Model):
    """Where a signature came from, as digests with a key that is deleted when the day ends.

    It serves the limits, and finds the signatures of one flood. It is erased after two days. The table is
    UNLOGGED: it is in no write-ahead log and no physical backup.
    """

    signature = models.OneToOneField(
        "petitions.Signature", models.CASCADE, primary_key=True, related_name="trace",
        db_constraint=False,
    )  # fmt: skip
    petition = models.ForeignKey(
        Petition, models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    # The network; null if the address of the request was not known.
    host = models.BinaryField(max_length=16, null=True)  # one IPv4 address, or an IPv6 /64
    prefix = models.BinaryField(max_length=16, null=True)  # its IPv4 /24, or IPv6 /48
    # The registrable domain of the email address (petitions/addresses/domains.py).
    domain = models.BinaryField(max_length=16)
    made_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        indexes = (
            models.Index(fields=["petition", "made_at"], name="trace_of_petition"),
            models.Index(fields=["petition", "prefix"], name="trace_of_network"),
            models.Index(fields=["domain", "petition"], name="trace_of_domain"),
        )

    def __str__(self) -> str:
        return f"Trace of {self.signature_id}"


class Invalidation(models.Model):
    """Many signatures that staff take out of the count at once: why, which ones, and the progress."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Not started")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        CANCELLED = "cancelled", _("Cancelled")
        UNDOING = "undoing", _("Being undone")
        UNDONE = "undone", _("Undone")

    petition = models.ForeignKey(
        Petition, models.PROTECT, related_name="invalidations", verbose_name=_("petition")
    )
    reason = models.CharField(
        _("reason"),
        max_length=200,
        help_text=_("Published with the count’s statement of integrity. Name no one."),
    )
    note = models.TextField(_("note for staff"), blank=True)
    # The conditions. A signature must meet all that are filled in.
    name_contains = models.CharField(_("name contains"), max_length=100, blank=True)
    domain = models.CharField(
        _("email domain of the last two days"),
        max_length=253,
        blank=True,
        help_text=_("example.org, with all names below it."),
    )
    country = models.CharField(_("country"), max_length=2, blank=True)
    signed_from = models.DateTimeField(_("signed from"), null=True, blank=True)
    signed_until = models.DateTimeField(_("signed until"), null=True, blank=True)
    quarantine_reason = models.CharField(
        _("quarantined because"),
        max_length=40,
        blank=True,
        help_text=_("* for all that are quarantined."),
    )
    network = models.CharField(
        _("network of the last two days"),
        max_length=32,
        blank=True,
        help_text=_("The label that the petition’s dashboard shows."),
    )
    only_twins = models.BooleanField(
        _("the later of two signatures of one mailbox"),
        default=False,
        help_text=_(
            "Two mailboxes under an earlier address rule, and one now. The earlier one counts."
        ),
    )
    covers_pending = models.BooleanField(_("include unconfirmed signatures"), default=True)

    state = models.CharField(
        _("state"), max_length=10, choices=State, default=State.DRAFT, editable=False
    )
    found = models.PositiveIntegerField(_("found"), default=0, editable=False)
    done = models.PositiveIntegerField(_("done"), default=0, editable=False)
    uncounted = models.PositiveIntegerField(_("taken from the count"), default=0, editable=False)
    cursor = models.BigIntegerField(default=0, editable=False)
    last_id = models.BigIntegerField(
        default=0, editable=False
    )  # it covers no signatures given later
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, editable=False, related_name="+",
        verbose_name=_("author"),
    )  # fmt: skip
    created_at = models.DateTimeField(_("written"), auto_now_add=True)
    finished_at = models.DateTimeField(_("finished"), null=True, editable=False)

    class Meta:
        verbose_name = _("invalidation")
        verbose_name_plural = _("invalidations")
        ordering = ("-created_at",)
        default_permissions = ("view", "add", "change")
        constraints = (
            models.UniqueConstraint(
                fields=["petition"],
                name="invalidation_one_at_work",
                condition=Q(state__in=["running", "undoing"]),
                violation_error_message=_(
                    "Another invalidation is running on this petition. Wait for it, or cancel it."
                ),
            ),
        )

    def __str__(self) -> str:
        return self.reason
