"""The page of one person: its content, its sources, and what its former addresses answer."""

import re
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils import timezone, translation

from campaign.web import page_cache
from profiles.models import Consent, Detainee, Event, LegalCase, Name, SlugHistory, Source
from profiles.models.places import Ethnicity, Place
from profiles.public.profile import PublicProfile
from tests.factories import PUBLIC_RECORD, make_claim, make_detainee, make_statements
from tests.testcases import SiteTestCase, unbroken


def profile(detainee: Detainee) -> PublicProfile:
    return PublicProfile(Detainee.objects.published().for_story().get(pk=detainee.pk))


class AddressTests(SiteTestCase):
    def test_a_former_address_and_the_reference_lead_to_the_page_for_good(self) -> None:
        person = make_detainee()
        SlugHistory.objects.create(detainee=person, slug="once")
        for known in (
            "once",
            person.reference,
            person.reference.lower(),
            f"p{person.pk}",
            f"P-{person.pk:09d}",
        ):
            with self.subTest(known):
                response = self.client.get(f"/profiles/{known}/")
                self.assertRedirects(response, person.get_absolute_url(), status_code=301)
                self.assertIn("max-age=", response["Cache-Control"])

    def test_nothing_leads_to_a_person_who_is_not_published(self) -> None:
        for state, status in (("draft", 404), ("in_review", 404), ("withdrawn", 410)):
            person = make_detainee("Unheard Of", state=state)
            SlugHistory.objects.create(detainee=person, slug=f"once-{state}")
            for known in (person.slug, f"once-{state}", person.reference):
                with self.subTest(state, known=known):
                    response = self.client.get(f"/profiles/{known}/")
                    self.assertNotContains(response, "Unheard Of", status_code=status)

    def test_a_person_of_tomorrow_is_not_there_today(self) -> None:
        person = make_detainee(publish_at=timezone.now() + timedelta(days=1))
        for known in (person.slug, person.reference):
            self.assertEqual(self.client.get(f"/profiles/{known}/").status_code, 404)

    def test_who_was_never_public_is_not_said_to_be_gone(self) -> None:
        tomorrow = timezone.now() + timedelta(days=1)
        person = make_detainee(publish_at=tomorrow, slug="tomorrow")
        person.consents.update(withdrawn_at=timezone.now())
        self.assertEqual(self.client.get("/profiles/tomorrow/").status_code, 404)

    def test_references_of_nobody_are_not_found(self) -> None:
        for known in ("P-0", "P-99999", "p-9999999999999999999999", "P-", "p-12x"):
            with self.subTest(known):
                self.assertEqual(self.client.get(f"/profiles/{known}/").status_code, 404)

    def test_a_withdrawn_consent_leaves_nothing_but_the_word_that_it_is_gone(self) -> None:
        person = make_detainee(summary="A teacher of geography.")
        Consent.objects.update(withdrawn_at=timezone.now())
        for known in (person.slug, person.reference):
            response = self.client.get(f"/profiles/{known}/")
            self.assertEqual(response.status_code, 410)
            for told in ("Aygül", "geography", person.reference, str(person.slug)):
                self.assertNotContains(response, told, status_code=410)

    def test_the_portrait_goes_with_the_person(self) -> None:
        person = make_detainee(state="withdrawn")
        response = self.client.get(f"/profiles/{person.slug}/portrait-480.jpg")
        self.assertEqual(response.status_code, 404)


