"""People who are detained, and what is known of them: claims with a source and a date."""

from itertools import chain, count
from typing import Self

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from campaign.dates import PartialDateField
from campaign.models import Picture
from campaign.publishing import Publishable, PublishableQuerySet, State
from campaign.sealing import SealedTextField
from profiles import vocabulary as words
from profiles.folding import FoldedField
from profiles.places import Ethnicity, Place


class DetaineeQuerySet(PublishableQuerySet["Detainee"]):
    def published(self) -> Self:
        """Published, and with a basis that still stands: a withdrawn consent hides at once."""
        return super().published().filter(Exists(Consent.objects.standing(of=OuterRef("pk"))))

    def no_longer_public(self) -> Self:
        """Was published once and is not to be seen any more: answered with a nameless 410."""
        return self.filter(
            Q(state=State.WITHDRAWN)
            | Q(state=State.PUBLISHED, publish_at__lte=timezone.now())
            & ~Exists(Consent.objects.standing(of=OuterRef("pk")))
        )

    def with_status(self) -> Self:
        """Annotates `status`, the newest public claim's."""
        newest = StatusClaim.objects.filter(detainee=OuterRef("pk"), is_public=True).newest_first()
        return self.annotate(status=Subquery(newest.values("status")[:1]))

    def for_cards(self) -> Self:
        """With what a card shows, in a fixed number of queries, and nothing that has to be unsealed."""
        return self.select_related("portrait", "home_place").prefetch_related(
            Prefetch("names", Name.objects.filter(is_public=True)),
            Prefetch(
                "claims",
                StatusClaim.objects.filter(is_public=True)
                .newest_first()
                .select_related("place", "source")
                .defer("source__contact"),
            ),
            Prefetch("consents", Consent.objects.defer("giver")),
        )

    def for_story(self) -> Self:
        """With everything the page of one person shows."""
        return self.for_cards().prefetch_related(
            "ethnicities",
            Prefetch(
                "events",
                Event.objects.filter(is_public=True)
                .select_related("place", "source")
                .defer("source__contact"),
            ),
            Prefetch("sources", Source.objects.filter(is_public=True).defer("contact")),
        )


