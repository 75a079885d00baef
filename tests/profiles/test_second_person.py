"""Where the campaign wants a second person, nobody publishes what they wrote alone."""

from django.core.exceptions import ValidationError
from django.test import override_settings

from campaign import history, publishing
from profiles.models import Detainee
from tests.desk import DeskTestCase
from tests.factories import make_detainee, make_staff

PEOPLE = "/admin/profiles/detainee/"


@override_settings(SECOND_PERSON=True)
class SecondPersonTests(DeskTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.person = make_detainee("Aygül Misal", state="draft", publish_at=None)
        self.other = make_staff("other")
        history.sign(self.staff)
        self.person.quotes.create(text="We wait.", speaker="Her mother")

    def test_who_changed_it_last_is_refused_and_somebody_else_is_not(self) -> None:
        with self.assertRaisesMessage(ValidationError, "Somebody else has to read it"):
            publishing.publish(self.person, author=self.staff)
        self.person.refresh_from_db()
        self.assertEqual(self.person.state, "draft")
        publishing.publish(self.person, author=self.other)
        self.assertTrue(self.person.is_published)

    def test_handing_it_in_is_no_change_of_it(self) -> None:
        publishing.submit(self.person, author=self.other)
        publishing.publish(self.person, author=self.other)
        self.assertTrue(self.person.is_published)

    def test_who_corrects_it_before_publishing_needs_another_one_in_turn(self) -> None:
        self.client.force_login(self.other)
        page = self.fill_in(
            f"{PEOPLE}{self.person.pk}/change/", {"summary": "Corrected."}, press="_publish"
        )
        self.assertContains(page, "You changed it last.")
        self.person.refresh_from_db()
        self.assertEqual((self.person.summary, self.person.state), ("Corrected.", "draft"))
        publishing.publish(Detainee.objects.get(pk=self.person.pk), author=self.staff)

    def test_what_an_import_wrote_may_be_published_by_anybody(self) -> None:
        history.sign(None, "An import")
        self.person.names.update(text="Aygul Misal")
        publishing.publish(self.person, author=self.staff)
        self.assertTrue(self.person.is_published)

    def test_one_is_enough_where_the_campaign_does_not_ask_for_two(self) -> None:
        with override_settings(SECOND_PERSON=False):
            publishing.publish(self.person, author=self.staff)
        self.assertTrue(self.person.is_published)
