"""The jobs of profiles."""

import logging
from contextlib import suppress

from campaign.run.jobs import IMPORTS, scheduled
from campaign.web import page_cache
from profiles import documents
from profiles.importing import batches, worker
from profiles.open_data import files
from profiles.open_data.records import BeingMade
from profiles.safety import erasure
from profiles.search import listing
from profiles.tips import conversation

logger = logging.getLogger(__name__)


@scheduled("26 2 * * *", "check-listing")
def check_listing() -> None:
    """Repair the listing, and log what was wrong: a trigger must have failed."""
    if found := listing.repair():
        logger.error("The listing lagged and was put right: %s", found)


@scheduled("17 * * * *", "delete-stale-documents")
def delete_stale_documents() -> None:
    """Delete cards and case sheets of people who are no longer public."""
    documents.delete_stale()


@scheduled("1 0 * * *", "end-consents")
def end_consents() -> None:
    """Take the people whose consent ends today out of the figures. Their pages are hidden already."""
    listing.repair()
    page_cache.invalidate()


@scheduled("* * * * * */15", "make-open-data")
def make_open_data() -> None:
    """Make the open data anew after a change, so that no reader has to wait for it."""
    with suppress(BeingMade):  # a request is at it
        files.write_all()


@scheduled("* * * * * */5", "import-people", queue=IMPORTS, lock="import-people")
def import_people() -> None:
    """Work through some rows of the imports that staff have started. The next run goes on."""
    worker.run_imports()


@scheduled("43 * * * *", "erase-old-imports")
def erase_old_imports() -> None:
    """Erase uploaded spreadsheets whose time is over."""
    batches.erase_expired()


@scheduled("39 2 * * *", "replay-erased-people")
def replay_erased_people() -> None:
    """Repeat the erasures if someone restored a backup and forgot to."""
    erasure.replay_if_restored()


@scheduled("47 3 * * *", "erase-old-tips")
def erase_old_tips() -> None:
    """Erase tips whose time is over."""
    conversation.erase_old()