class Detainee(Publishable):
    reserved_slugs = frozenset({"map"})

    slug = models.SlugField(
        _("address"),
        max_length=80,
        unique=True,
        null=True,
        blank=True,
        help_text=_("Part of the page's address. Made from the name if left empty."),
    )
    gender = models.CharField(
        _("gender"), max_length=10, choices=words.Gender, default=words.Gender.UNKNOWN
    )
    birth = PartialDateField(_("born"), blank=True)
    ethnicities = models.ManyToManyField(
        Ethnicity, blank=True, related_name="detainees", verbose_name=_("ethnicity")
    )
    home_place = models.ForeignKey(
        Place,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="detainees",
        verbose_name=_("home"),
        help_text=_("The prefecture or city. Anything more exact belongs in the staff notes."),
    )
    occupation = models.CharField(_("occupation"), max_length=120, blank=True)
    occupation_group = models.CharField(
        _("kind of work"), max_length=20, blank=True, choices=words.OccupationGroup
    )
    portrait = models.ForeignKey(
        Picture, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("portrait")
    )
    summary = models.TextField(
        _("summary"),
        blank=True,
        max_length=600,
        help_text=_("One or two sentences: who this is, and what happened."),
    )
    story = models.TextField(
        _("story"), blank=True, help_text=_("Markdown. Leave an empty line between paragraphs.")
    )
    official_charge = models.CharField(
        _("official charge"),
        max_length=300,
        blank=True,
        help_text=_("Word for word; it is quoted."),
    )
    suspected_reason = models.CharField(_("suspected reason"), max_length=400, blank=True)
    family_words = models.TextField(_("the family's words"), blank=True, max_length=1000)
    family_words_by = models.CharField(
        _("said by"), max_length=100, blank=True, help_text=_("For example: her daughter")
    )
    is_demo = models.BooleanField(
        _("invented for the demonstration"), default=False, editable=False
    )
    staff_notes = models.TextField(
        _("staff notes"), blank=True, help_text=_("Never shown in public.")
    )

    objects = DetaineeQuerySet.as_manager()

    class Meta(Publishable.Meta):
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ("-publish_at", "-pk")
        indexes = (
            models.Index(fields=["state", "-publish_at"], name="detainee_state_publish_at"),
            models.Index(fields=["birth_earliest", "birth_latest"], name="detainee_birth_span"),
        )
        constraints = (
            *Publishable.Meta.constraints,
            models.CheckConstraint(
                name="detainee_published_has_an_address",
                condition=~Q(state="published") | Q(slug__isnull=False),
                violation_error_message=_("A published profile needs an address."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.reference} {self.display_name}"

    @property
    def reference(self) -> str:
        """The permanent reference, P-0042. The sequence behind it gives no number twice."""
        return f"P-{self.pk:04d}" if self.pk else "P-new"

    @property
    def display_name(self) -> str:
        """The first name, for staff: it may be one that is not shown (prefetch `names` for lists)."""
        return next((name.text for name in self.names.all()), str(_("No name yet")))

    def get_absolute_url(self) -> str:
        return reverse("profiles:detail", args=[self.slug or self.reference])

    def fill_in_for_publication(self) -> None:
        if not self.slug:
            self.slug = self._free_slug()

    def _free_slug(self) -> str:
        """The first shown name that has Latin letters, with a number if the address was ever taken."""
        shown = (slugify(name.text) for name in self.names.all() if name.is_public)
        wish = next(filter(None, shown), self.reference.lower())[:70]
        others = Detainee.objects.exclude(pk=self.pk).filter(slug__startswith=wish)
        former = SlugHistory.objects.exclude(detainee=self.pk).filter(slug__startswith=wish)
        taken = set(others.values_list("slug", flat=True)) | set(
            former.values_list("slug", flat=True)
        )
        numbered = (f"{wish}-{number}" for number in count(2))
        return next(
            slug
            for slug in chain([wish], numbered)
            if slug not in taken and slug not in self.reserved_slugs
        )

    def missing_for_publication(self) -> list[str]:
        missing = []
        if not any(name.is_public for name in self.names.all()):
            missing.append(str(_("Give at least one name that may be shown.")))
        if not self.summary.strip():
            missing.append(str(_("Write the summary.")))
        if not any(claim.is_public for claim in self.claims.all()):
            missing.append(str(_("Say what is known of the status.")))
        if not Consent.objects.standing(of=self.pk).exists():
            missing.append(
                str(
                    _("Record the consent that covers name and story, or that it is public record.")
                )
            )
        if self.family_words and not self.family_words_by:
            missing.append(str(_("Say whose words are quoted.")))
        return missing


class SlugHistory(models.Model):
    """An address that a profile once had; it redirects for good."""

    detainee = models.ForeignKey(Detainee, models.CASCADE, related_name="old_slugs")
    slug = models.SlugField(max_length=80, unique=True)

    class Meta:
        verbose_name = _("former address")
        verbose_name_plural = _("former addresses")

    def __str__(self) -> str:
        return self.slug


class Name(models.Model):
    """A name as one string: never split into first and last, which many names here do not have."""

    detainee = models.ForeignKey(Detainee, models.CASCADE, related_name="names")
    text = models.CharField(_("name"), max_length=120)
    language = models.CharField(
        _("language and script"), max_length=20, choices=words.NameLanguage, default="ug-Latn"
    )
    kind = models.CharField(_("kind"), max_length=20, choices=words.NameKind, default="primary")
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    is_public = models.BooleanField(_("shown"), default=True)
    folded = FoldedField(source="text")

    class Meta:
        verbose_name = _("name")
        verbose_name_plural = _("names")
        ordering = ("order", "pk")
        indexes = (
            GinIndex(fields=["folded"], opclasses=["gin_trgm_ops"], name="name_folded_trigrams"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["detainee", "text", "language"],
                name="name_once_per_detainee",
                violation_error_message=_("This name is already there."),
            ),
        )

    def __str__(self) -> str:
        return self.text

    @property
    def direction(self) -> str:
        return "rtl" if self.language.endswith("-Arab") else "ltr"


class Source(models.Model):
    detainee = models.ForeignKey(Detainee, models.CASCADE, related_name="sources")
    kind = models.CharField(_("kind"), max_length=20, choices=words.SourceKind)
    attribution = models.CharField(
        _("named in public as"), max_length=120, help_text=_("For example: a relative abroad")
    )
    title = models.CharField(_("title"), max_length=200, blank=True)
    publisher = models.CharField(_("publisher"), max_length=120, blank=True)
    date = PartialDateField(_("date"), blank=True)
    url = models.URLField(_("link"), max_length=500, blank=True)
    archived_url = models.URLField(_("archived copy"), max_length=500, blank=True)
    reliability = models.CharField(
        _("reliability"), max_length=10, choices=words.Reliability, default="unknown"
    )
    contact = SealedTextField(
        _("contact"), blank=True, help_text=_("Never shown in public; encrypted in the database.")
    )
    notes = models.TextField(_("notes"), blank=True, help_text=_("Never shown in public."))
    is_public = models.BooleanField(_("shown"), default=True)

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ("pk",)

    def __str__(self) -> str:
        return " · ".join(filter(None, [self.attribution, self.title, str(self.date)]))


class StatusClaimQuerySet(models.QuerySet["StatusClaim"]):
    def newest_first(self) -> Self:
        return self.order_by(models.F("as_of_latest").desc(nulls_last=True), "-pk")


class StatusClaim(models.Model):
    """What somebody says of where the person is, as of a date; the newest one is the status shown."""

    detainee = models.ForeignKey(Detainee, models.CASCADE, related_name="claims")
    status = models.CharField(_("status"), max_length=20, choices=words.Status)
    as_of = PartialDateField(_("as of"), blank=True)
    place = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("place")
    )
    confidence = models.CharField(
        _("confidence"), max_length=20, choices=words.Confidence, default="unverified"
    )
    source = models.ForeignKey(
        Source, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("source")
    )
    note = models.CharField(_("note"), max_length=300, blank=True)
    is_public = models.BooleanField(_("shown"), default=True)
    recorded_at = models.DateTimeField(_("recorded"), auto_now_add=True)

    objects = StatusClaimQuerySet.as_manager()

    class Meta:
        verbose_name = _("status claim")
        verbose_name_plural = _("status claims")
        ordering = ("pk",)
        indexes = (
            models.Index(
                "detainee", models.F("as_of_latest").desc(nulls_last=True), name="claim_newest"
            ),
        )

    def __str__(self) -> str:
        return self.get_status_display()


class Event(models.Model):
    """Something that happened, for the timeline."""

    detainee = models.ForeignKey(Detainee, models.CASCADE, related_name="events")
    kind = models.CharField(_("what happened"), max_length=20, choices=words.EventKind)
    when = PartialDateField(_("when"), blank=True)
    place = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("place")
    )
    description = models.CharField(_("description"), max_length=500, blank=True)
    source = models.ForeignKey(
        Source, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("source")
    )
    is_public = models.BooleanField(_("shown"), default=True)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        # “Before March 2020” has no first day; it stands where its last one is.
        ordering = (Coalesce("when_earliest", "when_latest").asc(nulls_last=True), "pk")
        indexes = (
            models.Index(fields=["kind", "when_earliest", "when_latest"], name="event_kind_span"),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.when}".strip()


