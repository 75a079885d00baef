"""Petitions and their addressees."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import ClassVar, Self, override

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Prefetch, Q, When
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from campaign.addresses.models import Addressed
from campaign.history.changes import TrackChanges
from campaign.publishing.workflow import Publishable, PublishableQuerySet
from campaign.text.fields import LineField, ParagraphField
from campaign.translations.models import Translatable
from petitions.models.delivery import Delivery
from profiles.models import Detainee, DetaineeQuerySet


class Addressee(models.Model):
    """An office that can act, with its postal and email address."""

    unseen_fields = ("language",)

    name = LineField(
        _("name"), max_length=160, help_text=_("The office: UN High Commissioner for Human Rights")
    )
    office = LineField(_("organisation"), max_length=200, blank=True)
    address = models.TextField(
        _("postal address"),
        blank=True,
        help_text=_("Shown to people who write their own letter."),
    )
    email = models.EmailField(
        _("email address"),
        blank=True,
        help_text=_("Shown to people who write their own letter."),
    )
    language = models.CharField(_("language of letters"), max_length=10, default="en")

    class Meta:
        verbose_name = _("addressee")
        verbose_name_plural = _("addressees")
        ordering = ("name",)
        constraints = (
            TrackChanges(name="addressee_kept"),
            models.UniqueConstraint(
                fields=["name", "office"],
                name="addressee_once",
                violation_error_message=_("This addressee exists already."),
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
        """Petitions that name this person first, then petitions about everyone profiled here."""
        return (
            self.filter(Q(people=detainee_id) | Q(people__isnull=True))
            .select_related("addressee")
            .order_by(F("people").asc(nulls_last=True), "-opens_at", "-pk")
        )

    def to_sign_along(self, petition: "Petition", detainee_id: int | None) -> Self:
        """Other open petitions, those about this person first."""
        through = Petition.people.through.objects
        named = Exists(through.filter(petition=OuterRef("pk"), detainee=detainee_id))
        return (
            self.open()
            .exclude(pk=petition.pk)
            .select_related("addressee")
            .order_by(named.desc(), "-opens_at", "-pk")
        )

    def with_deliveries(self) -> Self:
        """With their public deliveries and responses, which the badge and the card of each ask for."""
        shown = Delivery.objects.published().select_related("response")
        return self.prefetch_related(Prefetch("deliveries", shown, to_attr="handed_over"))

    def nobody_left(self) -> Self:
        """Open petitions that name people, all of whom are free or dead by now."""
        return self.open().with_nobody_left().filter(has_nobody_left=True)

    def with_nobody_left(self) -> Self:
        """With `has_nobody_left`: whether they name people, all of whom are free or dead by now."""
        named = Detainee.objects.filter(petitions=OuterRef("pk"))
        return self.annotate(has_nobody_left=Q(Exists(named), ~Exists(named.unresolved())))

    def open_first(self) -> Self:
        """Open petitions, then those that open later, then those that are closed."""
        now = timezone.now()
        turn = Case(When(closes_at__lte=now, then=2), When(opens_at__gt=now, then=1), default=0)
        return self.order_by(turn, "-opens_at", "-pk")


# What staff switch and the site counts. It is no text, so it is not in the history: the petition's own log has it.
SWITCHES = ("attack_mode", "asks_proof", "legal_hold", "goal_reached")


class Petition(Translatable, Addressed, Publishable):
    four_eyes = "petitions"
    translated_fields = ("title", "summary", "demand", "letter", "closing_note")
    # Not undone: signers have signed these words, and dates open, close and erase (campaign/history/revert.py).
    irreversible_fields: ClassVar[tuple[str, ...]] = (
        "state", "publish_at", "slug", "letter", "demand", "addressee_id", "opens_at", "closes_at",
        "gone_because", "replaced_by",
    )  # fmt: skip
    slug_from = ("title", "petition")
    reserved_slugs = frozenset({"confirm", "deliveries", "mine"})

    slug = models.SlugField(
        _("address"),
        max_length=80,
        unique=True,
        blank=True,
        help_text=_(
            "Part of the page’s address: Latin letters, digits and hyphens. Made from the title if left empty."
        ),
    )
    # The slug with which its log was begun, once the slug is another. A trigger sets it.
    log_name = models.SlugField(
        max_length=80, blank=True, default="", db_default="", editable=False
    )
    title = LineField(_("title"), max_length=120)
    summary = ParagraphField(_("summary"), max_length=400, help_text=_("One or two sentences."))
    demand = LineField(
        _("demand"), max_length=300, help_text=_("One sentence: what the addressee should do.")
    )
    letter = models.TextField(
        _("letter"),
        help_text=_("What is signed, word for word. It cannot change after the first signature."),
    )
    addressee = models.ForeignKey(
        Addressee, models.PROTECT, related_name="petitions", verbose_name=_("addressee")
    )
    people = models.ManyToManyField(
        "profiles.Detainee", blank=True, related_name="petitions", verbose_name=_("people"),
        help_text=_("The people in this letter. Leave it empty for everyone profiled here."),
    )  # fmt: skip
    goal = models.PositiveIntegerField(
        _("first goal"),
        default=1000,
        help_text=_("When it is reached, the next goal appears automatically."),
    )
    goal_reached = models.PositiveBigIntegerField(
        default=0, db_default=0, editable=False
    )  # petitions/counting/goals.py
    opens_at = models.DateTimeField(_("opens"), default=timezone.now)
    closes_at = models.DateTimeField(_("closes"), null=True, blank=True)
    closing_note = models.TextField(
        _("closing note"),
        max_length=600,
        blank=True,
        help_text=_("Shown in place of the form once it is closed: for example the result."),
    )
    attack_mode = models.BooleanField(
        _("quarantine every new signature"),
        default=False,
        help_text=_(
            "For an attack: visitors cannot tell, and no signature counts before you approve it."
        ),
    )
    asks_proof = models.BooleanField(
        _("require proof of work"),
        default=False,
        help_text=_(
            "Stops idle hands and simple scripts, not a determined attacker. Costs honest visitors seconds."
        ),
    )
    legal_hold = models.BooleanField(
        _("legal hold"),
        default=False,
        help_text=_("Signers’ data is stored past its time, because a court may need it."),
    )
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
            TrackChanges(name="petition_kept", without=(*SWITCHES, "log_name")),
            TrackChanges(name="petition_people_kept", many="people"),
            models.CheckConstraint(
                name="petition_has_an_address",
                condition=~Q(slug=""),
                violation_error_message=_("It needs an address."),
            ),
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

    @property
    def name_in_log(self) -> str:
        """What receipts, commitments and the log call it. It stays when the address changes."""
        return self.log_name or self.slug

    @override
    def shown_with(self) -> Iterable[tuple[type[models.Model], int | None]]:
        return ((Addressee, self.addressee_id),)

    def public_people(self) -> DetaineeQuerySet:
        """The people in this letter who are public; everyone who is, if it names no one."""
        people = Detainee.objects.published()
        return people.filter(petitions=self) if self.people.exists() else people

    def letter_url(self, person: Detainee) -> str:
        return reverse("petitions:letter", args=[self.slug, person.reference])

    def is_open(self, now: datetime | None = None) -> bool:
        now = now or timezone.now()
        return (
            self.is_published
            and self.opens_at <= now
            and (self.closes_at is None or now < self.closes_at)
        )

    @property
    def is_closed(self) -> bool:
        return self.closes_at is not None and self.closes_at <= timezone.now()

    @property
    def status(self) -> str:
        """The word on its badge: open, soon, delivered or closed."""
        if self.is_open():
            return "open"
        if self.opens_at > timezone.now():
            return "soon"
        return "delivered" if self.handed_over else "closed"

    # --- From its public deliveries, which the view of a list has to prefetch (with_deliveries) ---

    @cached_property
    def handed_over(self) -> list[Delivery]:
        """Its public deliveries with their responses, the oldest first. A draft is not among them."""
        return list(self.deliveries.published().select_related("response"))

    @property
    def last_delivery(self) -> Delivery | None:
        return self.handed_over[-1] if self.handed_over else None

    @property
    def answered_on(self) -> date | None:
        return max(
            (each.answered_on for each in self.handed_over if each.answered_on), default=None
        )

    @property
    def unanswered_since(self) -> date | None:
        """The day of the first hand-over since the last answer; None if all are answered."""
        answered = self.answered_on
        return min(
            (
                each.delivered_on
                for each in self.handed_over
                if answered is None or (each.answered_on is None and each.delivered_on > answered)
            ),
            default=None,
        )

    @property
    def days_unanswered(self) -> int | None:
        since = self.unanswered_since
        return None if since is None else max(0, (timezone.localdate() - since).days)
