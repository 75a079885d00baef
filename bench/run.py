"""Runs all benchmarks, in rounds: the things compared take turns, so a busy moment slows all of them alike."""

import time

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from bench import dashboard, load, open_data, pages, searching, urls
from bench.plans import plan_of
from bench.report import say, table
from bench.server import web_server
from bench.writing import Writing
from demo import loading
from petitions.counting import tallies
from petitions.models import Petition

ROUNDS = 3
SIZES = (0, 1_000_000)


def run() -> None:
    begun = time.monotonic()
    say("Making a database and the static files …")
    name = settings.DATABASES["default"]["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        call_command("collectstatic", verbosity=0, interactive=False)
        with connection.cursor() as cursor:
            cursor.execute(urls.TABLE)
        missing = [size for size in SIZES if not measure(size)]
        searching.measure(ROUNDS)
        open_data.measure()
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)
    say(f"\nDone in {time.monotonic() - begun:.0f} seconds.")
    if missing:
        raise SystemExit("Something that was acknowledged is missing: see above.")


def measure(size: int) -> bool:
    """Print the tables. Returns whether everything that was acknowledged is in the database."""
    say(f"\nLoading the demonstration with {size:,} signatures …")
    loading.remove()
    loading.remove_unmarked()
    loading.load(size, lambda line: None)
    loading.settle()
    petition = Petition.objects.open().open_first()[0]
    say(f"{ROUNDS} rounds with {load.CONNECTIONS} connections …")
    count = plan_of(lambda: tallies.count(petition.pk), containing="petitions_count")
    with web_server():
        table(f"Pages, {size:,} signatures", pages.measure(petition, ROUNDS))
        writing = Writing(petition, size)
        table(f"Writing, {size:,} signatures", writing.measure(ROUNDS))
        complete = writing.check()
    say(f"  The count: {count.buffers} buffers, {count.milliseconds:.2f} ms")
    if size:
        dashboard.measure(petition)
    return complete
