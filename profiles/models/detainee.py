"""A person who is detained, and the former addresses of the page."""

from collections.abc import Iterable
from datetime import datetime
from itertools import chain, count
from typing import Self, override

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import Cast, Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from campaign.closed_records.records import Closable, ClosableQuerySet
from campaign.history.changes import TrackChanges
from campaign.images.models import Picture
from campaign.privacy.readers import CLOSED_LABEL, may_here
from campaign.publishing.workflow import State
from campaign.text.fields import LineField, MarkdownField, ParagraphField
from campaign.text.partial_dates import PartialDateField
from campaign.translations.models import Translatable
from profiles.models import vocabulary
from profiles.models.consent import Consent
from profiles.models.depiction import Depiction
from profiles.models.erased import is_erased
from profiles.models.evidence import Event, Source, StatusClaim, StatusClaimQuerySet
from profiles.models.justice import LegalCase, Reason
from profiles.models.name import Name
from profiles.models.parts import ProfilePart
from profiles.models.places import Ethnicity, Place
from profiles.models.record import Amendment, ExternalRecord, Relationship
from profiles.models.references import reference
from profiles.models.stored_field import StoredField
from profiles.models.voices import Quote, Reply
from profiles.models.words_index import words_index


class DetaineeQuerySet(ClosableQuerySet["Detainee"]):
    def following_merges(self, pks: Iterable[int]) -> Self:
        """The people with these primary keys, or the people into whom they were merged."""
        numbers = list(pks)
        merged = Detainee.objects.filter(pk__in=numbers, merged_into__isnull=False)
        return self.filter(Q(pk__in=numbers) | Q(pk__in=merged.values("merged_into")))

    @override
    def published(self) -> Self:
        """Published, with a consent in force: a withdrawn consent hides the person at once."""
        return (
            super().published().filter(Exists(Consent.objects.allowing_profile(of=OuterRef("pk"))))
        )

    def ever_public(self) -> Self:
        """People whom the public can see, or could once: not if every consent expired before they were published."""
        published_on = Cast(OuterRef("publish_at"), models.DateField())
        valid_then = Consent.objects.filter(
            Q(expires_on__isnull=True) | Q(expires_on__gte=published_on), detainee=OuterRef("pk")
        )
        return self.filter(
            Q(state=State.WITHDRAWN, merged_into=None)
            | Q(state=State.PUBLISHED, publish_at__lte=timezone.now()) & Q(Exists(valid_then))
        )

    def no_longer_public(self) -> Self:
        """People who were public and are hidden now. Their pages answer 410 and name no one."""
        allowing = Consent.objects.allowing_profile(of=OuterRef("pk"))
        return self.ever_public().filter(~Q(state=State.PUBLISHED) | ~Exists(allowing))

    def with_status(self) -> Self:
        """Annotate `status`: that of the newest public claim."""
        return self.annotate(status=Subquery(_newest_claim().values("status")))

    def with_has_ended(self) -> Self:
        """Annotate `has_ended`: whether the newest public claim says that the person is free or dead."""
        ended = Subquery(_newest_claim().values(ended=StatusClaim.HAS_ENDED))
        return self.annotate(has_ended=Coalesce(ended, False))

    def unresolved(self) -> Self:
        """All people except those who are free or dead. Petitions ask for them."""
        return self.with_has_ended().filter(has_ended=False)

    def free_or_dead(self) -> Self:
        return self.with_has_ended().filter(has_ended=True)

    def for_cards(self) -> Self:
        """Prefetch what a card shows, in a fixed number of queries, without the encrypted columns."""
        others = Depiction.objects.filter(picture=OuterRef("portrait")).exclude(
            detainee=OuterRef("pk")
        )
        people = self.select_related("portrait", "home_place__parent", "public_change").defer(
            "portrait__likeness_by", "portrait__provenance"
        )
        # Whether someone else in the portrait does not allow it to be public.
        people = people.annotate(portrait_is_refused=Exists(others.refused()))
        return people.prefetch_related(
            Prefetch("names", Name.objects.filter(is_public=True)),
            Prefetch(
                "claims",
                StatusClaim.objects.filter(is_public=True)
                .newest_first()
                .select_related("place__parent", "source")
                .defer("source__contact"),
            ),
            Prefetch("consents", Consent.objects.defer("giver")),
        )

    def for_story(self) -> Self:
        """Prefetch everything that the page of one person shows."""
        sourced = (
            (LegalCase, "legal_cases"),
            (Reason, "reasons"),
            (Quote, "quotes"),
            (Reply, "replies"),
        )
        return self.for_cards().prefetch_related(
            "ethnicities",
            Prefetch(
                "events",
                Event.objects.filter(is_public=True)
                .select_related("place__parent", "source")
                .defer("source__contact"),
            ),
            Prefetch("sources", Source.objects.filter(is_public=True).defer("contact")),
            *(
                Prefetch(
                    name,
                    model._default_manager.filter(is_public=True)
                    .select_related("source")
                    .defer("source__contact"),
                )
                for model, name in sourced
            ),
            Prefetch("amendments", Amendment.objects.filter(is_public=True)),
            Prefetch("external_records", ExternalRecord.objects.filter(is_public=True)),
            Prefetch("relationships", _shown_relationships("other")),
            Prefetch("relationships_from_others", _shown_relationships("detainee")),
        )