class StoryTests(SiteTestCase):
    def page(self, person: Detainee) -> str:
        page_cache.invalidate()
        return self.client.get(person.get_absolute_url()).content.decode()

    def test_it_tells_what_is_known(self) -> None:
        person = make_detainee(
            birth="about 1970", occupation="Teacher", story="She *taught*.", gender="female",
            home_place=Place.objects.get(code="kashgar"),
        )  # fmt: skip
        make_statements(person, charge="Picking quarrels", reason="A trip abroad", quote="We wait.")
        person.ethnicities.add(Ethnicity.objects.get(code="uyghur"))
        source = Source.objects.create(
            detainee=person,
            kind="news_media",
            attribution="A newspaper",
            url="https://news.example/a",
        )
        Event.objects.create(detainee=person, kind="tried", when="Early 2018", source=source)
        page = self.page(person)
        for told in (
            "Aygül Misal", "about 1970", "Teacher", "<em>taught</em>", "Female", "Picking quarrels",
            "A trip abroad", "We wait.", "her daughter", "Kashgar", "Uyghur", "In prison", "March 2021",
            "A newspaper", "https://news.example/a", "Tried", "Early 2018", person.reference,
        ):  # fmt: skip
            self.assertIn(told, page)

    def test_every_name_is_marked_with_its_language_and_direction(self) -> None:
        page = self.page(
            make_detainee(
                names={
                    "ug-Arab": "ئايگۈل مىسال",
                    "zh-Hans": "艾古丽·示例",
                    "kk-Cyrl": "Айгүл Мысал",
                }
            )
        )
        for language, direction, text in (
            ("ug-Latn", "ltr", "Aygül Misal"), ("ug-Arab", "rtl", "ئايگۈل مىسال"),
            ("zh-Hans", "ltr", "艾古丽·示例"), ("kk-Cyrl", "ltr", "Айгүл Мысал"),
        ):  # fmt: skip
            self.assertRegex(page, rf'lang="{language}" dir="{direction}">{text}<')

    def test_whatever_staff_type_is_text(self) -> None:
        evil = "<script>alert(1)</script>"
        person = make_detainee(evil, summary=evil, story=evil, occupation=evil)
        make_statements(person, charge=evil, reason=evil, quote=evil, speaker=evil)
        Event.objects.create(detainee=person, kind="taken", description=evil)
        Source.objects.create(detainee=person, kind="relative", attribution=evil, title=evil)
        person.claims.update(note=evil)
        for page in (self.page(person), self.client.get("/profiles/").content.decode()):
            self.assertNotIn("<script>alert", page)
            self.assertIn("&lt;script&gt;alert(1)", page)

    def test_a_name_without_a_text_but_a_hidden_one_shows_the_reference(self) -> None:
        person = make_detainee()
        person.names.update(is_public=False)
        page = self.page(person)
        self.assertIn(person.reference, page)
        self.assertNotIn("Aygül", page)


class RecordTests(SiteTestCase):
    """The optional parts of a story: each appears only if it has content."""

    def parts(self, person: Detainee) -> set[str]:
        page_cache.invalidate()
        page = self.client.get(person.get_absolute_url()).content.decode()
        return set(re.findall(r'<h2 id="([a-z-]+)"', page))

    def test_a_part_with_nothing_to_tell_is_not_there(self) -> None:
        self.assertEqual(self.parts(make_detainee()), {"facts", "follow-title", "pass-on"})

    def test_each_part_has_its_place(self) -> None:
        person = make_detainee(withholds=True, checked_on=date(2026, 3, 1))
        make_statements(person, charge="Picking quarrels", reason="A trip abroad")
        person.replies.create(kind="denied", authority="A ministry", text="She lives well.")
        person.amendments.create(kind="correction", text="The year was put right.")
        person.external_records.create(registry="xvd", number="12345", url="https://xvd.example/")
        Consent.objects.filter(detainee=person).update(covers_relatives=True)
        person.relationships.create(kind="child", description="two sons", is_public=True)
        self.assertEqual(
            self.parts(person),
            {
                "facts",
                "follow-title",
                "pass-on",
                "reasons",
                "replies",
                "relatives",
                "elsewhere",
                "amendments",
            },
        )
        page = self.client.get(person.get_absolute_url())
        for told in (
            "A ministry: Denied the report", "“She lives well.”", "The year was put right.", "12345",
            "two sons", "We have left out some details", unbroken("Last checked on 1 March 2026"),
        ):  # fmt: skip
            self.assertContains(page, told)

    def test_a_case_tells_the_original_words_and_the_sentence(self) -> None:
        person = make_detainee()
        person.legal_cases.create(
            official_charge="Picking quarrels", charge_original="寻衅滋事", charge_language="zh-Hans",
            court="Example Court", trial="secret", sentence="fixed", sentence_months=191,
        )  # fmt: skip
        page = self.client.get(person.get_absolute_url())
        for told in (
            "“Picking quarrels”", '<p class="reasons-original" lang="zh-Hans" dir="ltr">寻衅滋事</p>',
            "Example Court", "Secret trial", "Prison term: 15 years and 11 months",
        ):  # fmt: skip
            self.assertContains(page, told)

    def test_months_belong_to_a_term_alone(self) -> None:
        case = LegalCase(detainee=make_detainee(), sentence="life", sentence_months=12)
        with self.assertRaisesMessage(ValidationError, "Only a term has a number of months."):
            case.full_clean()

    def test_silence_is_told_after_half_a_year_and_not_of_the_free(self) -> None:
        for status, as_of, told in (
            ("prison", "March 2021", "March 2021"),
            ("prison", f"{timezone.localdate():%B %Y}", ""),
            ("prison", "", ""),
            ("released", "March 2021", ""),
        ):
            with self.subTest(status=status, as_of=as_of):
                self.assertEqual(
                    profile(make_detainee(status=status, as_of=as_of)).silent_since, told
                )
        seen = make_detainee(as_of="2019")
        Event.objects.create(detainee=seen, kind="seen", when="May 2022")
        self.assertEqual(profile(seen).silent_since, "May 2022")

    def test_a_release_that_is_disputed_ends_nothing(self) -> None:
        person = make_detainee(status="released", as_of="March 2021")
        for confidence, outcome, told in (
            ("single", "free", ""),
            ("disputed", "", "March 2021"),
        ):
            with self.subTest(confidence):
                person.claims.update(confidence=confidence)
                self.assertEqual(profile(person).outcome, outcome)
                self.assertEqual(profile(person).silent_since, told)
                self.assertEqual(Detainee.objects.unresolved().exists(), not outcome)
                self.assertEqual(Detainee.objects.free_or_dead().exists(), bool(outcome))


