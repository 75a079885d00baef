"""Drafts, reviews and taking off the site: what stands in the database, and what visitors read of it."""

from datetime import timedelta
from typing import Any, ClassVar

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.test import override_settings
from django.utils import timezone

from campaign.activity.models import Activity
from campaign.history import revert
from campaign.history.changes import start_new_edit
from campaign.history.models import Change, Edit
from campaign.publishing import four_eyes, workflow
from campaign.translations import editing
from campaign.translations.languages import BY_CODE
from campaign.translations.states import Status, statuses
from campaign.web import page_cache
from news.models import NewsItem, NewsItemTranslation
from profiles.models import Detainee, Name
from profiles.safety import erasure, linked_pages
from tests.factories import make_detainee, make_news, make_staff, make_translation
from tests.testcases import SiteTestCase

UYGHUR = BY_CODE["ug"]


class EditingTestCase(SiteTestCase):
    writer: ClassVar[User]
    reader: ClassVar[User]
    item: ClassVar[NewsItem]

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.writer, cls.reader = make_staff("writer"), make_staff("reader")
        cls.item = make_news(slug="free", headline="She is free", body="She is home.")

    def seen(self) -> str:
        draft, reviewed = editing.rows_of(self.item, UYGHUR)
        return editing.version_of(draft or reviewed)

    def save(self, headline: str = "ئۇ ئازاد", *, author: Any = None, **texts: str) -> None:
        whole = dict.fromkeys(self.item.translated_fields, "") | {
            "headline": headline, "standfirst": "قىسقىچە", "body": "ئۇ ئۆيدە.",
        }  # fmt: skip
        editing.save_draft(
            self.item, UYGHUR, whole | texts,
            made_from=self.item.text_digest, author=author or self.writer, seen=self.seen(),
        )  # fmt: skip

    def review(self, author: Any = None) -> None:
        editing.review(self.item, UYGHUR, author=author or self.reader, seen=self.seen())

    def public(self) -> str:
        page_cache.invalidate()
        return str(self.client.get("/news/free/?lang=ug").text)

    def status(self) -> Status:
        item = NewsItem.objects.get(pk=self.item.pk)
        return next(each.status for each in statuses(item) if each.language == UYGHUR)


class ReviewTests(EditingTestCase):
    def test_a_language_goes_from_missing_to_draft_to_reviewed_to_outdated(self) -> None:
        self.assertEqual(self.status(), Status.MISSING)
        self.save()
        self.assertEqual(self.status(), Status.DRAFT)
        self.assertNotIn("ئۇ ئازاد", self.public())
        self.review()
        self.assertEqual(self.status(), Status.REVIEWED)
        NewsItem.objects.filter(pk=self.item.pk).update(body="She is home again.")
        self.assertEqual(self.status(), Status.OUTDATED)

    def test_the_reviewed_text_stays_public_until_the_next_one_is_reviewed(self) -> None:
        self.save("بىرىنچى")
        self.review()
        self.save("ئىككىنچى")
        self.assertIn("بىرىنچى", self.public())
        self.assertNotIn("ئىككىنچى", self.public())
        self.review()
        self.assertIn("ئىككىنچى", self.public())
        self.assertEqual(self.item.translations.count(), 1)

    def test_a_text_that_changed_since_it_was_looked_at_is_not_reviewed(self) -> None:
        self.save()
        seen = self.seen()
        self.save("ئىككىنچى")
        with self.assertRaisesMessage(ValidationError, "changed after you looked at it"):
            editing.review(self.item, UYGHUR, author=self.reader, seen=seen)

    def test_two_translators_do_not_overwrite_each_other(self) -> None:
        seen = self.seen()
        self.save()
        with self.assertRaisesMessage(ValidationError, "changed after you looked at it"):
            editing.save_draft(
                self.item, UYGHUR, {}, made_from="", author=self.reader, seen=seen
            )  # fmt: skip

    def test_a_translation_that_lacks_a_part_is_not_reviewed(self) -> None:
        self.save(body=" ")
        with self.assertRaisesMessage(ValidationError, "still to be translated: text."):
            self.review()

    def test_with_four_eyes_no_one_reviews_their_own(self) -> None:
        with override_settings(FOUR_EYES={"news"}):
            self.save()
            with self.assertRaisesMessage(ValidationError, "You wrote it."):
                self.review(self.writer)
            self.review(self.reader)
        self.assertIn("ئۇ ئازاد", self.public())

    def test_it_can_be_taken_off_the_site_by_one_person_and_is_a_draft_again(self) -> None:
        self.save()
        self.review()
        with override_settings(FOUR_EYES={"news"}):
            editing.hide(self.item, UYGHUR, author=self.writer, seen=self.seen())
        self.assertNotIn("ئۇ ئازاد", self.public())
        self.assertEqual(self.status(), Status.DRAFT)

    def test_a_newer_draft_stays_when_the_public_text_is_taken_off(self) -> None:
        self.save("بىرىنچى")
        self.review()
        self.save("ئىككىنچى")
        editing.hide(self.item, UYGHUR, author=self.writer, seen=self.seen())
        row = NewsItemTranslation.objects.get()
        self.assertEqual((row.headline, row.state), ("ئىككىنچى", "draft"))

    def test_the_activity_log_says_that_it_happened_and_nothing_of_the_text(self) -> None:
        self.save()
        self.review()
        found = Activity.objects.filter(detail="translation ug").values_list("kind", flat=True)
        self.assertEqual(set(found), {"changed", "approved"})

    def test_it_shows_no_picture_that_the_original_does_not_show(self) -> None:
        with self.assertRaisesMessage(ValidationError, "no picture number 7"):
            self.save(body="![](picture:7)")


