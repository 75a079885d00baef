"""What the public may see of a person, and nothing else.

Pages, cards, feeds and exports get this shape, never the model behind it. A field that is not named here cannot
leak through a careless template. What the consents do not cover (name, place, photo, quotation) is left out here,
once. Search, filters and pictures ask the same of the database.
"""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from functools import cached_property

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from campaign.images import renditions
from campaign.images.in_texts import UrlsOf
from campaign.images.models import Picture
from campaign.text import markdown
from campaign.text.partial_dates import PartialDate
from campaign.translations.languages import address
from profiles.models import Consent, Depiction, Detainee, Event, StatusClaim
from profiles.models.parts import PublicPart
from profiles.models.places import Place
from profiles.models.vocabulary import (
    BEGINS_DETENTION,
    DEAD,
    NOT_HELD,
    OPPOSITE,
    Identity,
    PlaceLevel,
    Relation,
)
from profiles.public import text_pictures
from profiles.public.ikat_portrait import portrait_svg
from profiles.public.parts import (
    PublicAmendment,
    PublicCase,
    PublicEvent,
    PublicName,
    PublicQuote,
    PublicReason,
    PublicRecord,
    PublicRelative,
    PublicReply,
    PublicSource,
    PublicStatus,
    PublicTranslation,
    public_birth,
)

SILENCE = timedelta(days=183)  # without news; after it the page says so

# A stop within the first 20 letters ends an abbreviation, such as “Dr.”, not a sentence.
FIRST_SENTENCE = re.compile(r".{20,}?(?:[.!?؟][”’\"')]*(?=\s|$)|。)")

PORTRAIT_RATIO = 3 / 4  # width to height of the frame on every page (static/css/people.css)


