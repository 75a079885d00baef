"""What the worker does for profiles by itself."""

from procrastinate.contrib.django import app

from profiles import papers


@app.periodic(cron="17 * * * *")
@app.task(name="sweep-papers", queue="upkeep", queueing_lock="sweep-papers")
def sweep_papers(timestamp: int) -> None:
    """Cards and case sheets of people who are public no more: nobody gets them, and nobody should have them."""
    papers.sweep()
