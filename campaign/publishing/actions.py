"""The changes of state that staff can ask for, with the words on their buttons."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as lazy

from campaign.publishing import workflow
from campaign.publishing.workflow import State

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

type Words = StrOrPromise


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """A change of state that staff can ask for.

    permission: which of ours is needed for it, "publish" or "change".
    save_label: of the button that saves the form first; empty where saving has no part in it.
    consequence: what will happen, told before it is confirmed.
    done, not_done: what is told afterwards.
    """

    name: str
    change: Callable[..., None]
    permission: str
    states: tuple[State, ...]
    label: Words
    save_label: Words = ""
    consequence: Words
    done: Words
    not_done: Words


VERBS = (
    Action(
        name="submit",
        change=workflow.submit,
        permission="change",
        states=(State.DRAFT,),
        label=lazy("Submit for review"),
        save_label=lazy("Save and submit for review"),
        consequence=lazy("Someone who may publish will find it on the dashboard."),
        done=lazy("“%s” waits for review."),
        not_done=lazy("“%s” could not be submitted:"),
    ),
    Action(
        name="publish",
        change=workflow.publish,
        permission="publish",
        states=(State.DRAFT, State.IN_REVIEW, State.WITHDRAWN),
        label=lazy("Publish"),
        save_label=lazy("Save and publish"),
        consequence=lazy("Everyone will be able to see it."),
        done=lazy("“%s” is published."),
        not_done=lazy("“%s” is not published yet:"),
    ),
    Action(
        name="withdraw",
        change=workflow.withdraw,
        permission="publish",
        states=(State.PUBLISHED,),
        label=lazy("Unpublish"),
        consequence=lazy(
            "It will be gone from the whole site at once. Its address will say so and name no one."
        ),
        done=lazy("“%s” is unpublished: no one outside can see it any more."),
        not_done=lazy("“%s” could not be unpublished:"),
    ),
    Action(
        name="redraft",
        change=workflow.back_to_draft,
        permission="change",
        states=(State.IN_REVIEW,),
        label=lazy("Back to draft"),
        consequence=lazy("It can be worked on again. No one outside can see it."),
        done=lazy("“%s” is a draft again."),
        not_done=lazy("“%s” could not be made a draft:"),
    ),
)
