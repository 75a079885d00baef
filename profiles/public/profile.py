"""What the public may know of a person, and nothing else.

Pages, cards, feeds and exports are given this shape, never the model behind it, so that a field which is
not named here cannot get out by a careless template. What the family did not agree to (name, place, photo,
quotation) is left out here, once; search, filters and pictures ask the same of the database.
"""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from functools import cached_property

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from campaign.images import renditions
from campaign.images.models import Picture
from campaign.publishing.workflow import State
from campaign.text.markdown import render
from campaign.text.partial_dates import PartialDate
from profiles.models import Consent, Detainee, Event, StatusClaim
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
    public_birth,
)

SILENCE = timedelta(days=183)  # after which a page says that there was no news

# A stop within the first 20 letters ends an abbreviation, such as “Dr.”, and no sentence.
FIRST_SENTENCE = re.compile(r".{20,}?(?:[.!?؟][”’\"')]*(?=\s|$)|。)")

PORTRAIT = 3 / 4  # the frame that a portrait fills on every page (static/css/people.css)


class PublicProfile:
    """One published person. Needs `Detainee.objects.published().for_cards()`, or `for_story()`."""

    def __init__(self, detainee: Detainee) -> None:
        self._detainee = detainee
        self.reference = detainee.reference
        self.slug = detainee.slug
        self.summary = detainee.summary
        self.occupation = detainee.occupation
        self.occupation_code = detainee.occupation_group
        self.gender = detainee.get_gender_display() if detainee.gender != "unknown" else ""
        self.gender_code = detainee.gender
        self.identity_code = detainee.identity
        self.birth = public_birth(detainee.birth, detainee.identity)
        self.is_demo = detainee.is_demo
        self.updated_at = detainee.told_at
        self.checked_on = detainee.checked_on
        self.withholds = detainee.withholds
        self.is_named = detainee.is_named
        self.names = [
            PublicName.of(name) for name in detainee.names.all() if name.is_public and self.is_named
        ]

    @property
    def url(self) -> str:
        return reverse("profiles:detail", args=[self.slug])

    @property
    def first_sentence(self) -> str:
        """Of the summary: what goes along when the story is shared."""
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
        """The first name in another script than the one shown first."""
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
            if consent.stands(self._detainee.identity)
        ]

    def _covered(self, scope: str) -> bool:
        return any(consent.covers(scope) for consent in self._consents)

    @cached_property
    def place_level(self) -> str:
        return self._detainee.place_level if self._covered("place") else PlaceLevel.NONE

    @property
    def home_place(self) -> Place | None:
        home = self._detainee.home_place
        return home.at(self.place_level) if home else None

    @property
    def home(self) -> str:
        return str(self.home_place or "")

    @property
    def portrait_picture(self) -> Picture | None:
        """A face says who somebody is."""
        return self._detainee.portrait if self.is_named and self._covered("photo") else None

    @property
    def portrait(self) -> renditions.Rendition | None:
        picture = self.portrait_picture
        if picture is None:
            return None
        return renditions.rendition(picture, self.portrait_url, cut_to=PORTRAIT)

    def portrait_url(self, width: int, kind: str) -> str:
        return reverse("profiles:portrait", args=[self.slug, width, kind])

    @cached_property
    def quotes(self) -> list[PublicQuote]:
        if not self._covered("quote"):
            return []
        return [PublicQuote.of(quote) for quote in self._detainee.quotes.all() if quote.is_public]

    @property
    def _may_be_linked(self) -> bool:
        """Whose relatives are known is known."""
        return self.is_named and self._covered("relatives")

    @cached_property
    def relatives(self) -> list[PublicRelative]:
        """Whom both consents allow to be linked; others only as they are described, and where not even
        that is agreed to, nobody."""
        if not self._may_be_linked:
            return []
        told = [row for row in self._detainee.relationships.all() if row.is_public]
        relatives = [
            PublicRelative(label=row.get_kind_display(), code=row.kind, description=row.description)
            for row in told
            if row.other is None
        ]
        linked = [(Relation(row.kind), row.other) for row in told if row.other] + [
            (OPPOSITE[Relation(row.kind)], row.detainee)
            for row in self._detainee.relationships_from_others.all()
            if row.is_public
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

    # Filtered here again: a caller may not have asked for the public rows alone.

    @property
    def _claims(self) -> list[StatusClaim]:
        return [claim for claim in self._detainee.claims.all() if claim.is_public]

    @property
    def _events(self) -> list[Event]:
        return [event for event in self._detainee.events.all() if event.is_public]

    @property
    def pattern(self) -> SafeString:
        """The portrait of ikat silk for whom there is no photograph."""
        return portrait_svg(self.reference)

    @property
    def story(self) -> SafeString:
        return render(self._detainee.story)

    @cached_property
    def claims(self) -> list[PublicStatus]:
        return [PublicStatus.of(claim, level=self.place_level) for claim in self._claims]

    @property
    def status(self) -> PublicStatus | None:
        return self.claims[0] if self.claims else None

    @property
    def outcome(self) -> str:
        """“free” or “dead” if that is the newest that is known of her; else nothing."""
        newest = next(iter(self._claims), None)
        if newest is None or not newest.ends:
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
        return [PublicEvent.of(event, level=self.place_level) for event in self._events]

    @cached_property
    def legal_cases(self) -> list[PublicCase]:
        return [PublicCase.of(case) for case in self._detainee.legal_cases.all() if case.is_public]

    @cached_property
    def reasons(self) -> list[PublicReason]:
        return [PublicReason.of(each) for each in self._detainee.reasons.all() if each.is_public]

    @cached_property
    def replies(self) -> list[PublicReply]:
        return [PublicReply.of(reply) for reply in self._detainee.replies.all() if reply.is_public]

    @cached_property
    def amendments(self) -> list[PublicAmendment]:
        return [
            PublicAmendment.of(each) for each in self._detainee.amendments.all() if each.is_public
        ]

    @cached_property
    def external_records(self) -> list[PublicRecord]:
        """A register says who somebody is."""
        if not self.is_named:
            return []
        return [
            PublicRecord.of(each)
            for each in self._detainee.external_records.all()
            if each.is_public
        ]

    @property
    def sources(self) -> list[PublicSource]:
        return [PublicSource.of(each) for each in self._detainee.sources.all() if each.is_public]

    @property
    def silent_since(self) -> str:
        """The newest that is known of somebody who is still held, if that is long ago."""
        newest = next(iter(self._claims), None)
        if newest is None or newest.ends:
            return ""
        known = [claim.as_of for claim in self._claims] + [event.when for event in self._events]
        dated = [when for when in known if when.latest]
        last = max(dated, key=lambda when: when.latest or date.min, default=None)
        if last is None or last.latest is None:
            return ""
        return str(last) if timezone.localdate() - last.latest > SILENCE else ""

    @property
    def held_since(self) -> PartialDate | None:
        """When the detention began, if it goes on and anything is known of its beginning."""
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
        """Days held at the least: counted from the latest day on which it can have begun."""
        since = self.held_since
        if since is None or since.latest is None:
            return None
        days = (timezone.localdate() - since.latest).days
        return days if days > 0 else None


def may_be_shown(picture: Picture) -> bool:
    """Whether a picture may stand outside a profile: not one of somebody who was withdrawn, or whose
    family does not (or no longer) agree to the photo."""
    agreed = Consent.objects.standing(of=OuterRef("pk")).covering("photo")
    portrayed = Detainee.objects.filter(portrait=picture)
    hidden = Q(state=State.WITHDRAWN) | ~Q(identity=Identity.FULL) | ~Exists(agreed)
    return not portrayed.filter(hidden).exists()


def public_profiles(detainees: Iterable[Detainee]) -> list[PublicProfile]:
    return [PublicProfile(detainee) for detainee in detainees]
