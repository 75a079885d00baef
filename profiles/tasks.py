"""What the worker does for profiles by itself."""

import logging
from contextlib import suppress

from procrastinate.contrib.django import app

from profiles import documents

logger = logging.getLogger(__name__)


@app.periodic(cron="26 2 * * *")
@app.task(name="check-listing", queue="upkeep", queueing_lock="check-listing")
def check_listing(timestamp: int) -> None:
    """Put right at once, and told: whoever changed what the triggers do must hear of it."""
    from profiles.search import listing

    if found := listing.repair():
        logger.error("The listing lagged and was put right: %s", found)


@app.periodic(cron="17 * * * *")
@app.task(name="sweep-papers", queue="upkeep", queueing_lock="sweep-papers")
def sweep_papers(timestamp: int) -> None:
    """Cards and case sheets of people who are public no more: nobody gets them, and nobody should have them."""
    documents.sweep()


@app.periodic(cron="1 0 * * *")
@app.task(name="end-consents", queue="upkeep", queueing_lock="end-consents")
def end_consents(timestamp: int) -> None:
    """Whose consent ends with the new day is hidden by then; here they leave the numbers as well."""
    from campaign.web import page_cache
    from profiles.search import listing

    listing.repair()
    page_cache.forget_all()


@app.periodic(cron="* * * * * */15")
@app.task(name="make-open-data", queue="upkeep", queueing_lock="make-open-data")
def make_open_data(timestamp: int) -> None:
    """What a request would make as well: so that after a change nobody has to wait for it."""
    from profiles.open_data import files
    from profiles.open_data.records import BeingMade

    with suppress(BeingMade):  # a request is at it
        files.make_all()


@app.periodic(cron="* * * * * */5")
@app.task(
    name="import-people", queue="imports", lock="import-people", queueing_lock="import-people"
)
def import_people(timestamp: int) -> None:
    """What staff have started; the next run goes on, whatever became of this one."""
    from profiles.importing import working

    working.work()


@app.periodic(cron="43 * * * *")
@app.task(name="forget-imports", queue="upkeep", queueing_lock="forget-imports")
def forget_imports(timestamp: int) -> None:
    from profiles.importing import batches

    batches.forget_old()


@app.periodic(cron="39 2 * * *")
@app.task(name="replay-erased-people", queue="upkeep", queueing_lock="replay-erased-people")
def replay_erased_people(timestamp: int) -> None:
    """In case that somebody restored a backup and forgot to."""
    from profiles.safety import erasure

    erasure.replay_if_restored()


@app.periodic(cron="47 3 * * *")
@app.task(name="forget-tips", queue="upkeep", queueing_lock="forget-tips")
def forget_tips(timestamp: int) -> None:
    from profiles.tips import conversation

    conversation.forget_old()
