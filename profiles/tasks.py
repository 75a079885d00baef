"""The scheduled jobs of profiles."""

import logging
from contextlib import suppress

from campaign.run.jobs import IMPORTS, scheduled
from campaign.web import page_cache
from profiles import documents
from profiles.importing import batches, worker
from profiles.open_data import files
from profiles.open_data.records import BeingMade
from profiles.safety import erasure, shortfalls
from profiles.search import listing
from profiles.tips import announcement, conversation

logger = logging.getLogger(__name__)


@scheduled("26 2 * * *", "check-listing")
def check_listing() -> None:
    """Repair the listing, and log what was stale: a trigger must have failed."""
    if stale := listing.repair():
        logger.error("The listing was stale and has been repaired: %s", stale)


@scheduled("51 1 * * *", "check-public-people")
def check_public_people() -> None:
    """Run the checklist over everyone public. The desk has a queue of those who lack something."""
    shortfalls.check_everyone()


@scheduled("17 * * * *", "delete-stale-documents")
def delete_stale_documents() -> None:
    """Delete cards and case sheets of people who are no longer public."""
    documents.delete_stale()


@scheduled("1 0 * * *", "end-consents")
def end_consents() -> None:
    """Remove people whose consent ends today from the counts. Their pages are already hidden."""
    listing.repair()
    page_cache.invalidate()


@scheduled("* * * * * */15", "make-open-data")
def make_open_data() -> None:
    """Rebuild the open data after a change, so that no reader has to wait for it."""
    with suppress(BeingMade):  # a request is rebuilding it
        files.write_all()


@scheduled("* * * * * */5", "import-people", queue=IMPORTS, lock="import-people")
def import_people() -> None:
    """Process some rows of the imports that staff started. The next run continues."""
    worker.run_imports()


@scheduled("43 * * * *", "erase-expired-imports")
def erase_expired_imports() -> None:
    """Erase uploaded spreadsheets whose retention is over."""
    batches.erase_expired()


@scheduled("39 2 * * *", "replay-erased-people")
def replay_erased_people() -> None:
    """Repeat the erasures if someone restored a backup and forgot to repeat them."""
    erasure.replay_if_restored()


@scheduled("47 3 * * *", "erase-expired-tips")
def erase_expired_tips() -> None:
    """Erase tips whose retention is over."""
    conversation.erase_expired()


@scheduled("7 * * * *", "announce-tips")
def announce_tips() -> None:
    """Email TIPS_MAIL if visitors have written: an email without content, at most one an hour."""
    announcement.email_new_tips()
