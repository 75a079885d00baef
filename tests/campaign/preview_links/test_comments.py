"""What a reader outside says about a text: stored encrypted, announced without a word of it, deleted in time."""

from datetime import timedelta
from unittest import mock

from django.core import mail
from django.utils import timezone

from campaign.preview_links import comments, links, periods
from campaign.preview_links.models import PreviewComment, PreviewLink
from campaign.publishing.workflow import State
from profiles.models import Detainee
from profiles.safety import erasure
from tests.campaign.accounts.staff import send_emails
from tests.campaign.preview_links.links import make_link, open_door
from tests.desk import DeskTestCase
from tests.factories import make_detainee

SAID = {"about": "names", "verdict": "change", "text": "Her name is Reyhangul."}


class CommentTests(DeskTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.staff.email = "staff@campaign.example"
        self.staff.save()
        self.person: Detainee = make_detainee("Aygül Misal", state=State.DRAFT)
        self.link, door = make_link(self.person, self.staff)
        self.text = open_door(self.client, door)
        self.client.logout()

    def test_it_is_stored_encrypted_and_staff_read_it_at_the_item(self) -> None:
        answer = self.client.post(self.text, SAID)
        self.assertRedirects(answer, f"{self.text}#said", 303, fetch_redirect_response=False)
        self.assertContains(self.client.get(self.text), "We have received one comment")
        [stored] = PreviewComment.objects.values_list("text", flat=True)
        self.assertTrue(stored.startswith("encrypted:"))
        self.client.force_login(self.staff)
        page = self.client.get(f"/admin/profiles/detainee/{self.person.pk}/links/")
        self.assertContains(page, "Her name is Reyhangul.")
        self.assertContains(page, "Answered: one comment")

    def test_the_page_does_not_show_what_was_said(self) -> None:
        """Whoever has the link could read it."""
        self.client.post(self.text, SAID)
        self.assertNotContains(self.client.get(self.text), "Reyhangul")

    def test_whoever_asked_gets_one_email_a_day_that_says_nothing(self) -> None:
        for _number in range(3):
            self.client.post(self.text, SAID)
        send_emails()
        [email] = mail.outbox
        self.assertEqual(email.to, ["staff@campaign.example"])
        self.assertIn(f"/admin/profiles/detainee/{self.person.pk}/links/", str(email.body))
        for word in ("Reyhan", "Aygül", "name is"):
            self.assertNotIn(word, f"{email.subject} {email.body}")

    def test_a_mistake_is_said_and_nothing_typed_is_lost(self) -> None:
        for typed, words in (
            ({"about": "names", "verdict": "change"}, "Write what must change."),
            ({"text": "Only this"}, "Choose one of the three."),
            (SAID | {"about": "nothing"}, "Select a valid choice"),
            (SAID | {"text": "x" * (comments.MAX_LENGTH + 1)}, "at most 5000"),
        ):
            page = self.client.post(self.text, typed)
            self.assertContains(page, words, status_code=422)
            self.assertContains(page, typed.get("text", ""), status_code=422)
        self.assertFalse(PreviewComment.objects.exists())

    def test_what_someone_sends_the_next_morning_is_received_and_opens_nothing(self) -> None:
        PreviewLink.objects.update(max_openings=1)
        morning = timezone.now().timestamp() + periods.READING.total_seconds() + 9
        with mock.patch("time.time", return_value=morning):
            page = self.client.post(self.text, SAID)
            self.assertContains(page, "We have received your comment.")
            mistaken = self.client.post(self.text, SAID | {"verdict": ""})
            self.assertContains(mistaken, SAID["text"], status_code=422)
            self.assertContains(mistaken, "Choose one of the three.", status_code=422)
            for answer in (page, mistaken):
                self.assertNotIn("Aygül", answer.text)
                self.assertEqual(answer["Cache-Control"], "no-store")
            self.assertEqual(self.client.get(self.text).status_code, 303)
            self.assertEqual(self.client.get(f"{self.text}files/x").status_code, 404)
        self.assertEqual(PreviewComment.objects.count(), 1)

    def test_only_a_pass_of_this_link_takes_a_comment(self) -> None:
        answer = self.client.post(f"{self.text[:-2]}/", SAID)
        self.assertEqual(answer.status_code, 303)
        self.assertFalse(PreviewComment.objects.exists())

    def test_that_it_is_right_needs_no_words(self) -> None:
        self.client.post(self.text, {"about": "whole", "verdict": "right"})
        self.assertEqual(PreviewComment.objects.get().verdict, "right")

    def test_a_link_takes_so_many_comments_and_no_more(self) -> None:
        today = timezone.localdate()
        PreviewComment.objects.bulk_create(
            PreviewComment(link=self.link, about="whole", verdict="right", on=today)
            for _number in range(comments.MOST)
        )
        page = self.client.post(self.text, SAID)
        self.assertContains(page, "can take no more", status_code=422)

    def test_link_name_and_comments_are_deleted_some_time_after_the_link_has_ended(self) -> None:
        self.client.post(self.text, SAID)
        links.revoke(self.link, by=self.staff)
        links.delete_old()
        self.assertEqual(PreviewComment.objects.count(), 1)
        PreviewLink.objects.update(revoked_at=timezone.now() - periods.KEPT - timedelta(minutes=1))
        links.delete_old()
        self.assertFalse(PreviewLink.objects.exists())
        self.assertFalse(PreviewComment.objects.exists())

    def test_erasing_the_person_deletes_link_and_comments(self) -> None:
        self.client.post(self.text, SAID)
        erasure.erase(self.person, author=self.staff)
        self.assertFalse(PreviewLink.objects.exists())
        self.assertFalse(PreviewComment.objects.exists())
