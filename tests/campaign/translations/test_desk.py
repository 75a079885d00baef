"""The page of the desk on which one language of an item is written."""

from typing import ClassVar

from django.contrib.auth.models import User
from django.test import override_settings

from campaign.admin.first_page.entries import all_entries
from campaign.closed_records import records
from news.models import NewsItem, NewsItemTranslation
from tests.campaign.test_roles import make_member
from tests.desk import DeskTestCase
from tests.factories import make_detainee, make_news, make_staff, make_translation

TEXTS = {"headline": "ئۇ ئازاد", "standfirst": "قىسقىچە", "body": "ئۇ ئۆيدە."}


class PageTests(DeskTestCase):
    item: ClassVar[NewsItem]
    translator: ClassVar[User]

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.item = make_news(slug="free", headline="She is free", body="She is home.")
        cls.translator = make_member("Translators")

    def setUp(self) -> None:
        super().setUp()
        self.page = f"/admin/news/newsitem/{self.item.pk}/translations/ug/"

    def row(self) -> NewsItemTranslation:
        return NewsItemTranslation.objects.get()

    def test_the_original_stands_beside_fields_in_the_direction_of_the_language(self) -> None:
        page = self.client.get(self.page)
        self.assertContains(page, "She is home.")
        self.assertContains(page, 'lang="ug" dir="rtl"')
        self.assertContains(page, "There is no translation yet.")
        self.assertNotContains(page, "pull quote")  # the original has none

    def test_a_translator_saves_a_draft_that_no_one_outside_reads(self) -> None:
        self.client.force_login(self.translator)
        self.fill_in(self.page, TEXTS)
        row = self.row()
        self.assertEqual((row.headline, row.state), ("ئۇ ئازاد", "draft"))
        self.assertEqual(row.written_by, self.translator)
        self.assertEqual(row.made_from, self.item.text_digest)
        self.assertNotContains(self.client.get("/news/free/?lang=ug"), "ئۇ ئازاد")

    def test_a_translator_reviews_nothing_and_changes_no_original(self) -> None:
        self.client.force_login(self.translator)
        form = self.read(self.page)
        self.assertNotIn("_review", form.buttons)
        for button in ("_review", "_hide"):
            answer = self.client.post(self.page, form.values | TEXTS | {button: "x"})
            self.assertEqual(answer.status_code, 403)
        answer = self.client.post(f"/admin/news/newsitem/{self.item.pk}/change/", {"_save": "x"})
        self.assertEqual(answer.status_code, 403)
        self.assertFalse(NewsItemTranslation.objects.exists())

    def test_a_publisher_saves_and_reviews_in_one_step(self) -> None:
        with self.captureOnCommitCallbacks(execute=True):
            self.fill_in(self.page, TEXTS, press="_review")
        self.assertEqual(self.row().state, "reviewed")
        self.assertContains(self.client.get("/news/free/?lang=ug"), "ئۇ ئازاد")

    @override_settings(FOUR_EYES={"news"})
    def test_with_four_eyes_ones_own_stays_a_draft_and_a_colleague_reviews_it(self) -> None:
        page = self.fill_in(self.page, TEXTS, press="_review")
        self.assertContains(page, "You wrote it. Someone else has to read it.")
        self.assertEqual(self.row().state, "draft")
        self.client.force_login(make_staff("colleague"))
        self.fill_in(self.page, {}, press="_review")
        self.assertEqual(self.row().state, "reviewed")

    def test_a_draft_over_a_public_text_is_discarded_or_taken_off_with_it(self) -> None:
        make_translation(self.item, headline="بىرىنچى")
        self.fill_in(self.page, {"headline": "ئىككىنچى"})
        self.assertEqual(NewsItemTranslation.objects.count(), 2)
        self.fill_in(self.page, {}, press="_discard")
        self.assertEqual(self.row().headline, "بىرىنچى")
        self.fill_in(self.page, {}, press="_hide")
        self.assertEqual(self.row().state, "draft")

    def test_what_changed_in_the_original_is_marked_and_stays_to_be_said(self) -> None:
        make_translation(self.item)
        self.client.post(
            f"/admin/news/newsitem/{self.item.pk}/change/",
            self.read(f"/admin/news/newsitem/{self.item.pk}/change/").values
            | {"body": "She is home again.", "_publish": "x"},
        )
        page = self.client.get(self.page)
        self.assertContains(page, "<ins>")
        self.assertContains(page, "The original has changed since")
        self.item.refresh_from_db()
        self.fill_in(self.page, {"headline": "باشقا"})
        draft = NewsItemTranslation.objects.drafts().get()
        self.assertNotEqual(draft.made_from, self.item.text_digest)
        self.fill_in(self.page, {"follows": "on"})
        draft.refresh_from_db()
        self.assertEqual(draft.made_from, self.item.text_digest)

    def test_a_draft_is_previewed_as_the_public_would_read_it(self) -> None:
        make_translation(self.item, state="draft", headline="ئۇ ئازاد")
        preview = f"/admin/news/newsitem/{self.item.pk}/preview/"
        self.assertContains(self.client.get(self.page), f"{preview}?lang=ug")
        self.assertContains(self.client.get(f"{preview}?lang=ug"), "ئۇ ئازاد")
        self.assertNotContains(self.client.get(preview), "ئۇ ئازاد")
        self.client.force_login(self.translator)
        self.assertContains(self.client.get(f"{preview}?lang=ug"), "ئۇ ئازاد")

    def test_who_may_not_write_translations_sees_no_draft(self) -> None:
        person = make_detainee("Aygül Misal")
        make_translation(person, state="draft", story="ئۇنىڭ ھېكايىسى")
        preview = f"/admin/profiles/detainee/{person.pk}/preview/?lang=ug"
        self.assertContains(self.client.get(preview), "ئۇنىڭ ھېكايىسى")
        self.client.force_login(make_member("Newsroom"))
        self.assertNotContains(self.client.get(preview), "ئۇنىڭ ھېكايىسى")

    def test_two_translators_see_each_others_text_before_one_replaces_the_other(self) -> None:
        form = self.read(self.page)
        self.fill_in(self.page, TEXTS)
        answer = self.client.post(self.page, form.values | {"headline": "باشقا", "_save": "x"})
        self.assertContains(answer, "It was changed after you looked at it.")
        self.assertContains(answer, "What a colleague has saved since")
        self.assertContains(answer, "باشقا")
        self.assertEqual(self.row().headline, "ئۇ ئازاد")
        self.fill_in(self.page, {"headline": "باشقا"})
        self.assertEqual(self.row().headline, "باشقا")

    def test_mistakes_show_the_form_as_it_was_typed(self) -> None:
        form = self.read(self.page)
        for typed in ({"headline": "x" * 121}, {"body": "![](picture:99)"}, {"seen": "no"}):
            answer = self.client.post(self.page, form.values | TEXTS | typed | {"_save": "x"})
            self.assertEqual(answer.status_code, 200)
            self.assertContains(answer, "ئۇ ئۆيدە." if "body" not in typed else "picture:99")
        self.assertFalse(NewsItemTranslation.objects.exists())

    def test_hostile_input_is_no_error_of_the_server(self) -> None:
        for data in (
            {}, {"_save": "x"}, {"_review": "x"}, {"_hide": "x"}, {"_discard": "x"},
            {"_save": "x", "headline": "\x00", "made_from": "y" * 500, "seen": "none"},
        ):  # fmt: skip
            self.assertLess(self.client.post(self.page, data).status_code, 500, data)

    def test_a_language_that_no_one_knows_or_of_the_original_has_no_page(self) -> None:
        for code in ("en", "xx", "UG"):
            address = f"/admin/news/newsitem/{self.item.pk}/translations/{code}/"
            self.assertEqual(self.client.get(address).status_code, 404)

    def test_the_form_of_the_item_leads_to_each_language_with_its_state(self) -> None:
        make_translation(self.item)
        page = self.client.get(f"/admin/news/newsitem/{self.item.pk}/change/")
        self.assertContains(page, self.page)
        self.assertContains(page, "badge-reviewed")
        self.assertContains(page, "badge-missing")


