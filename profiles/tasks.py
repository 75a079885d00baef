"""What the worker does for the profiles by itself."""

import logging

from procrastinate.contrib.django import app

logger = logging.getLogger(__name__)


@app.periodic(cron="26 2 * * *")
@app.task(name="check-listing", queue="upkeep", queueing_lock="check-listing")
def check_listing(timestamp: int) -> None:
    """Put right at once, and told: whoever changed what the triggers do must hear of it."""
    from profiles import listing

    if found := listing.repair():
        logger.error("The listing lagged and was put right: %s", found)
