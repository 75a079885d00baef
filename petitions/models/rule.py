"""The rules that say which addresses are one mailbox, and the changes that staff make to them."""

from django.conf import settings
from django.db import models
from django.db.models import Q, Value
from django.utils.translation import gettext_lazy as _


class AddressRule(models.Model):
    """How an email provider reads the part before the @. `*` is the rule for domains without one.

    Only petitions/rule_changes/apply.py changes it, because it has to update the signatures given before.
    """

    domain = models.CharField(
        _("domain"),
        max_length=253,
        unique=True,
        help_text=_("In small letters. *.edu.example: all below it. * stands for all others."),
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


class RuleChange(models.Model):
    """A change of one address rule. Its effect is counted first, then staff apply it or drop it.

    was, becomes: [ignores dots, ignores tags, alias of], or null for no rule.
    """

    class State(models.TextChoices):
        COUNTING = "counting", _("Being counted")
        COUNTED = "counted", _("Waits for you")
        APPLYING = "applying", _("Being applied")
        RELEASING = "releasing", _("Nearly applied")
        DONE = "done", _("Applied")
        DROPPED = "dropped", _("Dropped")

    domain = models.CharField(_("domain"), max_length=253)
    was = models.JSONField(_("before"), null=True)
    becomes = models.JSONField(_("after"), null=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.COUNTING)
    # Numbers by petition id: its effect there (petitions/rule_changes/apply.py).
    found = models.JSONField(default=dict)
    counted_at = models.DateTimeField(_("counted"), null=True)
    cursor = models.BigIntegerField(default=0)  # the last signature that is done
    last_id = models.BigIntegerField(
        null=True
    )  # signatures given later follow the new rule already
    joined = models.PositiveIntegerField(_("taken from the count"), default=0)
    restored = models.PositiveIntegerField(_("counted again"), default=0)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("author")
    )
    made_at = models.DateTimeField(_("written"), auto_now_add=True)
    begun_at = models.DateTimeField(_("applied"), null=True)  # from when the rule is in force
    finished_at = models.DateTimeField(_("finished"), null=True)

    class Meta:
        verbose_name = _("change of an address rule")
        verbose_name_plural = _("changes of address rules")
        ordering = ("-made_at",)
        default_permissions = ("view",)
        constraints = (
            models.UniqueConstraint(
                Value(True),
                name="rule_change_one_at_a_time",
                condition=Q(finished_at__isnull=True),
            ),
        )

    def __str__(self) -> str:
        return self.domain


class NewDigest(models.Model):
    """A signature's digest under a rule that is being counted; deleted once the counting is done."""

    signature_id = models.BigIntegerField(primary_key=True)
    petition_id = models.BigIntegerField()
    digest = models.BinaryField(max_length=32)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"of {self.signature_id}"
