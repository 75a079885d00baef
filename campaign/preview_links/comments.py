"""What a reader outside says about the text. Stored encrypted, never published by itself, deleted with the link."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from campaign.accounts import emails
from campaign.history.changes import Author
from campaign.preview_links.models import PreviewComment, PreviewLink
from campaign.publishing import reviews
from campaign.publishing.workflow import Publishable

MAX_LENGTH = 5_000  # characters of one comment
MOST = 50  # of one link


@transaction.atomic
def add(link: PreviewLink, item: Publishable, *, about: str, verdict: str, text: str) -> None:
    """Store a comment. Whoever made the link gets an email, one a day at most, without a name and a word of it.

    Raises ValidationError if the link has as many as it may have.
    """
    today = timezone.localdate()
    PreviewLink.objects.select_for_update().get(pk=link.pk)
    earlier = list(link.comments.values_list("on", flat=True))
    if len(earlier) >= MOST:
        raise ValidationError(
            _("We have %(number)d comments of yours, and can take no more.") % {"number": MOST}
        )
    PreviewComment.objects.create(link=link, about=about, verdict=verdict, text=text, on=today)
    if today not in earlier:
        emails.send(link.made_by, "preview_commented", **reviews.reference(item, "links"))


@transaction.atomic
def settle(comment: PreviewComment, *, by: Author) -> None:
    """Someone of the staff has dealt with it."""
    PreviewComment.objects.filter(pk=comment.pk, settled_by=None).update(settled_by=by.pk)