class ClosedRecordTests(DeskTestCase):
    def test_what_is_closed_to_a_translator_is_closed_in_every_language(self) -> None:
        person = make_detainee("Aygül Misal")
        make_translation(person, story="ئۇنىڭ ھېكايىسى")
        records.limit(person, groups=(), staff=(self.staff,), by=self.staff)
        page = f"/admin/profiles/detainee/{person.pk}/translations/ug/"
        self.assertContains(self.client.get(page), "ئۇنىڭ ھېكايىسى")
        self.client.force_login(make_member("Translators"))
        for answer in (self.client.get(page), self.client.post(page, {"_save": "x"})):
            self.assertEqual(answer.status_code, 302)


class FirstPageTests(DeskTestCase):
    """What waits: a draft for those who review, and what is outdated for those who write."""

    def rows(self, name: str) -> list[str]:
        entries = all_entries(self.client.get("/admin/").wsgi_request)
        return [str(row.text) for each in entries if each.name == name for row in each.rows]  # type: ignore[union-attr]

    def test_outdated_and_waiting_translations_of_what_one_may_see(self) -> None:
        old, new = make_news(headline="Old"), make_news(headline="New")
        make_translation(old)
        make_translation(new)
        make_translation(make_news(headline="Waiting"), state="draft")
        NewsItem.objects.filter(pk=old.pk).update(body="Changed.")
        self.assertEqual(self.rows("translations-outdated"), ["Old"])
        self.assertEqual(self.rows("translations-drafts"), ["Waiting"])
        self.client.force_login(make_member("Translators"))
        self.assertEqual(self.rows("translations-outdated"), ["Old"])
        self.assertEqual(self.rows("translations-drafts"), [])
        self.client.force_login(make_member("Moderators"))
        self.assertEqual(self.rows("translations-outdated"), [])

    def test_the_list_is_filtered_by_the_state_of_translations(self) -> None:
        old, new = make_news(headline="Old"), make_news(headline="New")
        make_translation(old)
        make_translation(new)
        make_news(headline="Untranslated")
        NewsItem.objects.filter(pk=old.pk).update(body="Changed.")
        for state, headlines in (
            ("outdated", {"Old"}), ("reviewed", {"Old", "New"}), ("missing", {"Untranslated"}), ("draft", set()),
        ):  # fmt: skip
            page = self.client.get(f"/admin/news/newsitem/?translations={state}")
            self.assertEqual({each.headline for each in page.context["cl"].result_list}, headlines)
