"""What an item's form and the first page of the desk show of reviews."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from campaign.publishing import four_eyes, reviews
from campaign.publishing.models import Review
from campaign.publishing.workflow import Publishable, State

Answer = Review.Answer


@dataclass(frozen=True, slots=True)
class ReviewPanel:
    """sentence: what was asked or answered, and by whom. note: what they wrote. is_void: changed since."""

    sentence: str
    note: str
    is_void: bool = False


def of_form(item: Publishable) -> ReviewPanel | None:
    """The last word about an item that is not public yet."""
    if item.state not in {State.DRAFT, State.IN_REVIEW}:
        return None
    review = reviews.last_of(item)
    if review is None:
        return None
    if not review.answer:
        return ReviewPanel(sentence(review), review.note) if item.state == State.IN_REVIEW else None
    is_void = review.looked_at != four_eyes.text_version(item)
    return ReviewPanel(sentence(review), review.answer_note, is_void)


def sentence(review: Review) -> str:
    """Who asked or answered, in words for staff."""
    if review.answer == Answer.APPROVED:
        return _("%(who)s approved it.") % {"who": _name(review.answered_by)}
    if review.answer == Answer.CHANGES:
        return _("%(who)s asked for changes.") % {"who": _name(review.answered_by)}
    if review.asked_of:
        return _("%(who)s asked %(whom)s to review it.") % {
            "who": _name(review.asked_by),
            "whom": _name(review.asked_of),
        }
    return _("%(who)s asked for a review.") % {"who": _name(review.asked_by)}


def _name(user: Any) -> str:
    return str(user.get_full_name() or user.get_username())