class RelativesTests(SiteTestCase):
    def setUp(self) -> None:
        super().setUp()
        everything = ("name", "story", "relatives")
        self.person = make_detainee(covers=everything)
        self.brother = make_detainee("Tursun Misal", covers=everything)
        self.tie = self.person.relationships.create(
            kind="sibling", other=self.brother, is_public=True
        )

    def told(self, person: Detainee) -> list[tuple[str, str]]:
        return [
            (relative.label, relative.name.text if relative.name else relative.description)
            for relative in profile(person).relatives
        ]

    def test_a_tie_is_told_on_both_pages(self) -> None:
        self.assertEqual(self.told(self.person), [("Sister or brother", "Tursun Misal")])
        self.assertEqual(self.told(self.brother), [("Sister or brother", "Aygül Misal")])

    def test_each_page_tells_it_from_its_own_side(self) -> None:
        self.tie.kind = "parent"
        self.tie.save()
        self.assertEqual(self.told(self.person), [("Mother or father", "Tursun Misal")])
        self.assertEqual(self.told(self.brother), [("Daughter or son", "Aygül Misal")])

    def test_noted_on_both_sides_it_is_told_once(self) -> None:
        self.brother.relationships.create(kind="sibling", other=self.person, is_public=True)
        self.assertEqual(len(self.told(self.person)), 1)

    def test_both_families_have_to_agree(self) -> None:
        for silent in (self.person, self.brother):
            with self.subTest(silent=silent):
                Consent.objects.filter(detainee=silent).update(covers_relatives=False)
                self.assertEqual((self.told(self.person), self.told(self.brother)), ([], []))
                Consent.objects.filter(detainee=silent).update(covers_relatives=True)

    def test_nobody_is_told_of_who_is_not_public(self) -> None:
        Detainee.objects.filter(pk=self.brother.pk).update(state="withdrawn")
        self.assertEqual(self.told(self.person), [])

    def test_nothing_is_shown_unless_staff_say_so(self) -> None:
        self.person.relationships.update(is_public=False)
        self.person.relationships.create(kind="child", description="a son")
        self.assertEqual((self.told(self.person), self.told(self.brother)), ([], []))