def _newest_claim() -> StatusClaimQuerySet:
    """The newest public claim about the person of an outer query: the status that pages show."""
    shown = StatusClaim.objects.filter(detainee=OuterRef("pk"), is_public=True)
    return shown.newest_first()[:1]


def _shown_relationships(other_end: str) -> models.QuerySet[Relationship]:
    """Prefetch also what decides whether the other person may be named (`PublicProfile.relatives`)."""
    return (
        Relationship.objects.filter(is_public=True)
        .select_related(other_end)
        .prefetch_related(
            Prefetch(f"{other_end}__names", Name.objects.filter(is_public=True)),
            Prefetch(f"{other_end}__consents", Consent.objects.defer("giver")),
        )
    )


class Detainee(Translatable, Closable):
    four_eyes = "people"
    translated_fields = ("summary", "story")
    unseen_fields = ("staff_notes", "named_because")
    reserved_slugs = frozenset({"map", "numbers", "tell"})
    # These decide what the public and staff see. Undoing never changes them (campaign/history/revert.py).
    irreversible_fields = (
        "state", "publish_at", "slug", "identity", "shown_as", "place_level", "merged_into_id", "named_because",
        "is_closed", "limited_to_groups", "limited_to_staff",
    )  # fmt: skip
    # These say who or where someone is. Undoing fills them again only if staff agree (campaign/history/revealed.py).
    identifying_fields = ("portrait_id", "home_place_id", "birth", "ethnicities", "occupation")

    identity = models.CharField(
        _("identity"),
        max_length=10,
        choices=vocabulary.Identity,
        default=vocabulary.Identity.FULL,
        db_default=vocabulary.Identity.FULL,
        help_text=_(
            "A person who is not named has no portrait, and no name in their page’s address."
        ),
    )
    shown_as = LineField(
        _("shown as"),
        max_length=80,
        blank=True,
        db_default="",
        help_text=_("For a person who is partly named: A. M., or Aygül, born in the 1970s."),
    )
    place_level = models.CharField(
        _("places shown"),
        max_length=10,
        choices=vocabulary.PlaceLevel,
        default=vocabulary.PlaceLevel.PREFECTURE,
        db_default=vocabulary.PlaceLevel.PREFECTURE,
        help_text=_("As far as the consent covers places."),
    )
    slug = models.SlugField(
        _("address"),
        max_length=80,
        unique=True,
        null=True,
        blank=True,
        help_text=_("Part of the page's address. Made from the name if left empty."),
    )
    gender = models.CharField(
        _("gender"), max_length=10, choices=vocabulary.Gender, default=vocabulary.Gender.UNKNOWN
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
    occupation = LineField(_("occupation"), max_length=120, blank=True)
    occupation_group = models.CharField(
        _("kind of work"), max_length=20, blank=True, choices=vocabulary.OccupationGroup
    )
    portrait = models.ForeignKey(
        Picture, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("portrait")
    )
    summary = ParagraphField(
        _("summary"),
        blank=True,
        max_length=600,
        help_text=_("One or two sentences: who this is, and what happened."),
    )
    story = MarkdownField(
        _("story"), blank=True, help_text=_("Markdown. Leave an empty line between paragraphs.")
    )
    named_because = LineField(
        _("may be named before"),
        max_length=200,
        blank=True,
        db_default="",
        help_text=_(
            "News, letters and pages cannot be published with the name of a person who is not public yet. Write here why "
            "they may: The trial was in the newspapers. Or: A public person has the same name. Never shown in public."
        ),
    )
    withholds = models.BooleanField(
        _("withholds details"),
        default=False,
        db_default=False,
        help_text=_("The page says that some details are left out for someone’s safety."),
    )
    checked_on = models.DateField(
        _("last checked"),
        null=True,
        blank=True,
        help_text=_("When someone last checked that all of this is still right."),
    )
    is_demo = models.BooleanField(
        _("invented for the demonstration"), default=False, editable=False
    )
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="merged",
        verbose_name=_("merged into"),
    )
    # Texts that every public page shows. It holds nothing that a consent may withhold.
    searched = StoredField(
        expression=SearchVector("summary", "story", "occupation", config="english"),
        output_field=SearchVectorField(),
    )
    staff_notes = models.TextField(
        _("staff notes"), blank=True, help_text=_("Never shown in public.")
    )

    portrait_is_refused: bool  # only for_cards() reads it

    objects = DetaineeQuerySet.as_manager()

    class Meta(Closable.Meta):
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ("-publish_at", "-pk")
        permissions = (
            ("export_detainee", "Can export people"),
            ("erase_detainee", "Can erase people for good"),
        )
        indexes = (
            models.Index(fields=["state", "-publish_at"], name="detainee_state_publish_at"),
            models.Index(fields=["birth_earliest", "birth_latest"], name="detainee_birth_span"),
            GinIndex(fields=["searched"], name="detainee_searched"),
            words_index("staff_notes", name="detainee_notes_words"),
            models.Index(fields=["-updated_at", "-id"], name="detainee_updated"),
        )
        constraints = (
            *Closable.Meta.constraints,
            TrackChanges(name="detainee_kept", without=("searched",)),
            TrackChanges(name="detainee_ethnicities_kept", many="ethnicities"),
            TrackChanges(name="detainee_groups_kept", many="limited_to_groups"),
            TrackChanges(name="detainee_staff_kept", many="limited_to_staff"),
            models.CheckConstraint(
                name="detainee_published_has_an_address",
                condition=~Q(state="published") | Q(slug__isnull=False),
                violation_error_message=_("A published profile needs an address."),
            ),
            models.CheckConstraint(
                name="detainee_address_tells_no_hidden_name",
                condition=Q(identity="full") | Q(slug__isnull=True) | Q(slug__regex=r"^p-\d+$"),
                violation_error_message=_(
                    "The address of a person who is not named is the reference."
                ),
            ),
            models.CheckConstraint(
                name="detainee_merged_is_nowhere_else",
                condition=Q(merged_into__isnull=True)
                | Q(state="withdrawn", slug__isnull=True) & ~Q(merged_into=models.F("pk")),
                violation_error_message=_("A person merged into another has no page."),
            ),
            models.CheckConstraint(
                name="detainee_partly_named_is_shown_as",
                condition=~Q(identity="partial") | ~Q(shown_as=""),
                violation_error_message=_("Say how a person who is partly named is shown."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.reference} {self.display_name}"

    @property
    def reference(self) -> str:
        """The permanent reference, such as P-0042. Its sequence gives no number twice."""
        return reference(self.pk) if self.pk else "P-new"

    @property
    @override
    def was_public(self) -> bool:
        return super().was_public and Detainee.objects.ever_public().filter(pk=self.pk).exists()

    @property
    @override
    def is_shown(self) -> bool:
        """Not without a consent."""
        return Detainee.objects.published().filter(pk=self.pk).exists()

    @override
    def shown_with(self) -> Iterable[tuple[type[models.Model], int | None]]:
        return ((Picture, self.portrait_id),)

    @property
    def public_changed_at(self) -> datetime:
        """When the public content last changed; if the person was never public, when the row last changed.

        Select `public_change` for lists.
        """
        change = getattr(self, "public_change", None)
        return change.at if change else self.updated_at

    @property
    def names_here(self) -> list[Name]:
        """The names that the reader of this request may see. Prefetch `names` for lists.

        Whoever may not see names sees those that the public page may show.
        """
        names = list(self.names.all())
        if may_here("profiles.view_name"):
            return names
        return [name for name in names if name.is_public and self.is_named]

    @property
    def display_name(self) -> str:
        """The first name, for staff."""
        if self.is_closed_here:
            return str(CLOSED_LABEL)
        if names := self.names_here:
            return names[0].text
        return self.shown_as or str(_("Name withheld") if self.names.all() else _("No name yet"))

    def get_absolute_url(self) -> str:
        return reverse("profiles:detail", args=[self.slug or self.reference])

    @property
    def is_named(self) -> bool:
        return self.identity == vocabulary.Identity.FULL

    @override
    def fill_in_for_publication(self) -> None:
        if not self.is_named:
            self.slug = self.reference.lower()
        elif not self.slug:
            self.slug = self._free_slug()

    def _free_slug(self) -> str:
        """The first shown name in Latin letters, with a number if any page ever had this slug."""
        shown = (slugify(name.text) for name in self.names.all() if name.is_public)
        wanted = next(filter(None, shown), self.reference.lower())[:70]
        others = Detainee.objects.exclude(pk=self.pk).filter(slug__startswith=wanted)
        former = SlugHistory.objects.exclude(detainee=self.pk).filter(slug__startswith=wanted)
        taken = set(others.values_list("slug", flat=True)) | set(
            former.values_list("slug", flat=True)
        )
        numbered = (f"{wanted}-{number}" for number in count(2))
        return next(
            slug
            for slug in chain([wanted], numbered)
            if slug not in taken and slug not in self.reserved_slugs and not is_erased(slug)
        )


class SlugHistory(ProfilePart):
    """A former slug of a profile. It redirects permanently."""

    irreversible_fields = ("*",)

    detainee = models.ForeignKey(Detainee, models.CASCADE, related_name="old_slugs")
    slug = models.SlugField(max_length=80, unique=True)

    class Meta(ProfilePart.Meta):
        verbose_name = _("former address")
        verbose_name_plural = _("former addresses")

    def __str__(self) -> str:
        return self.slug
