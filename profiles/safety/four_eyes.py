"""What the four-eyes rule (campaign/publishing/four_eyes.py) has in addition for people: a consent can show someone again."""

from campaign.history.changes import Author
from campaign.publishing import workflow
from profiles.models import Detainee


def withdraw_if_shown(person: Detainee, *, author: Author) -> bool:
    """Withdraw a person whom this author's own change has made public again; return whether it had.

    A change of a consent can do that.
    """
    if not (person.is_shown and person.objections(author)):
        return False
    workflow.withdraw(person, author=author)
    return True