class PublicShapeTests(SiteTestCase):
    def test_what_the_family_withholds_is_left_out(self) -> None:
        person = make_detainee(
            home_place=Place.objects.get(code="kashgar"),
            covers=("name", "story"),
        )
        make_statements(person, quote="We wait.")
        person.claims.update(place=Place.objects.get(code="hotan"))
        Event.objects.create(detainee=person, kind="taken", place=Place.objects.get(code="ili"))
        public = profile(person)
        self.assertEqual((public.home, public.quotes), ("", []))
        self.assertEqual([claim.place for claim in public.claims], [""])
        self.assertEqual([event.place for event in public.events], [""])
        self.assertIsNone(public.portrait)

    def test_hidden_rows_are_left_out_even_if_the_caller_asked_for_them(self) -> None:
        person = make_detainee()
        Name.objects.create(detainee=person, text="Hidden", is_public=False)
        person.claims.create(status="released", as_of="2024", is_public=False)
        Event.objects.create(detainee=person, kind="died", when="2024", is_public=False)
        Source.objects.create(detainee=person, kind="lawyer", attribution="Hidden", is_public=False)
        public = PublicProfile(Detainee.objects.get(pk=person.pk))
        self.assertEqual([name.text for name in public.names], ["Aygül Misal"])
        self.assertEqual([claim.label for claim in public.claims], ["In prison"])
        self.assertEqual((public.events, public.sources), ([], []))

    def test_it_leads_to_no_row_of_the_database_with_more_in_it_than_may_be_shown(self) -> None:
        person = make_detainee(names={"ug-Arab": "ئايگۈل مىسال"})
        Event.objects.create(detainee=person, kind="taken", when="2017")
        Source.objects.create(detainee=person, kind="lawyer", attribution="A lawyer")
        public = profile(person)
        given = {name: getattr(public, name) for name in dir(public) if not name.startswith("_")}
        self.assertLess({"names", "sources", "events", "claims", "native_name"}, set(given))
        for name, value in given.items():
            for each in value if isinstance(value, list) else [value]:
                with self.subTest(name):
                    self.assertNotIsInstance(each, Model)

    def test_the_days_are_counted_from_the_latest_day_it_can_have_begun(self) -> None:
        today = timezone.localdate()
        for when, days in (
            ((today - timedelta(days=10)).isoformat(), 10),
            (
                f"{today.year - 1}",
                (today - today.replace(year=today.year - 1, month=12, day=31)).days,
            ),
            ("After 2016", None),
            ("unclear", None),
            (today.isoformat(), None),
        ):
            person = make_detainee()
            Event.objects.create(detainee=person, kind="taken", when=when)
            with self.subTest(when):
                self.assertEqual(profile(person).days_held, days)

    def test_no_days_are_counted_for_who_is_free_or_dead_or_of_whom_nothing_is_known(self) -> None:
        for status in (
            "released",
            "released_conditional",
            "died_in_custody",
            "died",
            "travel_ban",
            "unknown",
        ):
            person = make_detainee(status=status)
            Event.objects.create(detainee=person, kind="taken", when="2017")
            with self.subTest(status):
                self.assertIsNone(profile(person).days_held)

    def test_the_newest_claim_is_the_status_and_undated_ones_come_last(self) -> None:
        person = make_detainee(status="camp", as_of="2018")
        make_claim(person, as_of="March 2021")
        make_claim(person, "hospital")
        public = profile(person)
        assert public.status
        self.assertEqual(
            (public.status.label, str(public.status.as_of)), ("In prison", "March 2021")
        )

    def test_a_basis_of_public_record_covers_everything(self) -> None:
        person = make_detainee(home_place=Place.objects.get(code="kashgar"), covers=())
        person.consents.create(**PUBLIC_RECORD)
        self.assertIn("Kashgar", profile(person).home)

    def test_a_consent_that_covers_no_name_or_story_publishes_nothing(self) -> None:
        for covers in ((), ("name",), ("story",), ("name", "place", "photo", "quote")):
            person = make_detainee(covers=covers)
            with self.subTest(covers):
                self.assertFalse(Detainee.objects.published().filter(pk=person.pk).exists())

    def test_dates_follow_the_language_of_the_page(self) -> None:
        person = make_detainee(as_of="2021-03")
        with translation.override("de"):
            status = profile(person).status
            assert status
            self.assertEqual(str(status.as_of), "März 2021")
