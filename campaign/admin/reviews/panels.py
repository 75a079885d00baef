"""What an item's form and the first page of the desk show of reviews."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
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


@dataclass(frozen=True, slots=True)
class Waiting:
    """A line of the first page. desk: the item's admin class. url: where it leads to."""

    desk: Any
    item: Publishable
    review: Review | None
    sentence: str
    url: str


@dataclass(frozen=True, slots=True)
class WaitingLists:
    for_you: list[Waiting]
    for_others: list[Waiting]
    to_change: list[Waiting]


def of_first_page(request: HttpRequest, desks: Iterable[Any], *, most: int) -> WaitingLists:
    """What waits for a review, first what waits for this user; and what a reviewer returned to them."""
    desks = list(desks)
    items = [
        (desk, item)
        for desk in desks
        for item in desk.get_queryset(request)
        .filter(state=State.IN_REVIEW)
        .order_by("updated_at")[:most]
    ]
    asked = reviews.newest_of(item for _desk, item in items)
    lines = [_line(request, desk, item, asked.get(_key(item))) for desk, item in items]
    mine = [each for each in lines if _is_for(request.user, each.review)]
    return WaitingLists(
        for_you=mine,
        for_others=[each for each in lines if each not in mine],
        to_change=list(_to_change(request, desks, most)),
    )


def _line(request: HttpRequest, desk: Any, item: Publishable, review: Review | None) -> Waiting:
    page = "review" if desk.has_publish_permission(request) else "change"
    words = sentence(review) if review else ""
    return Waiting(desk, item, review, words, desk.item_url(page, item))


def _is_for(user: Any, review: Review | None) -> bool:
    return review is not None and not review.answer and review.asked_of_id == user.pk


def _to_change(request: HttpRequest, desks: Iterable[Any], most: int) -> Iterable[Waiting]:
    returned = reviews.returned_to(request.user, most=most)
    for desk in desks:
        label = desk.opts.label_lower
        by_pk = {each.subject_pk: each for each in returned if each.subject == label}
        if by_pk:
            drafts = desk.get_queryset(request).filter(pk__in=by_pk, state=State.DRAFT)
            for item in drafts:
                review = by_pk[item.pk]
                yield Waiting(desk, item, review, sentence(review), desk.item_url("change", item))


def _key(item: Publishable) -> tuple[str, int]:
    return item._meta.label_lower, item.pk