class PublicProfile:
    """One published person. Needs `Detainee.objects.published().for_cards()`, or `for_story()`."""

    def __init__(self, detainee: Detainee) -> None:
        self._detainee = detainee
        self.reference = detainee.reference
        self.slug = detainee.slug
        self.summary = detainee.summary
        self.written_in = detainee.written_in
        self.occupation = detainee.occupation
        self.occupation_code = detainee.occupation_group
        self.gender = detainee.get_gender_display() if detainee.gender != "unknown" else ""
        self.gender_code = detainee.gender
        self.identity_code = detainee.identity
        self.birth = public_birth(detainee.birth, detainee.identity)
        self.is_demo = detainee.is_demo
        self.updated_at = detainee.public_changed_at
        self.checked_on = detainee.checked_on
        self.withholds = detainee.withholds
        self.is_named = detainee.is_named
        self.names = [
            PublicName.from_model(name) for name in _shown(detainee.names) if self.is_named
        ]

    @property
    def url(self) -> str:
        return reverse("profiles:detail", args=[self.slug])

    @property
    def reading_path(self) -> str:
        """The URL of the page in the language of its texts."""
        return address(self.url, self.written_in) if self._detainee.is_translated else self.url

    @property
    def first_sentence(self) -> str:
        """The first sentence of the summary, for shared links."""
        summary = " ".join(self.summary.split())
        first = FIRST_SENTENCE.match(summary)
        return first[0] if first else summary

    @property
    def name(self) -> str:
        if self._detainee.identity == Identity.PARTIAL:
            return self._detainee.shown_as
        if self._detainee.identity == Identity.ANONYMOUS:
            return _("Name withheld, %(reference)s") % {"reference": self.reference}
        return self.names[0].text if self.names else self.reference

    @property
    def name_language(self) -> str:
        return self.names[0].language if self.names else "en"

    @property
    def native_name(self) -> PublicName | None:
        """The first of `other_scripts` that is not plain ASCII."""
        return next((name for name in self.other_scripts if not name.text.isascii()), None)

    @property
    def other_scripts(self) -> list[PublicName]:
        return [name for name in self.names[1:] if name.is_own]

    @property
    def also_known_as(self) -> list[PublicName]:
        return [name for name in self.names[1:] if not name.is_own]

    # --- What consent decides ---

    @cached_property
    def _consents(self) -> list[Consent]:
        return [
            consent
            for consent in self._detainee.consents.all()
            if consent.allows_profile(self._detainee.identity)
        ]

    def _covered(self, scope: str) -> bool:
        return any(consent.covers(scope) for consent in self._consents)

    @cached_property
    def place_level(self) -> str:
        return self._detainee.place_level if self._covered("place") else PlaceLevel.NONE

    @property
    def home_place(self) -> Place | None:
        home = self._detainee.home_place
        return home.at_level(self.place_level) if home else None

    @property
    def home(self) -> str:
        return str(self.home_place or "")

    @property
    def portrait_picture(self) -> Picture | None:
        """Only for named people, since a face identifies a person, and only if all in the picture allow it."""
        if not self.shows_pictures:
            return None
        return None if self._detainee.portrait_is_refused else self._detainee.portrait

    @property
    def portrait(self) -> renditions.Rendition | None:
        picture = self.portrait_picture
        if picture is None:
            return None
        return renditions.rendition(picture, self.portrait_url, cut_to=PORTRAIT_RATIO)

    def portrait_url(self, width: int, kind: str) -> str:
        return reverse("profiles:portrait", args=[self.slug, width, kind])

    @cached_property
    def quotes(self) -> list[PublicQuote]:
        if not self._covered("quote"):
            return []
        return [PublicQuote.from_model(quote) for quote in _shown(self._detainee.quotes)]

    @property
    def _may_be_linked(self) -> bool:
        """Only for named people: known relatives identify a person."""
        return self.is_named and self._covered("relatives")

    @cached_property
    def relatives(self) -> list[PublicRelative]:
        """Relatives whose consents allow the link as well, and relatives who are only described.

        Empty if no consent of this person covers relatives.
        """
        if not self._may_be_linked:
            return []
        rows = _shown(self._detainee.relationships)
        relatives = [
            PublicRelative(label=row.get_kind_display(), code=row.kind, description=row.description)
            for row in rows
            if row.other is None
        ]
        linked = [(Relation(row.kind), row.other) for row in rows if row.other] + [
            (OPPOSITE[Relation(row.kind)], row.detainee)
            for row in _shown(self._detainee.relationships_from_others)
        ]
        for kind, other in linked:
            person = PublicProfile(other)
            if other.is_published and person._may_be_linked:
                relatives.append(
                    PublicRelative(
                        label=str(kind.label),
                        code=str(kind),
                        name=person.names[0] if person.names else None,
                        reference=person.reference,
                        url=person.url,
                    )
                )
        return list(dict.fromkeys(relatives))

    # --- What is shown ---

    # These filter again, since a caller may not have prefetched only public rows.

    @property
    def _claims(self) -> list[StatusClaim]:
        return _shown(self._detainee.claims)

    @property
    def _events(self) -> list[Event]:
        return _shown(self._detainee.events)

    @property
    def ikat_portrait(self) -> SafeString:
        """The SVG that pages show without a photograph."""
        return portrait_svg(self.reference)

    @cached_property
    def story(self) -> SafeString:
        """With its pictures only if a photo of the person could be shown: a picture in a story tells who it is about."""
        if not self.shows_pictures:
            return markdown.render(self._detainee.story)
        return text_pictures.render(self._detainee.story, self.story_urls)

    @cached_property
    def translations(self) -> list[PublicTranslation]:
        """Those that are reviewed. A page shows one of them in place of the original (campaign/translations/reading.py)."""
        now = self._detainee.text_digest
        return [
            PublicTranslation.from_model(row, page=self.url, is_outdated=row.made_from != now)
            for row in self._detainee.translations.all()
            if row.is_reviewed and row.language != self._detainee.language
        ]

    @property
    def shows_pictures(self) -> bool:
        return self.is_named and self._covered("photo")

    @property
    def story_urls(self) -> UrlsOf:
        return text_pictures.urls_below("profiles:story-picture", self.slug or "")

    @cached_property
    def claims(self) -> list[PublicStatus]:
        return [PublicStatus.from_model(claim, level=self.place_level) for claim in self._claims]

    @property
    def status(self) -> PublicStatus | None:
        return self.claims[0] if self.claims else None

    @property
    def outcome(self) -> str:
        """“free” or “dead” if the newest claim says so; else empty."""
        newest = next(iter(self._claims), None)
        if newest is None or not newest.has_ended:
            return ""
        return "dead" if newest.status in DEAD else "free"

    @property
    def ethnicities(self) -> list[str]:
        return [ethnicity.name for ethnicity in self._detainee.ethnicities.all()]

    @property
    def ethnicity_codes(self) -> list[str]:
        return [ethnicity.code for ethnicity in self._detainee.ethnicities.all()]

    @property
    def events(self) -> list[PublicEvent]:
        return [PublicEvent.from_model(event, level=self.place_level) for event in self._events]

    @cached_property
    def legal_cases(self) -> list[PublicCase]:
        return [PublicCase.from_model(case) for case in _shown(self._detainee.legal_cases)]

    @cached_property
    def reasons(self) -> list[PublicReason]:
        return [PublicReason.from_model(reason) for reason in _shown(self._detainee.reasons)]

    @cached_property
    def replies(self) -> list[PublicReply]:
        return [PublicReply.from_model(reply) for reply in _shown(self._detainee.replies)]

    @cached_property
    def amendments(self) -> list[PublicAmendment]:
        return [
            PublicAmendment.from_model(amendment) for amendment in _shown(self._detainee.amendments)
        ]

    @cached_property
    def external_records(self) -> list[PublicRecord]:
        """Only for named people: a register identifies a person."""
        if not self.is_named:
            return []
        return [
            PublicRecord.from_model(record) for record in _shown(self._detainee.external_records)
        ]

    @property
    def sources(self) -> list[PublicSource]:
        return [PublicSource.from_model(source) for source in _shown(self._detainee.sources)]

    @property
    def silent_since(self) -> str:
        """The date of the newest news about a person who is not free or dead, if it is older than SILENCE."""
        newest = next(iter(self._claims), None)
        if newest is None or newest.has_ended:
            return ""
        known = [claim.as_of for claim in self._claims] + [event.when for event in self._events]
        dated = [when for when in known if when.latest]
        last = max(dated, key=lambda when: when.latest or date.min, default=None)
        if last is None or last.latest is None:
            return ""
        return str(last) if timezone.localdate() - last.latest > SILENCE else ""

    @property
    def held_since(self) -> PartialDate | None:
        """When the detention began; None if it is over or the beginning is unknown."""
        newest = next(iter(self._claims), None)
        if newest is None or newest.status in NOT_HELD:
            return None
        for kind in BEGINS_DETENTION:
            dated: list[PartialDate] = [
                event.when for event in self._events if event.kind == kind and event.when.latest
            ]
            if dated:
                return min(dated, key=lambda when: when.latest or date.max)
        return None

    @property
    def days_held(self) -> int | None:
        """The minimum number of days held: from the latest day on which the detention can have begun."""
        since = self.held_since
        if since is None or since.latest is None:
            return None
        days = (timezone.localdate() - since.latest).days
        return days if days > 0 else None


def may_be_shown(picture: Picture) -> bool:
    """Whether a picture may appear outside a profile, for example with a news item: if everyone in it allows it."""
    return not Depiction.objects.refused().filter(picture=picture).exists()


def _shown[P: PublicPart](rows: models.Manager[P]) -> list[P]:
    return [row for row in rows.all() if row.is_public]


def public_profiles(detainees: Iterable[Detainee]) -> list[PublicProfile]:
    return [PublicProfile(detainee) for detainee in detainees]
