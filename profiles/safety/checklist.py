"""The checklist that a profile must pass before it is published, in words for staff."""

from dataclasses import dataclass

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from campaign.images.models import Likeness
from campaign.publishing.to_do import ToDo
from profiles.models import Consent, Detainee
from profiles.models.vocabulary import Identity
from profiles.safety import duplicates
from profiles.safety.disclosure import disclosure_messages


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    """label: what is true once nothing is left to do. to_do: what is left, empty if the item is done.

    field: where staff do it in the form, or empty.
    """

    label: str
    to_do: list[str]
    field: str = ""

    def in_form(self, words: str) -> str:
        return ToDo(words, field=self.field) if self.field else words


def missing_items(person: Detainee) -> list[str]:
    return [item.in_form(words) for item in checklist_items(person) for words in item.to_do]


def missing_for_review(person: Detainee) -> list[str]:
    """What a reviewer cannot do without: who it is, and something to read."""
    return [
        *([] if person.names.exists() else [_("Give at least one name.")]),
        *_missing_summary(person),
    ]


def checklist_items(person: Detainee) -> list[ChecklistItem]:
    """Return every item, done or not."""
    prefetch_related_objects([person], "names")
    return [
        ChecklistItem(_("There is a name that may be shown."), _missing_name(person), "names"),
        ChecklistItem(_("The summary is written."), _missing_summary(person), "summary"),
        ChecklistItem(_("The status is recorded."), _missing_status(person), "claims"),
        ChecklistItem(
            _("There is a valid consent, or it is public record."),
            _missing_consent(person),
            "consents",
        ),
        ChecklistItem(_("No hidden name or place is in the text."), disclosure_messages(person)),
        ChecklistItem(_("No duplicate is known."), _unreviewed_duplicates(person)),
        *_portrait_items(person),
    ]


def _missing_summary(person: Detainee) -> list[str]:
    return [] if person.summary.strip() else [_("Write the summary.")]


def _missing_name(person: Detainee) -> list[str]:
    if not person.is_named or any(name.is_public for name in person.names.all()):
        return []
    return [_("Give at least one name that may be shown.")]


def _missing_status(person: Detainee) -> list[str]:
    if any(claim.is_public for claim in person.claims.all()):
        return []
    return [_("Record what is known about the status.")]


def _missing_consent(person: Detainee) -> list[str]:
    if Consent.objects.allowing_profile(of=person.pk).exists():
        return []
    if person.identity == Identity.ANONYMOUS:
        return [_("Record the consent that covers the story, or that it is public record.")]
    return [_("Record the consent that covers name and story, or that it is public record.")]


def _unreviewed_duplicates(person: Detainee) -> list[str]:
    if person.merged_into_id:
        return []
    alike = duplicates.possible_duplicates(person)
    if not alike:
        return []
    message = _("Check whether these are the same person, by the name: %(names)s.")
    return [message % {"names": ", ".join(map(str, alike))}]


def _portrait_items(person: Detainee) -> list[ChecklistItem]:
    """The last item is always done: every picture is re-encoded from its pixels (campaign/images/uploads.py)."""
    if person.portrait is None or not person.is_named:
        return []
    is_unverified = person.portrait.likeness == Likeness.UNVERIFIED
    to_do = [_("Record at the portrait who confirmed the person’s identity, or remove it.")]
    return [
        ChecklistItem(
            _("Someone confirmed that the portrait shows this person."),
            to_do if is_unverified else [],
            "portrait",
        ),
        ChecklistItem(_("The portrait’s file does not reveal where or by whom it was taken."), []),
    ]
