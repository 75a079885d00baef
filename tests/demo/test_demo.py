"""The demonstration: complete, recognisably invented, of life size, and put away as easily as loaded."""

import re
import stat
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import mock

from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Min
from django.test import override_settings
from django.urls import reverse

from campaign.history import changes
from campaign.history.models import Edit
from campaign.models import Page
from campaign.publishing.workflow import State
from campaign.text.date_parser import Precision
from demo import loading, reader, signatures
from demo.document import Mistake
from news.models import NewsItem
from petitions.counting import published_figures, tallies
from petitions.models import (
    Addressee,
    DayTally,
    Kind,
    LedgerEntry,
    MailedToken,
    Petition,
    Signature,
    Tally,
)
from petitions.transparency import count_audit
from profiles.models import (
    Amendment,
    Consent,
    Detainee,
    Event,
    LegalCase,
    Name,
    Reason,
    Reply,
    Source,
    StatusClaim,
)
from profiles.models import vocabulary as words
from profiles.models.vocabulary import NameLanguage
from profiles.names.folding import fold
from profiles.public.profile import public_profiles
from tests import factories
from tests.testcases import SiteTestCase

SIGNED = 2_000
EXAMPLE = re.compile("Misal|مىسال|示例|Мысал|Мисал|Mysal|Misol|Shili|Shìlì|Mithal")


def demo(*arguments: str) -> str:
    """What the command prints. Postgres cannot tidy up inside of a test's transaction."""
    out = StringIO()
    with mock.patch.object(loading, "settle"):
        call_command("demo", *arguments, stdout=out)
    return out.getvalue()


