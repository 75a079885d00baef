"""How Postgres answers a page of the list: from indexes, without reading all people."""

import re
from typing import Any

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from profiles.models import Consent, Detainee, Event, Name, StatusClaim
from profiles.models.places import Place
from profiles.search.results import cards
from profiles.search.selection import Selection
from profiles.search.suggestions import did_you_mean
from tests.databases import as_owner
from tests.factories import PUBLIC_RECORD, make_detainee, make_source, published_fields

PEOPLE = 20_000
SYLLABLES = ["gül", "nur", "tur", "sun", "meh", "met", "ab", "du", "dil", "shat", "pat", "qur"]
# Tables that grow with the number of people. Words, bitmaps and places do not.
LARGE = "detainee|name|listing|consent|statusclaim|event"


def name_of(number: int) -> str:
    count = len(SYLLABLES)
    return " ".join(
        "".join(SYLLABLES[(number // count**place + word) % count] for place in range(3))
        for word in range(2)
    )


class PlanTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        """Insert people as an import does: some hundreds at a time, with all their parts."""
        for first in range(0, PEOPLE, 500):
            cls.add_people(range(first, first + 500))
            if (
                first < 1000
            ):  # as autovacuum does; the planner must not think that the table is empty
                with as_owner(), connection.cursor() as cursor:
                    cursor.execute("ANALYZE")
        make_detainee("Zulpiqar Misal", names={"zh-Hans": "祖力皮卡尔"}, story="She kept bees.")
        with as_owner(), connection.cursor() as cursor:
            # As autovacuum does. Without it the planner has no statistics of the new rows.
            for index in ("name_keys", "detainee_searched", "nameword_trigrams"):
                cursor.execute("SELECT gin_clean_pending_list(%s)", [index])
            cursor.execute("ANALYZE")

    @classmethod
    def add_people(cls, numbers: range) -> None:
        kashgar = Place.objects.get(code="kashgar")
        people = Detainee.objects.bulk_create(
            Detainee(
                **published_fields(slug=f"p{number}", summary=f"Story {number}."),
                gender=["female", "male"][number % 2],
                home_place=kashgar if number % 7 == 0 else None,
            )
            for number in numbers
        )
        Consent.objects.bulk_create(Consent(detainee=each, **PUBLIC_RECORD) for each in people)
        source = make_source(people[0])
        StatusClaim.objects.bulk_create(
            StatusClaim(
                detainee=person, status=["prison", "camp", "missing"][number % 3], source=source
            )
            for number, person in zip(numbers, people, strict=True)
        )
        Event.objects.bulk_create(
            Event(detainee=person, kind="taken", when=str(2000 + number % 20))
            for number, person in zip(numbers, people, strict=True)
        )
        Name.objects.bulk_create(
            Name(detainee=person, text=name_of(number))
            for number, person in zip(numbers, people, strict=True)
        )

    def plans(self, address: dict[str, str]) -> list[str]:
        """The plans of all statements that a page sends."""
        with CaptureQueriesContext(connection) as queries:
            selection = Selection(address)
            selection.overview()
            cards(selection.slice(0, 24).for_cards(), selection.search_result, selection.typed)
            did_you_mean(selection.typed)
        plans = []
        with connection.cursor() as cursor:
            for query in queries:
                cursor.execute(f"EXPLAIN {query['sql']}")
                plans.append("\n".join(line for (line,) in cursor.fetchall()))
        return plans

    def assertAsksItsIndexes(self, **address: Any) -> None:
        plans = self.plans(address)
        self.assertTrue([plan for plan in plans if "profiles_listing" in plan], address)
        for plan in plans:
            self.assertIsNone(
                re.search(rf"Seq Scan on profiles_({LARGE})\b", plan), (address, plan)
            )

    def test_of_everybody(self) -> None:
        for sort in ("recent", "held", "name"):
            self.assertAsksItsIndexes(sort=sort)

    def test_of_filters(self) -> None:
        self.assertAsksItsIndexes(gender="female")
        self.assertAsksItsIndexes(
            gender="female,male", place="kashgar", year="2017", status="prison"
        )

    def test_of_a_search(self) -> None:
        for typed in (
            "Zulpikar", "zulpikar misel", "祖力皮卡尔", "bees", "Abulikemu", "zz", "P-17",
            " ".join(["zulpiqar"] * 20),
        ):  # fmt: skip
            with self.subTest(typed):
                self.assertAsksItsIndexes(q=typed)
        self.assertAsksItsIndexes(q="zulpiqar", gender="unknown", sort="held")

    def test_the_one_among_twenty_thousand_is_found(self) -> None:
        for typed in ("Zulpikar", "zulpikar misel", "祖力皮卡尔", "bees"):
            with self.subTest(typed):
                names = [person.names.all()[0].text for person in Selection({"q": typed}).people]
                self.assertEqual(names, ["Zulpiqar Misal"])
