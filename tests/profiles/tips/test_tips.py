"""Tips: sent without a name, answered through a code, read by few, erased in the end."""

import re
from datetime import timedelta

from django.contrib.auth.models import Group, User
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as PropertyTestCase

from campaign.web.models import Limit
from profiles.models import Detainee, Tip, TipMessage
from profiles.models.vocabulary import TipKind
from profiles.safety import merge
from profiles.tips import conversation
from tests.desk import DeskTestCase, FormReader
from tests.factories import make_detainee, make_staff
from tests.testcases import SiteTestCase

SECRET = "He was seen in the second courtyard."


class TellTests(SiteTestCase):
    def tell(self, **fields: str) -> str:
        """Send a tip and return the page that answers."""
        given = {"kind": "news", "text": SECRET} | fields
        return self.client.post("/profiles/tell/", given).content.decode()

    def code_in(self, page: str) -> str:
        found = re.search(r'<code dir="ltr">([0-9A-Z-]+)</code>', page)
        assert found
        return found[1]

    def test_whoever_tells_something_gets_a_code_and_comes_back_with_it(self) -> None:
        self.assertContains(self.client.get("/profiles/tell/"), "<h1>Tell us what you know</h1>")
        code = self.code_in(self.tell())
        self.assertGreaterEqual(5 * len(code.replace("-", "")), 128)
        for typed in (code, code.lower(), code.replace("-", " "), f"  {code}\n"):
            with self.subTest(typed):
                page = self.client.post("/profiles/tell/again/", {"code": typed})
                self.assertContains(page, SECRET)
                self.assertIn("no-store", page["Cache-Control"])

    def test_more_can_be_added_and_opens_it_again(self) -> None:
        code = self.code_in(self.tell())
        Tip.objects.update(state="closed")
        page = self.client.post("/profiles/tell/again/", {"code": code, "text": "And in May."})
        self.assertContains(page, "And in May.")
        self.assertEqual(Tip.objects.get().state, "new")

    def test_a_mistake_loses_nothing_that_was_typed(self) -> None:
        for fields, said in (
            ({"kind": ""}, "Choose what it is about."),
            ({"text": " "}, "Write what you want to tell us."),
            ({"about": "Aygül"}, "Enter a reference like P-0042, or leave this empty."),
            ({"text": "a" * (conversation.MAX_LENGTH + 1)}, "at most 10000 characters"),
        ):
            with self.subTest(said):
                response = self.client.post(
                    "/profiles/tell/", {"kind": "news", "about": "P-7", "text": SECRET} | fields
                )
                self.assertContains(response, said, status_code=422)
                self.assertContains(response, fields.get("text", SECRET), status_code=422)
        code = self.code_in(self.tell())
        response = self.client.post("/profiles/tell/again/", {"code": code, "text": ""})
        self.assertContains(response, "Write your message.", status_code=422)

    def test_a_wrong_code_opens_nothing(self) -> None:
        self.tell()
        for typed in ("", "AAAA-BBBB", "a" * 81, "‮", "ſ"):
            with self.subTest(typed):
                response = self.client.post("/profiles/tell/again/", {"code": typed})
                self.assertEqual(response.status_code, 422)
                self.assertNotIn(SECRET, response.text)

    def test_the_page_of_a_person_leads_there(self) -> None:
        person = make_detainee()
        self.assertContains(
            self.client.get(person.get_absolute_url()),
            f'href="/profiles/tell/?about={person.reference}"',
        )
        page = self.client.get(f"/profiles/tell/?about={person.reference}")
        self.assertContains(page, f'value="{person.reference}"')
        self.tell(about=person.reference)
        self.assertEqual(Tip.objects.get().about, person)

    def test_the_reference_of_who_was_merged_means_who_stayed(self) -> None:
        kept, gone = make_detainee(), make_detainee()
        merge.merge(kept, gone, take=[], author=make_staff())
        self.tell(about=gone.reference)
        self.assertEqual(Tip.objects.get().about, kept)

    def test_nobody_learns_of_people_who_are_not_public(self) -> None:
        hidden = make_detainee(state="draft")
        answers = set()
        for reference in (hidden.reference, "P-99999"):
            page = self.tell(about=reference)
            answers.add(page.replace(self.code_in(page), ""))
        self.assertEqual(len(answers), 1)
        self.assertFalse(Tip.objects.filter(about__isnull=False).exists())

    def test_a_flood_from_one_network_is_stopped_and_loses_nothing(self) -> None:
        Limit.objects.filter(use="tips").update(burst=2)
        cache.clear()
        self.tell()
        self.tell()
        self.assertIn(SECRET, self.tell())
        self.assertEqual(Tip.objects.count(), 2)


