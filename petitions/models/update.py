"""Updates that staff write to signers who asked for news."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from campaign.text.fields import LineField
from petitions.models.petition import Petition


class Update(models.Model):
    """One email to the signers of a petition who asked for updates."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        STOPPED = "stopped", _("Stopped")

    petition = models.ForeignKey(
        Petition, models.PROTECT, related_name="updates", verbose_name=_("petition")
    )
    subject = LineField(
        _("subject"), max_length=120
    )  # a line break would make the email header invalid
    body = models.TextField(_("text"), help_text=_("Plain text; an empty line between paragraphs."))
    state = models.CharField(
        _("state"), max_length=10, choices=State, default=State.DRAFT, editable=False
    )
    previewed_at = models.DateTimeField(_("previewed"), null=True, editable=False)
    started_at = models.DateTimeField(_("started"), null=True, editable=False)
    finished_at = models.DateTimeField(_("finished"), null=True, editable=False)
    recipients = models.PositiveIntegerField(_("recipients"), default=0, editable=False)
    sent = models.PositiveIntegerField(_("sent"), default=0, editable=False)
    refused = models.PositiveIntegerField(_("refused by providers"), default=0, editable=False)
    # Of those that were sent, how many came back; and signers who got none, because their mailbox is blocked or bounced.
    bounced = models.PositiveIntegerField(_("bounced"), default=0, editable=False)
    left_out = models.PositiveIntegerField(_("left out"), default=0, editable=False)
    cursor = models.BigIntegerField(default=0, editable=False)
    passes = models.PositiveSmallIntegerField(default=0, editable=False)
    # Signature ids: emails that are being sent, and emails that were being sent when a worker was killed.
    in_flight = ArrayField(models.BigIntegerField(), default=list, editable=False)
    uncertain = ArrayField(models.BigIntegerField(), default=list, editable=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, editable=False, related_name="+",
        verbose_name=_("author"),
    )  # fmt: skip
    created_at = models.DateTimeField(_("written"), auto_now_add=True)

    class Meta:
        verbose_name = _("update to signers")
        verbose_name_plural = _("updates to signers")
        ordering = ("-created_at",)
        default_permissions = ("view", "add", "change", "delete", "send")

    def __str__(self) -> str:
        return self.subject
