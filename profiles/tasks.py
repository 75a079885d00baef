"""What the worker does for profiles."""

from procrastinate.contrib.django import app


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