class InventedPeopleTests(SiteTestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        loading.load(SIGNED, say=lambda line: None)

    def test_there_are_126_and_all_are_marked_as_invented(self) -> None:
        self.assertEqual(Detainee.objects.count(), 126)
        self.assertEqual(Detainee.objects.filter(is_demo=True).count(), 126)

    def test_their_references_run_from_p_0001_and_the_next_person_gets_a_later_one(self) -> None:
        references = [detainee.reference for detainee in Detainee.objects.order_by("pk")]
        self.assertEqual((references[0], references[-1]), ("P-0001", "P-0126"))
        self.assertGreater(Detainee.objects.create().pk, 126)

    def test_every_full_name_carries_the_word_for_example(self) -> None:
        bynames = {"pen", "nickname", "religious"}
        shown = Name.objects.exclude(kind__in=bynames)
        self.assertGreater(shown.count(), 300)
        for name in shown:
            self.assertRegex(name.text, EXAMPLE)

    def test_every_bynamed_person_carries_it_in_another_name(self) -> None:
        for detainee in Detainee.objects.prefetch_related("names"):
            self.assertRegex(detainee.names.all()[0].text, EXAMPLE)

    def test_uyghur_names_are_spelt_alike_in_both_scripts(self) -> None:
        both = [
            (person.names[NameLanguage.UG_LATN], person.names[NameLanguage.UG_ARAB])
            for person in reader.content().people
            if {NameLanguage.UG_LATN, NameLanguage.UG_ARAB} <= person.names.keys()
        ]
        self.assertGreater(len(both), 90)
        for latin, arabic in both:
            self.assertEqual(fold(latin), fold(arabic), latin)

    def test_every_published_one_is_complete(self) -> None:
        published = Detainee.objects.filter(state=State.PUBLISHED)
        for detainee in published.prefetch_related("names", "claims"):
            # Two have one name, and it is left for whoever tries the desk to look at them.
            to_do = 1 if detainee.reference in {"P-0001", "P-0106"} else 0
            self.assertEqual(len(detainee.missing_for_publication()), to_do, detainee)
        self.assertEqual(Detainee.objects.published().count(), published.count())

    def test_one_is_a_draft_one_in_review_one_withdrawn(self) -> None:
        for state, number in (("draft", 1), ("in_review", 1), ("withdrawn", 1), ("published", 123)):
            self.assertEqual(Detainee.objects.filter(state=state).count(), number, state)
        gone = Detainee.objects.get(state=State.WITHDRAWN)
        self.assertEqual(self.client.get(gone.get_absolute_url()).status_code, 410)

    def test_every_number_of_a_day_is_of_a_kind_that_there_is(self) -> None:
        kinds = set(DayTally.objects.values_list("kind", flat=True))
        self.assertLessEqual(kinds, set(Kind.values))
        self.assertIn(Kind.MAILED, kinds)

    def test_every_word_of_the_vocabulary_is_used(self) -> None:
        used = {
            words.Status: set(StatusClaim.objects.values_list("status", flat=True)),
            words.Confidence: set(StatusClaim.objects.values_list("confidence", flat=True)),
            words.EventKind: set(Event.objects.values_list("kind", flat=True)),
            words.SourceKind: set(Source.objects.values_list("kind", flat=True)),
            words.Reliability: set(Source.objects.values_list("reliability", flat=True)),
            words.NameLanguage: set(Name.objects.values_list("language", flat=True)),
            words.NameKind: set(Name.objects.values_list("kind", flat=True)),
            words.Basis: set(Consent.objects.values_list("basis", flat=True)),
            words.Capacity: set(Consent.objects.values_list("capacity", flat=True)),
            words.Identity: set(Detainee.objects.values_list("identity", flat=True)),
            words.ReasonKind: set(Reason.objects.values_list("kind", flat=True)),
            words.ReplyKind: set(Reply.objects.values_list("kind", flat=True)),
            words.AmendmentKind: set(Amendment.objects.values_list("kind", flat=True)),
            words.ChargeKind: set(LegalCase.objects.values_list("charge_kind", flat=True)) - {""},
            words.OccupationGroup: set(
                Detainee.objects.exclude(occupation_group="").values_list(
                    "occupation_group", flat=True
                )
            ),
        }
        for vocabulary, found in used.items():
            self.assertEqual(found, set(vocabulary.values), vocabulary)

    def test_every_status_is_somebodys_present_one(self) -> None:
        people = public_profiles(Detainee.objects.published().for_cards())
        present = {person.status.label for person in people if person.status}
        self.assertEqual(present, {str(label) for label in words.Status.labels})

    def test_who_is_not_named_has_an_address_without_a_name(self) -> None:
        hidden = Detainee.objects.exclude(identity="full")
        self.assertEqual(hidden.count(), 2)
        for detainee in hidden.prefetch_related("names"):
            page = self.client.get(f"/profiles/{detainee.reference.lower()}/").content.decode()
            for name in detainee.names.all():
                self.assertNotIn(name.text, page)

    def test_a_family_is_linked_from_every_side(self) -> None:
        page = self.client.get("/profiles/iminjan-misal/").content.decode()
        for slug in ("adil-misal", "nurnisa-misal"):
            self.assertIn(f'href="/profiles/{slug}/"', page)

    def test_dates_are_known_in_every_precision(self) -> None:
        known = {
            *Event.objects.values_list("when_precision", flat=True),
            *StatusClaim.objects.values_list("as_of_precision", flat=True),
            *Detainee.objects.values_list("birth_precision", flat=True),
        }
        self.assertEqual(known, set(Precision.values))

    def test_the_gaps_of_real_records_are_there(self) -> None:
        published = Detainee.objects.published()
        self.assertTrue(published.exclude(names__language="zh-Hans").exists())
        self.assertTrue(published.filter(events__isnull=True).exists())
        self.assertTrue(published.filter(home_place__isnull=True).exists())
        self.assertTrue(published.filter(story="").exists())
        for scope in ("place", "photo", "quote"):
            self.assertTrue(Consent.objects.filter(**{f"covers_{scope}": False}).exists(), scope)
        latin = Name.objects.filter(language="ug-Latn")
        longest, second = sorted((len(name.text) for name in latin), reverse=True)[:2]
        self.assertEqual(longest, 60)
        self.assertGreater(second, 31)

    def test_two_sources_contradict_each_other(self) -> None:
        disputed = StatusClaim.objects.filter(detainee__slug="obul-misal", confidence="disputed")
        self.assertEqual({claim.status for claim in disputed}, {"prison", "released"})
        self.assertEqual(len({claim.source_id for claim in disputed}), 2)

    def test_four_of_one_house_share_a_night(self) -> None:
        night = Event.objects.filter(kind="taken", when="7 February 2018")
        self.assertEqual(night.values("detainee").distinct().count(), 4)

    def test_events_stand_in_the_order_in_which_they_are_told(self) -> None:
        for detainee in Detainee.objects.prefetch_related("events"):
            told = [event.pk for event in detainee.events.all()]
            self.assertEqual(told, sorted(told), detainee)

    def test_at_least_twenty_stories_have_two_paragraphs_or_more(self) -> None:
        stories = Detainee.objects.published().values_list("story", flat=True)
        self.assertGreaterEqual(sum(story.count("\n\n") >= 1 for story in stories), 20)
        self.assertEqual(len(set(stories)), len([story for story in stories if story]) + 1)

    def test_links_in_stories_lead_to_people(self) -> None:
        linked = [
            slug
            for story in Detainee.objects.values_list("story", flat=True)
            for slug in re.findall(r"\(/profiles/([^/)]+)/\)", story)
        ]
        self.assertGreater(len(linked), 5)
        public = set(Detainee.objects.published().values_list("slug", flat=True))
        self.assertLessEqual(set(linked), public)

    def test_a_former_address_redirects(self) -> None:
        answer = self.client.get(reverse("profiles:detail", args=["aigul-misal"]))
        self.assertRedirects(answer, "/profiles/aygul-misal/", status_code=301)

    def test_namesakes_have_addresses_of_their_own(self) -> None:
        namesakes = Detainee.objects.filter(slug__startswith="aygul-misal")
        self.assertEqual(
            set(namesakes.values_list("slug", flat=True)), {"aygul-misal", "aygul-misal-2"}
        )

    def test_their_pages_can_be_read(self) -> None:
        for detainee in Detainee.objects.published()[::10]:
            answer = self.client.get(detainee.get_absolute_url())
            self.assertContains(answer, detainee.reference)


class PetitionsAndNewsTests(SiteTestCase):
    main: Petition

    @classmethod
    def setUpTestData(cls) -> None:
        loading.load(SIGNED, say=lambda line: None)
        cls.main = Petition.objects.get(slug="free-the-detained")

    def test_two_are_open_and_one_is_delivered(self) -> None:
        self.assertEqual(
            {petition.slug: petition.status for petition in Petition.objects.all()},
            {
                "free-the-detained": "open",
                "tell-the-families": "open",
                "bring-the-children-home": "delivered",
            },
        )

    def test_the_main_one_is_about_everybody_and_asked_for_first(self) -> None:
        self.assertFalse(self.main.people.exists())
        self.assertEqual(Petition.objects.open().open_first().first(), self.main)

    def test_the_main_one_has_as_many_signatures_as_were_asked_for(self) -> None:
        self.assertEqual(tallies.count(self.main.pk), SIGNED)
        self.assertEqual(self.main.signatures.filter(state="confirmed").count(), SIGNED)

    def test_they_come_from_184_countries_and_the_small_ones_are_shown_together(self) -> None:
        figures = published_figures.read([self.main.pk]).by_petition[self.main.pk]
        self.assertEqual((figures.total, figures.countries), (SIGNED, 184))
        self.assertIn(tallies.OTHER, figures.by_country)
        self.assertContains(self.client.get("/"), "people from 184 countries have signed")

    def test_the_ledger_agrees_with_the_rows(self) -> None:
        self.assertEqual(count_audit.differences(), [])
        self.assertEqual(LedgerEntry.objects.count(), 0)
        for tally in Tally.objects.all():
            rows = Signature.objects.filter(petition=tally.petition_id, country=tally.country)
            self.assertEqual(rows.count(), tally.count)

    def test_no_signature_holds_an_address_or_a_name_that_could_be_real(self) -> None:
        self.assertFalse(Signature.objects.filter(email__isnull=False).exists())
        named = Signature.objects.exclude(name="")
        self.assertTrue(named.exists())
        self.assertFalse(named.exclude(name__endswith=" Example").exists())

    def test_they_came_in_while_the_petition_was_open(self) -> None:
        for petition in Petition.objects.all():
            first = petition.signatures.aggregate(first=Min("signed_at"))["first"]
            self.assertGreaterEqual(first, petition.opens_at)
            if petition.closes_at:
                late = petition.signatures.filter(confirmed_at__gt=petition.closes_at)
                self.assertFalse(late.exists())

    def test_goals_of_open_petitions_are_ahead_of_them(self) -> None:
        for petition in Petition.objects.open():
            self.assertGreater(petition.goal, tallies.count(petition.pk))

    def test_the_petition_about_children_names_children(self) -> None:
        children = Petition.objects.get(slug="bring-the-children-home").people.all()
        self.assertEqual({child.occupation_group for child in children}, {"child"})
        self.assertEqual(len(children), 3)

    def test_eight_news_items_name_their_sources_and_no_invented_person(self) -> None:
        items = NewsItem.objects.published()
        self.assertEqual(items.count(), 8)
        for item in items:
            self.assertIn("## Sources", item.body)
            self.assertFalse(item.people.exists())

    def test_the_pages_about_the_site_are_there(self) -> None:
        for slug in ("about", "privacy"):
            self.assertContains(self.client.get(reverse("page", args=[slug])), "demonstration")


class SharesTests(SiteTestCase):
    def test_shares_add_up_to_any_number(self) -> None:
        for total in (0, 1, 183, 184, 185, 5_000, 323_832, 1_000_000):
            shares = signatures.by_country(total, signatures.COUNTRIES)
            self.assertEqual(sum(shares.values()), total)
            self.assertEqual(len(shares), min(total, 184))

    def test_at_life_size_several_countries_are_too_small_to_be_shown(self) -> None:
        shares = signatures.by_country(loading.LIFE_SIZE, signatures.COUNTRIES)
        small = [count for count in shares.values() if count < tallies.MIN_SHOWN]
        self.assertTrue(5 < len(small) < 60)

    def test_a_goal_is_never_behind_the_count(self) -> None:
        main = reader.content().petitions[0]
        for signers in (0, 999, 1_000, 323_832, 499_999, 500_000, 1_000_000):
            self.assertGreater(main.goal(signers), signers)


@override_settings(DEMO=True)
class DemoCommandTests(SiteTestCase):
    def test_it_is_refused_outside_demo_mode(self) -> None:
        with override_settings(DEMO=False), self.assertRaisesMessage(CommandError, "DEMO is off"):
            demo("--signatures", "10")
        self.assertFalse(Detainee.objects.exists())

    def test_it_tells_what_it_loads(self) -> None:
        told = demo("--signatures", "1,500")
        self.assertIn("126 people", told)
        self.assertIn("1,500 signatures", told)

    def test_no_signatures_at_all_are_possible(self) -> None:
        demo("--signatures", "0")
        self.assertFalse(Signature.objects.exists())
        self.assertEqual(count_audit.differences(), [])

    def test_a_second_time_it_does_nothing(self) -> None:
        demo("--signatures", "50")
        account = User.objects.get(username="staff").password
        self.assertIn("loaded already", demo("--signatures", "70"))
        self.assertEqual(Detainee.objects.count(), 126)
        self.assertEqual(Signature.objects.filter(petition__slug="free-the-detained").count(), 50)
        self.assertEqual(User.objects.get(username="staff").password, account)

    def test_reset_brings_back_the_same_references_and_leaves_real_rows_alone(self) -> None:
        demo("--signatures", "50")
        before = list(Detainee.objects.order_by("pk").values_list("pk", "slug", "summary"))
        real = factories.make_detainee("Somebody Real")
        petition = factories.make_petition()
        factories.make_signature(petition)
        visitor = Petition.objects.get(slug="free-the-detained")
        factories.make_signature(visitor, "visitor@example.org", confirmed=False)

        demo("--signatures", "60", "--reset")

        invented = Detainee.objects.filter(is_demo=True).order_by("pk")
        self.assertEqual(list(invented.values_list("pk", "slug", "summary")), before)
        self.assertTrue(Detainee.objects.filter(pk=real.pk).exists())
        self.assertEqual(petition.signatures.count(), 1)
        self.assertEqual(Signature.objects.filter(petition__slug="free-the-detained").count(), 60)
        self.assertEqual(count_audit.differences(), [])

    def test_it_takes_other_references_where_the_first_are_given(self) -> None:
        Detainee.objects.create(pk=3)
        demo("--signatures", "0")
        invented = Detainee.objects.filter(is_demo=True)
        self.assertEqual(invented.count(), 126)
        self.assertFalse(invented.filter(pk=3).exists())

    def test_remove_leaves_nothing_even_outside_demo_mode(self) -> None:
        demo("--signatures", "50")
        with override_settings(DEMO=False):
            demo("--remove")
        for model in (
            Detainee, Name, StatusClaim, Source, Event, Consent, Petition, Signature, Tally, MailedToken,
            NewsItem, Page, Addressee, User,
        ):  # fmt: skip
            self.assertEqual(model._default_manager.count(), 0, model)

    def test_remove_keeps_a_page_that_staff_have_rewritten(self) -> None:
        demo("--signatures", "0")
        Page.objects.filter(slug="about").update(body="We are real.")
        demo("--remove")
        self.assertEqual([page.slug for page in Page.objects.all()], ["about"])
        self.assertEqual(len(reader.content().pages), 2)

    def test_remove_keeps_an_account_of_the_same_name_that_is_not_ours(self) -> None:
        factories.make_staff("staff", email="staff@campaign.example")
        demo("--signatures", "0")
        demo("--remove")
        self.assertTrue(User.objects.filter(username="staff").exists())

    def test_an_account_that_has_left_work_behind_is_put_away_and_taken_out_again(self) -> None:
        told = demo("--signatures", "0")
        with transaction.atomic():
            changes.attribute_to(User.objects.get(username="staff"), "To try it")
            factories.make_picture()
        demo("--remove")
        password = told.split("password ")[1].split("\n")[0]
        self.assertFalse(self.client.login(username="staff", password=password))
        self.assertEqual(Edit.objects.latest("pk").author, User.objects.get(username="staff"))
        password = demo("--signatures", "0").split("password ")[1].split("\n")[0]
        self.assertTrue(self.client.login(username="staff", password=password))

    def test_the_password_is_printed_once_and_opens_the_admin(self) -> None:
        told = demo("--signatures", "0")
        password = told.split("password ")[1].split("\n")[0]
        self.assertTrue(self.client.login(username="staff", password=password))
        self.assertNotIn("password", demo("--signatures", "0"))

    def test_a_password_file_is_made_for_its_owner_alone_and_kept(self) -> None:
        with TemporaryDirectory() as folder:
            file = Path(folder) / "var" / "staff-password"
            told = demo("--signatures", "0", "--password-file", str(file))
            password = file.read_text().strip()
            self.assertNotIn(password, told)
            self.assertEqual(stat.S_IMODE(file.stat().st_mode), 0o600)
            self.assertTrue(self.client.login(username="staff", password=password))

            demo("--password-file", str(file))
            self.assertEqual(file.read_text().strip(), password)

            User.objects.all().delete()  # as when the database was made anew
            demo("--password-file", str(file))
            self.assertTrue(self.client.login(username="staff", password=password))

    def test_the_second_factor_is_kept_in_a_file_whose_codes_open_the_admin(self) -> None:
        with TemporaryDirectory() as folder:
            file, password_file = Path(folder) / "staff-otpauth", Path(folder) / "staff-password"
            given = ("--otpauth-file", str(file), "--password-file", str(password_file))
            told = demo("--signatures", "0", *given)
            url = file.read_text().strip()
            self.assertTrue(url.startswith("otpauth://totp/"))
            self.assertNotIn(url, told)
            self.assertEqual(stat.S_IMODE(file.stat().st_mode), 0o600)
            demo(*given)
            self.assertEqual(file.read_text().strip(), url)
            User.objects.all().delete()  # as when the database was made anew
            demo(*given)
            with self.settings(DEMO_OTPAUTH_FILE=file):
                code = StringIO()
                call_command("demo_code", stdout=code)
            page = self.client.post(
                "/admin/login/",
                {
                    "username": "staff",
                    "password": password_file.read_text().strip(),
                    "otp_token": code.getvalue().strip(),
                },
            )
            self.assertRedirects(page, "/admin/")

    def test_without_that_file_its_code_cannot_be_shown(self) -> None:
        refused = self.assertRaisesMessage(CommandError, "There is no /nowhere/staff-otpauth")
        with self.settings(DEMO_OTPAUTH_FILE=Path("/nowhere/staff-otpauth")), refused:
            call_command("demo_code")

    def test_a_loading_that_breaks_off_leaves_nothing_but_the_account(self) -> None:
        breaks = mock.patch.object(signatures, "write", side_effect=KeyboardInterrupt)
        with breaks, self.assertRaises(KeyboardInterrupt):
            demo("--signatures", "10")
        self.assertFalse(Detainee.objects.exists())
        self.assertTrue(User.objects.filter(username="staff").exists())
        demo("--signatures", "10")
        self.assertEqual(Detainee.objects.count(), 126)

    def test_a_mistake_in_a_data_file_is_told_in_one_line(self) -> None:
        mistake = Mistake(
            reader.FOLDER / "people" / "aygul-misal.toml", 7, "“x” is missing. Add it."
        )
        with (
            mock.patch.object(reader, "content", side_effect=mistake),
            self.assertRaisesMessage(
                CommandError, "demo/people/aygul-misal.toml:7: “x” is missing. Add it."
            ),
        ):
            demo("--signatures", "10")
        self.assertFalse(Detainee.objects.exists())

    def test_a_mistake_in_a_data_file_keeps_no_invented_person_on_the_site(self) -> None:
        demo("--signatures", "10")
        mistake = Mistake(reader.FOLDER / "pages" / "about.md", 1, "“slug” is missing. Add it.")
        with (
            mock.patch.object(reader, "content", side_effect=mistake),
            self.assertRaises(CommandError),
        ):
            demo("--remove")
        self.assertFalse(Detainee.objects.exists())
        self.assertFalse(User.objects.filter(username="staff").exists())
        demo("--remove")
        self.assertFalse(Page.objects.exists())

    def test_what_is_no_number_of_signatures_is_refused(self) -> None:
        for wrong in ("many", "-1", "1.5"):
            with self.assertRaises(CommandError):
                demo(f"--signatures={wrong}")


class PeopleAsWrittenTests(SiteTestCase):
    def test_shares_of_peoples_are_those_of_the_real_record(self) -> None:
        people = reader.content().people
        first = [str(person.ethnicities[0]) for person in people]
        self.assertEqual(first.count("uyghur"), 97)
        self.assertEqual(first.count("kazakh"), 13)
        self.assertEqual(
            set(first), {"uyghur", "kazakh", "kyrgyz", "uzbek", "tatar", "hui", "tajik"}
        )
        self.assertTrue(any(len(person.ethnicities) == 2 for person in people))
