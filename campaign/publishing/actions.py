"""The actions of the workflow as staff see them: buttons, confirmations and messages."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as lazy
from django_stubs_ext import StrOrPromise

from campaign.publishing import workflow
from campaign.publishing.workflow import Publishable, Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """A change of state that staff can ask for.

    change: the function of the workflow. permission: "publish" or "change".
    needs_seen: staff must have looked at the version that it shows to the public.
    save_label: for the button that also saves the form; empty if there is none.
    consequence: shown before staff confirm. done, not_done: the messages afterwards. done_many: about
    several at once.
    """

    name: str
    change: Callable[..., None]
    permission: str
    stages: tuple[Stage, ...]
    needs_seen: bool = False
    label: StrOrPromise
    save_label: StrOrPromise = ""
    consequence: StrOrPromise
    done: StrOrPromise
    done_many: StrOrPromise
    not_done: StrOrPromise

    def applies_to(self, item: Publishable | None) -> bool:
        """None: an item that is not saved yet."""
        return (item.stage if item else Stage.DRAFT) in self.stages


ACTIONS = (
    Action(
        name="submit",
        change=workflow.submit,
        permission="change",
        stages=(Stage.DRAFT,),
        label=lazy("Submit for review"),
        save_label=lazy("Save and submit for review"),
        consequence=lazy("Someone who may publish will find it on the dashboard."),
        done=lazy("“%s” waits for review."),
        done_many=lazy("%(number)d %(items)s wait for review."),
        not_done=lazy("“%s” could not be submitted:"),
    ),
    Action(
        name="publish",
        change=workflow.publish,
        permission="publish",
        stages=(Stage.DRAFT, Stage.IN_REVIEW, Stage.WITHDRAWN),
        needs_seen=True,
        label=lazy("Publish"),
        save_label=lazy("Save and publish"),
        consequence=lazy("Everyone will be able to see it."),
        done=lazy("“%s” is published."),
        done_many=lazy("%(number)d %(items)s are published."),
        not_done=lazy("“%s” is not published yet:"),
    ),
    Action(
        name="withdraw",
        change=workflow.withdraw,
        permission="publish",
        stages=(Stage.PUBLISHED, Stage.ENDED),
        label=lazy("Unpublish"),
        consequence=lazy(
            "It will be gone from the whole site at once. Its address will say so and name no one."
        ),
        done=lazy("“%s” is unpublished: no one outside can see it any more."),
        done_many=lazy(
            "%(number)d %(items)s are unpublished: no one outside can see them any more."
        ),
        not_done=lazy("“%s” could not be unpublished:"),
    ),
    Action(
        name="redraft",
        change=workflow.return_to_draft,
        permission="change",
        stages=(Stage.IN_REVIEW, Stage.SCHEDULED),
        label=lazy("Back to draft"),
        consequence=lazy("It can be worked on again. No one outside can see it."),
        done=lazy("“%s” is a draft again."),
        done_many=lazy("%(number)d %(items)s are drafts again."),
        not_done=lazy("“%s” could not be made a draft:"),
    ),
)
