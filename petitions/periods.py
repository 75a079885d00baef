"""How long everything about signing lasts, in one place. Code and texts read the periods from here.

The operator chooses two of them (RETENTION_MONTHS and DOSSIER_DAYS in the settings). Why each is as long as it is:
docs/decisions/0008-signers-data.md.
"""

from datetime import timedelta

from django.contrib.humanize.templatetags.humanize import apnumber
from django.utils.translation import ngettext

from campaign.web.rate_limits import KEY_LIFETIME

# --- Links and codes -------------------------------------------------------------------------------------------------

CONFIRMATION_LINK = timedelta(days=7)  # also its code; what is not confirmed by then is erased
OWN_PAGE_LINK = timedelta(days=1)
FOLLOW_LINK = timedelta(days=7)  # to confirm a follow; what is not confirmed by then is erased
FOLLOWS_LINK = timedelta(days=1)  # to see what one follows
STOP_LINK = timedelta(days=400)  # after the last update that it stands in
# After a petition closes, for emails that are still on their way.
CONFIRMED_AFTER_CLOSING = timedelta(days=1)

# How long the thank-you page shows a receipt after the button was pressed.
RECEIPT_ON_PAGE = timedelta(minutes=10)

# --- Emails ----------------------------------------------------------------------------------------------------------

ONE_EMAIL = timedelta(minutes=10)  # an address gets one about the same signature in this time
REMINDER_AFTER = timedelta(days=2)
# How long the link must still work when the reminder goes out: any later it would only press people.
REMINDER_LEAVES = timedelta(days=1)
BETWEEN_UPDATES = timedelta(days=7)
MAILBOX = timedelta(days=30)  # after the last email to it
BOUNCE_REPORT = timedelta(days=30)  # after the email that it is about
BOUNCED_TRIED_AGAIN = timedelta(days=7)  # a mailbox that bounced, if its owner asks for an email
BOUNCED = timedelta(days=365)  # that it bounced; until then it gets no updates

# --- Following by email (followers/) ---------------------------------------------------------------------------------

HIDDEN_FOLLOW = timedelta(
    days=90
)  # a follow whose person or petition has not been public for so long ends by itself

# --- Traces ----------------------------------------------------------------------------------------------------------

NETWORK = KEY_LIFETIME  # which network a signature came from

# --- Backups ---------------------------------------------------------------------------------------------------------

# The longest life of a backup (docs/operators.md). Marks of erasures expire with the last backup that they are needed for.
BACKUP = timedelta(days=30)

# --- The public log --------------------------------------------------------------------------------------------------

# How long witnesses and the time stamp authority are asked again about a head or a dossier, if they do not answer.
ATTESTED_WITHIN = timedelta(days=7)

# --- Staff -----------------------------------------------------------------------------------------------------------

REVIEW_WITHIN = timedelta(days=2)  # the longest that someone may wait for staff before an alert
STATED_REASON = timedelta(minutes=30)  # how long staff see signers after they stated a reason
ACCESS_LOG = timedelta(days=365)  # who looked at signers, when and why

# --- Erasing ---------------------------------------------------------------------------------------------------------

ERASURE_NOTICE = timedelta(days=14)  # staff see it before a petition's signers are erased


def in_words(period: timedelta) -> str:
    """Whole days as a text says them: "one day", "seven days", "14 days". Whole minutes, if it is shorter."""
    if not (days := period.days):
        minutes = period.seconds // 60
        return ngettext("%(minutes)s minute", "%(minutes)s minutes", minutes) % {
            "minutes": apnumber(minutes)
        }
    return ngettext("%(days)s day", "%(days)s days", days) % {"days": apnumber(days)}
