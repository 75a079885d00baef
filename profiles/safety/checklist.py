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
        Item(_("The status is recorded."), _about_status(person)),
        Item(_("There is a valid consent, or it is public record."), _about_consent(person)),
        Item(_("No hidden name or place is in the text."), _about_what_is_told(person)),
        Item(_("No duplicate is known."), _about_duplicates(person)),
        *_about_portrait(person),
    ]


def _about_name(person: Detainee) -> list[str]:
    if not person.is_named or any(name.is_public for name in person.names.all()):
        return []
    return [_("Give at least one name that may be shown.")]


def _about_status(person: Detainee) -> list[str]:
    if any(claim.is_public for claim in person.claims.all()):
        return []
    return [_("Record what is known about the status.")]


def _about_consent(person: Detainee) -> list[str]:
    if Consent.objects.standing(of=person.pk).exists():
        return []
    if person.identity == Identity.ANONYMOUS:
        return [_("Record the consent that covers the story, or that it is public record.")]
    return [_("Record the consent that covers name and story, or that it is public record.")]


def _about_what_is_told(person: Detainee) -> list[str]:
    told = _("“%(words)s” must stay hidden, but is readable in: %(where)s.")
    return [
        told % {"words": each.words, "where": ", ".join(each.where)} for each in disclosures(person)
    ]


def _about_duplicates(person: Detainee) -> list[str]:
    alike = [] if person.merged_into_id else duplicates.possible_duplicates(person)
    if not alike:
        return []
    told = _("Check whether these are the same person, by the name: %(names)s.")
    return [told % {"names": ", ".join(map(str, alike))}]


def _about_portrait(person: Detainee) -> list[Item]:
    """That a picture holds nothing but its pixels needs no look: all are made anew (campaign/images/intake.py)."""
    if person.portrait is None or not person.is_named:
        return []
    unsure = person.portrait.likeness == Likeness.UNVERIFIED
    to_do = [_("Record at the portrait who confirmed the person’s identity, or remove it.")]
    return [
        Item(_("Someone confirmed that the portrait shows this person."), to_do if unsure else []),
        Item(_("The portrait’s file does not reveal where or by whom it was taken."), []),
    ]