class ItemTests(EditingTestCase):
    """What a translation does to its item: nothing."""

    def test_it_cancels_no_approval_of_a_scheduled_item(self) -> None:
        later = timezone.now() + timedelta(days=1)
        NewsItem.objects.filter(pk=self.item.pk).update(publish_at=later)
        NewsItem.objects.filter(pk=self.item.pk).update(state="published")
        self.save()
        self.review()
        self.assertEqual(NewsItem.objects.get().state, "published")
        NewsItem.objects.filter(pk=self.item.pk).update(headline="Another")
        self.assertEqual(NewsItem.objects.get().state, "in_review")

    def test_it_makes_no_one_the_last_author_of_the_item(self) -> None:
        before, text = self.item.version, four_eyes.text_version(self.item)
        self.save()
        self.review()
        self.item.refresh_from_db()
        self.assertEqual(four_eyes.text_version(self.item), text)
        self.assertEqual(self.item.version, before)

    def test_it_is_in_the_history_of_the_item_with_its_author(self) -> None:
        self.save()
        change = Change.objects.get(table="news_newsitemtranslation")
        self.assertEqual((change.subject, change.subject_pk), ("news.newsitem", self.item.pk))
        self.assertEqual(change.edit.author, self.writer)
        self.assertEqual(change.edit.why, "Translation into Uyghur")

    def test_undoing_brings_an_earlier_draft_back(self) -> None:
        self.save("بىرىنچى")
        self.save("ئىككىنچى")
        revert.undo(self.item, Edit.objects.latest("pk"), author=self.reader, why="")
        self.assertEqual(NewsItemTranslation.objects.get().headline, "بىرىنچى")

    def test_no_undo_publishes_or_shows_a_translation_again(self) -> None:
        self.save()
        self.review()
        editing.hide(self.item, UYGHUR, author=self.writer, seen=self.seen())
        for edit in Edit.objects.all()[:2]:
            revert.undo(self.item, edit, author=self.reader, why="")
        self.assertEqual(NewsItemTranslation.objects.get().state, "draft")
        self.assertNotIn("ئۇ ئازاد", self.public())

    def test_with_four_eyes_no_one_alone_undoes_what_the_public_reads(self) -> None:
        self.save("بىرىنچى")
        self.review()
        self.save("ئىككىنچى")
        self.review()
        item = NewsItem.objects.get(pk=self.item.pk)
        revert.undo(item, Edit.objects.latest("pk"), author=self.reader, why="")
        with (
            override_settings(FOUR_EYES={"news"}),
            self.assertRaisesMessage(ValidationError, "no one else has read the change"),
        ):
            item.refuse_if_public()

    def test_with_four_eyes_no_undo_puts_a_text_in_the_name_of_a_colleague(self) -> None:
        """Undone one by one, the edits of the reader would leave a text of the reader in the name of the writer."""
        self.save("Honest")
        edits = []
        for texts in ({"headline": "Mine", "body": "Bad"}, {"headline": "Mine", "body": "Good"}):
            start_new_edit()
            self.save(author=self.reader, **texts)
            edits.append(Edit.objects.latest("pk"))
        for edit in edits:
            start_new_edit()
            revert.undo(self.item, edit, author=self.reader, why="")
        draft = self.item.translations.get()
        self.assertEqual((draft.body, draft.written_by), ("Bad", self.reader))
        with (
            override_settings(FOUR_EYES={"news"}),
            self.assertRaisesMessage(ValidationError, "You wrote it."),
        ):
            self.review(self.reader)

    def test_no_one_reviews_what_an_undo_changed_after_they_looked_at_it(self) -> None:
        self.save("First")
        start_new_edit()
        self.save("Second")
        edit = Edit.objects.latest("pk")
        start_new_edit()
        self.save("Second", body="Another")
        seen = self.seen()
        start_new_edit()
        revert.undo(self.item, edit, author=self.writer, why="")
        self.assertEqual(self.item.translations.get().headline, "First")
        with self.assertRaisesMessage(ValidationError, "changed after you looked at it"):
            editing.review(self.item, UYGHUR, author=self.reader, seen=seen)

    def test_a_draft_that_is_there_again_is_of_its_writer(self) -> None:
        self.save()
        editing.discard(self.item, UYGHUR, author=self.reader, seen=self.seen())
        revert.undo(self.item, Edit.objects.latest("pk"), author=self.reader, why="")
        self.assertEqual(self.item.translations.get().written_by, self.writer)

    def test_it_is_deleted_with_its_item(self) -> None:
        self.save()
        self.item.delete()
        self.assertFalse(NewsItemTranslation.objects.exists())

    def test_of_an_erased_person_nothing_stays(self) -> None:
        person = make_detainee()
        make_translation(person, story="ئۇنىڭ ھېكايىسى")
        make_translation(person, state="draft")
        erasure.erase(person, author=self.reader)
        self.assertFalse(person.translations.exists())
        self.assertFalse(Change.objects.filter(table="profiles_detaineetranslation").exists())


