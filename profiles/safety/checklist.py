"""What a profile still lacks before it may be published, in words for staff."""

from dataclasses import dataclass

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from campaign.images.models import Likeness
from profiles.models import Consent, Detainee
from profiles.models.vocabulary import Identity
from profiles.safety import duplicates
from profiles.safety.disclosure import disclosures


@dataclass(frozen=True, slots=True)
class Item:
    """words: what is so when there is nothing to do."""

    words: str
    to_do: list[str]


def missing(person: Detainee) -> list[str]:
    return [words for item in items(person) for words in item.to_do]


def items(person: Detainee) -> list[Item]:
    """Everything that is looked at, done or not."""
    prefetch_related_objects([person], "names")
    return [
        Item(_("There is a name that may be shown."), _about_name(person)),
        Item(
            _("The summary is written."),
            [] if person.summary.strip() else [_("Write the summary.")],
        ),
        Item(_("It is said what is known of the status."), _about_status(person)),
        Item(_("A consent stands, or it is public record."), _about_consent(person)),
        Item(_("No hidden name or place stands in the text."), _about_what_is_told(person)),
        Item(_("Nobody else here is the same person."), _about_duplicates(person)),
        *_about_portrait(person),
    ]


def _about_name(person: Detainee) -> list[str]:
    if not person.is_named or any(name.is_public for name in person.names.all()):
        return []
    return [_("Give at least one name that may be shown.")]


def _about_status(person: Detainee) -> list[str]:
    if any(claim.is_public for claim in person.claims.all()):
        return []
    return [_("Say what is known of the status.")]


def _about_consent(person: Detainee) -> list[str]:
    if Consent.objects.allowing_profile(of=person.pk).exists():
        return []
    if person.identity == Identity.ANONYMOUS:
        return [_("Record the consent that covers the story, or that it is public record.")]
    return [_("Record the consent that covers name and story, or that it is public record.")]


def _about_what_is_told(person: Detainee) -> list[str]:
    told = _("“%(words)s” is to stay hidden, and everybody could read it. It stands in: %(where)s.")
    return [
        told % {"words": each.words, "where": ", ".join(each.where)} for each in disclosures(person)
    ]


def _about_duplicates(person: Detainee) -> list[str]:
    alike = [] if person.merged_into_id else duplicates.possible_duplicates(person)
    if not alike:
        return []
    told = _("Look whether it is the same person, by the name: %(names)s.")
    return [told % {"names": ", ".join(map(str, alike))}]


def _about_portrait(person: Detainee) -> list[Item]:
    """That a picture holds nothing but its pixels needs no look: all are made anew (campaign/images/intake.py)."""
    if person.portrait is None or not person.is_named:
        return []
    unsure = person.portrait.likeness == Likeness.UNVERIFIED
    to_do = [_("Say at the portrait who confirmed whom it shows, or take it out.")]
    return [
        Item(_("Somebody confirmed whom the portrait shows."), to_do if unsure else []),
        Item(_("The portrait tells nothing of where and by whom it was taken."), []),
    ]