class ConsentQuerySet(models.QuerySet["Consent"]):
    def standing(self, *, of: object) -> Self:
        """Consents of one person that allow a public profile and were not withdrawn."""
        return self.filter(
            Q(basis=words.Basis.PUBLIC_RECORD) | Q(covers_name=True, covers_story=True),
            detainee=of,
            withdrawn_at__isnull=True,
        )

    def covering(self, scope: str) -> Self:
        """Those that allow this (place, photo, quote) as well."""
        return self.filter(Q(basis=words.Basis.PUBLIC_RECORD) | Q(**{f"covers_{scope}": True}))


class Consent(models.Model):
    """Why the campaign may publish, and how much of it."""

    detainee = models.ForeignKey(Detainee, models.CASCADE, related_name="consents")
    basis = models.CharField(_("basis"), max_length=20, choices=words.Basis, default="consent")
    capacity = models.CharField(
        _("given by"),
        max_length=20,
        choices=words.Capacity,
        default="none",
        help_text=_("In relation to the person."),
    )
    giver = SealedTextField(
        _("name and contact of the giver"),
        blank=True,
        help_text=_("Never shown in public; encrypted in the database."),
    )
    covers_name = models.BooleanField(_("name"), default=False)
    covers_story = models.BooleanField(_("story"), default=False)
    covers_place = models.BooleanField(_("place"), default=False)
    covers_photo = models.BooleanField(_("photo"), default=False)
    covers_quote = models.BooleanField(_("the family's words"), default=False)
    obtained = PartialDateField(_("obtained"), blank=True)
    withdrawn_at = models.DateTimeField(
        _("withdrawn on"),
        null=True,
        blank=True,
        help_text=_("Hides the profile at once if no other consent stands."),
    )
    notes = models.TextField(_("notes"), blank=True, help_text=_("Never shown in public."))

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.get_basis_display()