class HiddenNameTests(EditingTestCase):
    """A name that must stay hidden is found in translations, in any script."""

    person: ClassVar[Detainee]

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.person = make_detainee("Aygül Misal", names={"ug-Arab": "ئايگۈل مىسال"})
        Name.objects.filter(language="ug-Arab").update(is_public=False)

    def test_in_a_translation_that_is_reviewed(self) -> None:
        self.save(body="بۇ ئايگۈل مىسال.")
        with self.assertRaisesMessage(ValidationError, "must stay hidden"):
            self.review()
        self.assertEqual(self.status(), Status.DRAFT)

    def test_on_the_list_of_pages_that_name_someone_who_is_withdrawn(self) -> None:
        make_translation(self.item, body="بۇ ئايگۈل مىسال.")
        workflow.withdraw(self.person, author=self.reader)
        found = list(linked_pages.still_naming(self.person))
        self.assertEqual([each.item for each in found], [self.item])
        self.assertEqual(found[0].where, ["Uyghur translation"])

    def test_in_the_translation_of_the_story_of_the_person(self) -> None:
        person = Detainee.objects.get(pk=self.person.pk)
        self.assertEqual(person.missing_for_publication(), [])
        make_translation(person, story="بۇ ئايگۈل مىسال.")
        missing = " ".join(person.missing_for_publication())
        self.assertIn("ئايگۈل مىسال", missing)
        self.assertIn("translation", missing)