class StorageTests(SiteTestCase):
    def test_the_database_holds_neither_text_nor_code_nor_time_nor_address(self) -> None:
        code = conversation.submit(TipKind.NEWS, SECRET)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT t::text FROM profiles_tip t UNION SELECT m::text FROM profiles_tipmessage m"
            )
            rows = " ".join(row for (row,) in cursor.fetchall())
        self.assertNotIn(SECRET, rows)
        self.assertNotIn(code, rows)
        self.assertNotRegex(rows, r"\d\d:\d\d")
        self.assertNotIn("127.0.0.1", rows)

    def test_it_ends(self) -> None:
        today = timezone.now().date()
        for state, age, kept in (
            ("closed", 89, True), ("closed", 91, False), ("new", 700, True), ("at_work", 731, False),
        ):  # fmt: skip
            with self.subTest(state=state, age=age):
                conversation.submit(TipKind.NEWS, SECRET)
                Tip.objects.update(state=state, last_on=today - timedelta(days=age))
                conversation.erase_expired()
                self.assertEqual(Tip.objects.exists(), kept)
                self.assertEqual(TipMessage.objects.exists(), kept)
                Tip.objects.all().delete()

    def test_a_conversation_has_an_end(self) -> None:
        tip = conversation.find(conversation.submit(TipKind.NEWS, SECRET))
        assert tip
        TipMessage.objects.bulk_create(
            TipMessage(tip=tip, text="x", on=tip.told_on)
            for _ in range(conversation.MAX_MESSAGES - 1)
        )
        with self.assertRaises(ValidationError):
            conversation.add_message(tip, "one more")

    def test_nothing_is_published_because_of_it(self) -> None:
        person = make_detainee()
        before = Detainee.objects.values().get()
        conversation.submit(TipKind.CORRECTION, SECRET, about=person.pk)
        self.assertEqual(Detainee.objects.values().get(), before)


ANY = st.characters(
    exclude_characters="\0", exclude_categories=["Cs"]
)  # without those that no form accepts


class AnyTextTests(PropertyTestCase):
    @given(st.text(ANY, min_size=1, max_size=300))
    def test_any_text_is_taken_or_refused_in_words(self, text: str) -> None:
        response = self.client.post("/profiles/tell/", {"kind": "other", "text": text})
        self.assertIn(response.status_code, {200, 422})

    @given(st.text(ANY, max_size=90))
    def test_any_code_is_answered(self, code: str) -> None:
        self.assertEqual(self.client.post("/profiles/tell/again/", {"code": code}).status_code, 422)


class DeskTests(DeskTestCase):
    def member(self, group: str) -> User:
        user = User.objects.create_user(group.replace(" ", ""), is_staff=True)
        user.groups.add(Group.objects.get(name=group))
        self.client.force_login(user)
        return user

    def test_they_are_read_by_a_group_of_their_own(self) -> None:
        tip = conversation.find(conversation.submit(TipKind.NEWS, SECRET))
        assert tip
        page = reverse("admin:profiles_tip_change", args=[tip.pk])
        for group, status in (("Editors", 403), ("Publishers", 403), ("Tip readers", 200)):
            with self.subTest(group):
                self.member(group)
                response = self.client.get(page)
                self.assertEqual(response.status_code, status)
                self.assertEqual(SECRET in response.text, status == 200)
                self.assertNotIn(
                    SECRET, self.client.get(reverse("admin:profiles_tip_changelist")).text
                )

    def test_an_answer_is_found_by_who_comes_back(self) -> None:
        code = conversation.submit(TipKind.NEWS, SECRET)
        tip = conversation.find(code)
        assert tip
        self.member("Tip readers")
        response = self.client.post(
            reverse("admin:profiles_tip_change", args=[tip.pk]),
            {"state": "new", "about": "", "answer": "In which year was that?"},
        )
        self.assertEqual(response.status_code, 302)
        tip.refresh_from_db()
        self.assertEqual(tip.state, "at_work")
        self.client.logout()
        page = self.client.post("/profiles/tell/again/", {"code": code})
        self.assertContains(page, "In which year was that?")
        self.assertNotContains(
            page, "Tipreaders"
        )  # visitors do not see which member of staff wrote it

    def test_nothing_is_closed_that_was_written_to_since_it_was_opened(self) -> None:
        tip = conversation.find(conversation.submit(TipKind.NEWS, SECRET))
        assert tip
        self.member("Tip readers")
        page = reverse("admin:profiles_tip_change", args=[tip.pk])
        form = self.read(page)
        conversation.add_message(tip, "He is in another prison now.")
        answer = self.send(page, form, {"state": "closed", "answer": "Thank you."})
        self.assertContains(answer, "A new message arrived after you opened this.")
        self.assertContains(answer, "He is in another prison now.")
        self.assertContains(answer, "Thank you.")
        tip.refresh_from_db()
        self.assertEqual((tip.state, tip.messages.count()), ("new", 2))
        self.send(page, FormReader(answer.text), {})
        tip.refresh_from_db()
        self.assertEqual((tip.state, tip.messages.count()), ("closed", 3))

    def test_editors_may_edit_every_part_of_a_profile(self) -> None:
        editor = self.member("Editors")
        for part in (
            "legalcase",
            "reason",
            "quote",
            "reply",
            "relationship",
            "amendment",
            "externalrecord",
        ):
            self.assertTrue(editor.has_perm(f"profiles.add_{part}"), part)
