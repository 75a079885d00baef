"""Staff write a petition from scratch. They can view signatures, without email addresses, and not change them."""

from datetime import timedelta
from typing import ClassVar
from unittest import mock

from django.utils import timezone

from petitions.admin.signature.signature import BoundedPaginator
from petitions.counting import tallies
from petitions.models import Addressee, Petition, Signature
from tests.campaign.test_roles import make_member
from tests.desk import DeskTestCase
from tests.factories import make_detainee, make_petition, make_signature

PETITIONS = "/admin/petitions/petition/"
SIGNATURES = "/admin/petitions/signature/"
LIST_QUERIES = 11
SIGNATURE_QUERIES = 11  # one asks for saved views


def change(petition: Petition) -> str:
    return f"{PETITIONS}{petition.pk}/change/"


class PetitionTests(DeskTestCase):
    def test_a_petition_is_written_and_published(self) -> None:
        self.fill_in("/admin/petitions/addressee/add/", {"name": "The Commissioner"})
        words = {
            "title": "Free the bakers",
            "slug": "bakers",
            "summary": "They baked.",
            "demand": "Ask for their release.",
            "letter": "We ask you to speak.",
            "addressee": str(Addressee.objects.get().pk),
            "people": [str(make_detainee().pk)],
            "goal": "5000",
        }
        self.fill_in(f"{PETITIONS}add/", words, press="_publish")
        page = self.client.get("/petitions/bakers/")
        for shown in ("Free the bakers", "The Commissioner", "We ask you to speak.", "Aygül Misal"):
            self.assertContains(page, shown)

    def test_what_cannot_be_is_refused_in_words(self) -> None:
        petition = make_petition(state="draft")
        closes = {"closes_at_0": "2001-01-01", "closes_at_1": "00:00"}
        page = self.fill_in(change(petition), closes)
        self.assertContains(page, "It must close after it opens.")
        self.assertContains(self.fill_in(change(petition), {"goal": "0"}), "at least 1")

    def test_the_letter_is_fixed_with_the_first_signature(self) -> None:
        petition = make_petition()
        self.fill_in(change(petition), {"letter": "Other words."})
        make_signature(petition, confirmed=False)
        self.fill_in(change(petition), {"letter": "Third words.", "summary": "A new summary."})
        petition.refresh_from_db()
        self.assertEqual((petition.letter, petition.summary), ("Other words.", "A new summary."))

    def test_links_for_a_hand_over_are_shown_to_staff_with_the_right(self) -> None:
        petition = make_petition()
        for group, links in (("Editors", 0), ("Petition managers", 3)):
            self.client.force_login(make_member(group))
            page = self.client.get(change(petition)).text
            self.assertEqual(page.count(f"add/?petition={petition.pk}"), links, group)
            self.assertIn("Not yet.", page)

    def test_it_shows_how_many_signed_and_how_many_have_yet_to_confirm(self) -> None:
        petition = make_petition()
        for _ in range(3):
            make_signature(petition)
        tallies.fold()
        make_signature(petition)
        make_signature(petition, confirmed=False)
        self.assertContains(self.client.get(change(petition)), "4 confirmed, 1 waiting")
        self.assertContains(
            self.client.get(PETITIONS), 'data-label="Signatures" class="field-confirmed">4</td>'
        )

    def test_a_petition_with_signatures_cannot_be_deleted_even_as_a_draft(self) -> None:
        petition = make_petition(state="draft")
        make_signature(petition)
        self.client.post(f"{PETITIONS}{petition.pk}/delete/", {"post": "yes"})
        self.assertTrue(Petition.objects.exists())

    def test_a_draft_is_previewed(self) -> None:
        petition = make_petition(state="draft")
        page = self.client.get(f"{PETITIONS}{petition.pk}/preview/")
        self.assertContains(page, "We ask you to speak for them.")
        self.assertContains(page, "only staff see this page")

    def test_a_preview_shows_the_form_that_the_public_will_see_and_the_state_that_there_is(
        self,
    ) -> None:
        for fields in ({"state": "draft", "publish_at": None}, {"state": "withdrawn"}):
            petition = make_petition(**fields)
            page = self.client.get(f"{PETITIONS}{petition.pk}/preview/")
            with self.subTest(fields):
                self.assertContains(page, 'name="country"')
                self.assertContains(page, f"badge-{petition.state}")
                petition.refresh_from_db()
                self.assertEqual(petition.state, fields["state"])
        closed = make_petition(state="draft", closes_at=timezone.now())
        page = self.client.get(f"{PETITIONS}{closed.pk}/preview/")
        self.assertNotContains(page, 'name="country"')

    def test_the_list_takes_the_same_number_of_queries_however_long(self) -> None:
        make_petition()
        with self.assertNumQueries(LIST_QUERIES):
            self.client.get(PETITIONS)
        for _ in range(10):
            make_signature(make_petition())
        with self.assertNumQueries(LIST_QUERIES):
            self.client.get(PETITIONS)


