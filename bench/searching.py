"""Searching among twenty thousand people who do not exist."""

import random
from urllib.parse import urlencode

from django.conf import settings
from django.db import connection
from django.utils import timezone

from bench.load import play
from bench.plans import plan_of
from bench.report import Subject, say, table
from bench.server import web_server
from campaign.publishing import State
from profiles.models import Consent, Detainee, Name, StatusClaim
from profiles.search import search
from profiles.vocabulary import Basis, Status

PEOPLE = 20_000
SECONDS = 4
INDEX = "name_folded_trigrams"
# As people type them: two scripts of one name, a slip, a name of two words, a reference.
QUERIES = ["Abdurahman", "ئابدۇراخمان", "Gulnissa", "Nurmuhemmet Turdi", "Mihrigul", "P-0042"]

SYLLABLES = [
    *(
        "ab",
        "ai",
        "al",
        "am",
        "ay",
        "bek",
        "da",
        "dil",
        "din",
        "er",
        "far",
        "ga",
        "gul",
        "ha",
        "is",
    ),
    *(
        "jan",
        "kam",
        "ke",
        "la",
        "lim",
        "mah",
        "mat",
        "mi",
        "mir",
        "nar",
        "ni",
        "nur",
        "o",
        "pa",
        "rah",
    ),
    *("roz", "sa", "sad", "shir", "ta", "tash", "tur", "u", "va", "ya", "yar", "yu", "zi", "zul"),
]


def measure(rounds: int) -> None:
    say(f"\nLoading {PEOPLE:,} people …")
    add_people(PEOPLE)
    pages = Subject("a page of results, never kept")
    with web_server():
        requests = [f"GET /profiles/?{urlencode({'q': query})}" for query in QUERIES]
        for _round in range(rounds):
            pages.rounds.append(play(requests, port=settings.PORT, seconds=SECONDS))
    table(f"Searching {PEOPLE:,} people", [pages])
    for query in QUERIES[:-1]:
        plan = plan_of(
            lambda query=query: list(search(Detainee.objects.published(), query)[:24]),  # type: ignore[misc]
            containing="closeness",
        )
        use = f"by {INDEX}" if INDEX in plan.indexes else f"WITHOUT {INDEX}"
        say(f"  {query:<30} {plan.milliseconds:>7.1f} ms {plan.buffers:>7,} buffers, {use}")


def add_people(number: int) -> None:
    draw = random.Random(1)  # noqa: S311  the same people each time
    now = timezone.now()
    people = Detainee.objects.bulk_create(
        Detainee(slug=f"bench-{n}", summary="Example.", state=State.PUBLISHED, publish_at=now)
        for n in range(number)
    )
    Name.objects.bulk_create(
        Name(detainee=person, text=f"{invented(draw)} {invented(draw)}", order=order)
        for person in people
        for order in (0, 1)
    )
    StatusClaim.objects.bulk_create(
        StatusClaim(detainee=person, status=draw.choice(Status.values)) for person in people
    )
    Consent.objects.bulk_create(
        Consent(detainee=person, basis=Basis.PUBLIC_RECORD) for person in people
    )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")


def invented(draw: random.Random) -> str:
    return "".join(draw.choices(SYLLABLES, k=draw.choice([2, 3, 3, 4]))).capitalize()
