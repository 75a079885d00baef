"""The listing follows the profiles in the same transaction, for every kind of change."""

from datetime import timedelta
from io import StringIO
from typing import Any

from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import F
from django.test import TestCase
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as PropertyTestCase

from profiles import tasks
from profiles.models import (
    Consent,
    Detainee,
    Event,
    LegalCase,
    Listing,
    Name,
    Reason,
    vocabulary,
)
from profiles.models.name import KeysMatch
from profiles.models.places import Ethnicity, Place
from profiles.public.profile import PublicProfile
from profiles.search import listing
from profiles.search.filters import FILTERS, UNKNOWN
from profiles.search.selection import Selection
from tests import each_asks_the_database
from tests.databases import as_owner
from tests.factories import PUBLIC_RECORD, make_claim, make_consent, make_detainee

HOUR = timedelta(hours=1)


def terms(person: Detainee) -> set[str]:
    """The terms of a person, except those for unknown values."""
    listed = Listing.objects.get(pk=person.pk).terms
    return {term for term in listed if not term.endswith(f"={UNKNOWN}")}


def listed_people() -> int:
    return Selection({}).overview().listed


class InStepTests(TestCase):
    def setUp(self) -> None:
        self.person = make_detainee(gender="female", home_place=Place.objects.get(code="kashgar"))

    def tearDown(self) -> None:
        self.assertFalse(listing.find_stale())

    def assertListed(self, listed: bool) -> None:
        self.assertEqual(Listing.objects.filter(pk=self.person.pk).exists(), listed)
        self.assertEqual(listed_people(), listed)

    def test_a_draft_is_not_listed_and_is_once_it_is_published(self) -> None:
        people = Detainee.objects.filter(pk=self.person.pk)
        people.update(state="draft")
        self.assertListed(False)
        people.update(state="published")
        self.assertListed(True)

    def test_a_consent_that_is_withdrawn_takes_the_person_away_at_once(self) -> None:
        self.person.consents.update(withdrawn_at=timezone.now())
        self.assertListed(False)

    def test_a_consent_that_is_deleted_by_plain_sql_takes_the_person_away(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM profiles_consent")
        self.assertListed(False)

    def test_another_consent_keeps_the_person(self) -> None:
        self.person.consents.create(**PUBLIC_RECORD)
        self.person.consents.filter(basis="consent").update(withdrawn_at=timezone.now())
        self.assertListed(True)

    def test_the_place_goes_with_the_consent_to_it(self) -> None:
        self.assertIn("place=kashgar", terms(self.person))
        self.person.consents.update(covers_place=False)
        self.assertNotIn("place=kashgar", terms(self.person))

    def test_what_happened_comes_and_goes(self) -> None:
        event = Event.objects.create(detainee=self.person, kind="taken", when="2017")
        self.assertIn("year=2017", terms(self.person))
        event.when = "2018"
        event.save()
        self.assertIn("year=2018", terms(self.person))
        event.delete()
        self.assertNotIn("year=2018", terms(self.person))

    def test_what_is_moved_to_another_person_is_hers_alone(self) -> None:
        other = make_detainee()
        event = Event.objects.create(detainee=self.person, kind="taken", when="2017")
        Event.objects.filter(pk=event.pk).update(detainee=other)
        self.assertNotIn("year=2017", terms(self.person))
        self.assertIn("year=2017", terms(other))

    def test_ethnicities_reasons_and_sentences_come_and_go(self) -> None:
        self.person.ethnicities.set(Ethnicity.objects.filter(code="uyghur"))
        LegalCase.objects.create(detainee=self.person, sentence="life")
        Reason.objects.create(detainee=self.person, kind="travel")
        self.assertLessEqual(
            {"ethnicity=uyghur", "sentence=life", "reason=travel"}, terms(self.person)
        )
        self.person.ethnicities.clear()
        self.person.legal_cases.all().delete()
        self.person.reasons.update(is_public=False)
        self.assertEqual(terms(self.person), {"gender=female", "place=kashgar", "status=prison"})

    def test_the_names_are_those_that_find_her_now(self) -> None:
        other = make_detainee("Dilshat Misal")

        def named() -> list[int]:
            found = Listing.objects.filter(KeysMatch(F("names"), "'zulpiqar'"))
            return list(found.values_list("pk", flat=True))

        names = Name.objects.filter(detainee=self.person)
        Name.objects.bulk_create([Name(detainee=self.person, text="Zulpiqar")])
        self.assertEqual(named(), [self.person.pk])
        names.filter(text="Zulpiqar").update(is_public=False)
        self.assertEqual(named(), [])
        names.filter(text="Zulpiqar").update(is_public=True, detainee=other)
        self.assertEqual(named(), [other.pk])
        other.consents.update(**PUBLIC_RECORD)
        people = Detainee.objects.filter(pk=other.pk)
        people.update(identity="anonymous", slug=other.reference.lower())
        self.assertEqual(named(), [])
        people.update(identity="full")
        self.assertEqual(named(), [other.pk])
        other.names.all().delete()
        self.assertEqual(named(), [])

    def test_a_person_who_is_deleted_leaves_nothing(self) -> None:
        self.person.delete()
        self.assertListed(False)
        self.assertEqual(Selection({}).overview().facets[0].options, [])

    def test_many_people_over_many_blocks_are_counted(self) -> None:
        people = Detainee.objects.bulk_create(
            Detainee(slug=f"p{n}", state="published", publish_at=timezone.now() - HOUR)
            for n in range(2100)
        )
        Consent.objects.bulk_create(Consent(detainee=p, **PUBLIC_RECORD) for p in people)
        self.assertEqual(listed_people(), 2101)
        Consent.objects.filter(detainee__in=people[::2]).delete()
        self.assertEqual(listed_people(), 1051)
        self.assertEqual(Selection({"gender": "unknown"}).overview().found, 1050)


class TimeTests(TestCase):
    def test_whose_time_has_not_come_is_neither_found_nor_counted(self) -> None:
        make_detainee(gender="male")
        make_detainee(gender="female", publish_at=timezone.now() + HOUR)
        overview = Selection({}).overview()
        self.assertEqual((overview.listed, overview.found), (1, 1))
        self.assertEqual(Selection({"gender": "female"}).overview().found, 0)
        self.assertEqual(Selection({"gender": "female"}).people.count(), 0)

    def test_when_the_time_has_come_nothing_has_to_be_done(self) -> None:
        person = make_detainee(gender="female", publish_at=timezone.now() + HOUR)
        # As when time passes: no trigger runs.
        with as_owner(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute("UPDATE profiles_detainee SET publish_at = now() - interval '1 minute'")
            cursor.execute("UPDATE profiles_listing SET publish_at = now() - interval '1 minute'")
            cursor.execute("SET LOCAL session_replication_role = origin")
        self.assertEqual(Selection({"gender": "female"}).overview().found, 1)
        self.assertEqual(list(Selection({"gender": "female"}).people), [person])


class GuardTests(TestCase):
    """`published()` decides in the end: a stale listing shows no one who is withdrawn."""

    def test_a_row_that_stayed_by_mistake_shows_nobody(self) -> None:
        make_detainee()
        with as_owner(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute("UPDATE profiles_consent SET withdrawn_at = now()")
            cursor.execute("SET LOCAL session_replication_role = origin")
        self.assertEqual(Listing.objects.count(), 1)
        self.assertEqual(list(Selection({}).people), [])


class CheckTests(TestCase):
    def check(self, *options: str) -> str:
        out = StringIO()
        call_command("check_listing", *options, stdout=out)
        return out.getvalue()

    def break_it(self) -> tuple[Detainee, Detainee]:
        missing, wrong = make_detainee(), make_detainee()
        Listing.objects.filter(pk=missing.pk).delete()
        Listing.objects.filter(pk=wrong.pk).update(terms=["status=released"])
        with connection.cursor() as cursor:
            cursor.execute("UPDATE profiles_listingblock SET bits = ~bits WHERE term = ''")
        return missing, wrong

    def test_nothing_to_find_says_so(self) -> None:
        make_detainee()
        self.assertIn("in step", self.check())

    def test_it_tells_who_lags_and_puts_it_right(self) -> None:
        missing, wrong = self.break_it()
        with self.assertRaisesMessage(
            CommandError, f"People: {missing.reference}, {wrong.reference}. Blocks: 1."
        ):
            self.check()
        self.assertIn("Put right: 2 people", self.check("--repair"))
        self.assertEqual(listed_people(), 2)
        self.assertIn("in step", self.check())

    def test_the_worker_puts_it_right_and_tells(self) -> None:
        self.break_it()
        with self.assertLogs("profiles.tasks", "ERROR"):
            tasks.check_listing(0)
        with self.assertNoLogs("profiles.tasks", "ERROR"):
            tasks.check_listing(0)


def taken_in(page: PublicProfile) -> set[str]:
    """The terms of a person, derived from the public page."""
    for kind in vocabulary.BEGINS_DETENTION:
        said = {
            event.place.split(" ")[0].lower()
            for event in page.events
            if event.label == str(kind.label) and event.place
        }
        if said:
            return said
    return set()


class SameAsThePageTests(PropertyTestCase):
    """The terms that SQL computes agree with the page of the person."""

    dates = st.sampled_from(["2017", "June 2016", "after 2018", "before 2019", "unclear", ""])
    flag = st.booleans()
    claims = st.lists(st.tuples(st.sampled_from(vocabulary.Status.values), dates, flag), max_size=3)
    events = st.lists(
        st.tuples(st.sampled_from(vocabulary.EventKind.values), dates, flag, st.integers(0, 2)),
        max_size=4,
    )
    consents = st.lists(
        st.tuples(st.sampled_from(vocabulary.Basis.values), flag, flag, flag, flag), max_size=2
    )

    @each_asks_the_database
    @given(claims, events, consents, st.sampled_from(vocabulary.PlaceLevel.values))
    def test_of_anybody(self, claims: Any, events: Any, consents: Any, level: str) -> None:
        places = [None, *Place.objects.filter(code__in=["hotan", "kashgar"]).order_by("code")]
        person = make_detainee(home_place=places[2], place_level=level)
        person.claims.all().delete()
        person.consents.all().delete()
        for status, as_of, shown in claims:
            make_claim(person, status, as_of=as_of, is_public=shown)
        for kind, when, shown, place in events:
            Event.objects.create(
                detainee=person, kind=kind, when=when, is_public=shown, place=places[place]
            )
        for basis, name, story, place, withdrawn in consents:
            given = PUBLIC_RECORD if basis == "public_record" else {"basis": basis}
            make_consent(
                person, "quote", covers_name=name, covers_story=story, covers_place=place,
                withdrawn_at=timezone.now() if withdrawn else None, **given,
            )  # fmt: skip
        row = Listing.objects.filter(pk=person.pk).first()
        public = Detainee.objects.published().for_story().filter(pk=person.pk).first()
        self.assertEqual(row is None, public is None)
        if row is None or public is None:
            return
        page = PublicProfile(public)
        since = page.held_since
        self.assertEqual(row.held_since, since.latest if since else None)
        self.assertEqual("place=kashgar" in row.terms, bool(page.home))
        said = [term.removeprefix("status=") for term in row.terms if term.startswith("status=")]
        labels = [str(vocabulary.Status(status).label) for status in said]
        self.assertEqual(labels, [page.status.label if page.status else "Status not known"])
        self.assertEqual(
            {term.removeprefix("taken=") for term in row.terms if term.startswith("taken=")},
            taken_in(page) or {UNKNOWN},
        )
        self.assertEqual(
            {term.partition("=")[0] for term in row.terms}, {each.name for each in FILTERS}
        )