class SignatureTests(DeskTestCase):
    petition: ClassVar[Petition]
    signature: ClassVar[Signature]

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.petition = make_petition()
        cls.signature = make_signature(
            cls.petition, "canary@example.org", confirmed=False, name="Jane Roe", country="FR"
        )
        make_signature(cls.petition, name="Richard Roe", country="DE")

    def test_no_page_shows_an_address_or_its_digest(self) -> None:
        digest = bytes(self.signature.email_digest).hex()
        self.state_reason()
        for address in (
            SIGNATURES, self.concealed(SIGNATURES, q="Jane"), f"{SIGNATURES}{self.signature.pk}/change/",
            f"{SIGNATURES}{self.signature.pk}/history/",
        ):  # fmt: skip
            with self.subTest(address):
                page = self.client.get(address)
                self.assertEqual(page.status_code, 200)
                self.assertNotContains(page, "canary")
                self.assertNotContains(page, digest[:16])
                self.assertNotContains(page, "@example.org")

    def test_addresses_cannot_be_guessed_at_by_filters(self) -> None:
        for query in (
            "email__startswith=c",
            "email_digest=x",
            "email__isnull=1",
            "tokens__digest=x",
        ):
            with self.subTest(query):
                self.assertEqual(self.client.get(f"{SIGNATURES}?{query}").status_code, 400)

    def test_they_are_found_by_name_country_state_and_day(self) -> None:
        old = timezone.now() - timedelta(days=20)
        make_signature(self.petition, name="Older Roe", country="FR", signed_at=old)
        self.state_reason()
        search = self.concealed(SIGNATURES, q="richard").partition("?")[2]
        for query, found in (
            (search, {"Richard"}),
            ("country=FR", {"Jane", "Older"}),
            ("state=confirmed", {"Richard", "Older"}),
            ("signed=7", {"Jane", "Richard"}),
            ("signed=30&country=FR", {"Jane", "Older"}),
            ("country=TV", set()),
        ):
            with self.subTest(query):
                page = self.client.get(f"{SIGNATURES}?{query}")
                names = {
                    name for name in ("Jane", "Richard", "Older") if f"{name} Roe" in page.text
                }
                self.assertEqual(names, found)

    def test_a_name_is_shown_until_it_is_confirmed_and_then_if_its_signer_chose_so(self) -> None:
        self.state_reason()
        typed = {"name": "Asya Roe", "city": "Osh", "comment": "For my aunt."}
        for visibility, confirmed, shown, hidden in (
            ("counted", False, ("Asya Roe", "Osh", "For my aunt."), ()),
            ("initials", True, ("A. R.", "For my aunt."), ("Asya Roe", "Osh")),
            ("counted", True, ("(not named)",), ("Asya Roe", "Osh", "For my aunt.")),
        ):
            one = make_signature(self.petition, confirmed=confirmed, visibility=visibility, **typed)
            page = self.client.get(f"{SIGNATURES}{one.pk}/change/")
            with self.subTest(visibility):
                for words in shown:
                    self.assertContains(page, words)
                for words in hidden:
                    self.assertNotContains(page, words)
        self.assertContains(self.client.get(SIGNATURES), "(not named)", count=1)

    def test_no_one_adds_or_changes_them(self) -> None:
        one = f"{SIGNATURES}{self.signature.pk}/"
        for address in (f"{SIGNATURES}add/", f"{one}change/"):
            with self.subTest(address):
                self.assertEqual(self.client.post(address, {"post": "yes"}).status_code, 403)
        self.assertEqual(Signature.objects.count(), 2)

    def test_the_list_takes_the_same_number_of_queries_however_long(self) -> None:
        with self.assertNumQueries(SIGNATURE_QUERIES):
            self.client.get(SIGNATURES)
        for _ in range(10):
            make_signature(self.petition)
        with self.assertNumQueries(SIGNATURE_QUERIES):
            self.client.get(SIGNATURES)

    def test_it_is_not_counted_beyond_what_anybody_leafs_through(self) -> None:
        rows = Signature.objects.order_by("-pk")
        self.assertEqual(BoundedPaginator(rows, 50).count, 2)
        with self.assertNumQueries(1) as counted:
            BoundedPaginator(rows, 50).count  # noqa: B018
        self.assertIn(f"LIMIT {BoundedPaginator.MAX_COUNT}", counted.captured_queries[0]["sql"])
        self.assertNotIn("email", counted.captured_queries[0]["sql"])

    def test_a_list_that_is_cut_off_says_so(self) -> None:
        cut_off = "These are the newest, and there are more"
        self.assertNotContains(self.client.get(SIGNATURES), cut_off)
        with mock.patch.object(BoundedPaginator, "MAX_COUNT", 2):
            self.assertContains(self.client.get(SIGNATURES), cut_off)
            self.assertContains(self.client.get(f"{SIGNATURES}export/"), "More than 2 signatures")
