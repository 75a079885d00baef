"""From draft to the public and back: by functions of the workflow and by buttons of the desk."""

from datetime import timedelta
from typing import Any, ClassVar

from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.test.utils import isolate_apps
from django.utils import timezone
from django.utils.html import strip_tags

from campaign.models import Page
from campaign.publishing import workflow
from campaign.publishing.workflow import State
from campaign.web import page_cache
from news.models import NewsItem
from profiles.models import Detainee
from tests.desk import DeskTestCase, FormReader
from tests.factories import make_detainee, make_news, make_page, make_petition, make_staff
from tests.testcases import SiteTestCase

NEWS = "/admin/news/newsitem/"
PEOPLE = "/admin/profiles/detainee/"


class ActionTests(SiteTestCase):
    staff: ClassVar[User]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.staff = make_staff()

    def test_the_ways_between_draft_and_the_public(self) -> None:
        item = make_news(state="draft", publish_at=None)
        for action, state in (
            (workflow.submit, State.IN_REVIEW),
            (workflow.return_to_draft, State.DRAFT),
            (workflow.submit, State.IN_REVIEW),
            (workflow.publish, State.PUBLISHED),
            (workflow.withdraw, State.WITHDRAWN),
            (workflow.publish, State.PUBLISHED),
        ):
            action(item, author=self.staff)
            item.refresh_from_db()
            self.assertEqual(item.state, state)
        self.assertEqual(LogEntry.objects.filter(user=self.staff).count(), 6)

    def test_steps_that_there_are_none_of_are_refused(self) -> None:
        refused: list[tuple[State, Any]] = [
            (State.DRAFT, workflow.withdraw),
            (State.DRAFT, workflow.return_to_draft),
            (State.IN_REVIEW, workflow.submit),
            (State.IN_REVIEW, workflow.withdraw),
            (State.PUBLISHED, workflow.submit),
            (State.PUBLISHED, workflow.publish),
            (State.PUBLISHED, workflow.return_to_draft),
            (State.WITHDRAWN, workflow.submit),
            (State.WITHDRAWN, workflow.withdraw),
            (State.WITHDRAWN, workflow.return_to_draft),
        ]
        for state, action in refused:
            item = make_news(state=state)
            with (
                self.subTest(state=state, action=action.__name__),
                self.assertRaises(ValidationError),
            ):
                action(item, author=self.staff)
            item.refresh_from_db()
            self.assertEqual(item.state, state)

    def test_the_row_decides_and_not_what_was_read_before(self) -> None:
        item = make_news()
        stale = NewsItem.objects.get(pk=item.pk)
        workflow.withdraw(item, author=self.staff)
        with self.assertRaises(ValidationError):
            workflow.withdraw(stale, author=self.staff)

    def test_what_is_not_complete_is_not_published(self) -> None:
        person = make_detainee(state="draft", summary="", covers=("name",))
        with self.assertRaises(ValidationError) as refused:
            workflow.publish(person, author=self.staff)
        self.assertEqual(len(refused.exception.messages), 2)
        person.refresh_from_db()
        self.assertEqual(person.state, State.DRAFT)

    def test_publishing_gives_a_time_and_an_address(self) -> None:
        person = make_detainee("Gülnar Misal", state="draft", slug=None, publish_at=None)
        workflow.publish(person, author=self.staff)
        person.refresh_from_db()
        self.assertEqual(person.slug, "gulnar-misal")
        self.assertTrue(person.is_published)

    def test_a_later_time_keeps_it_hidden_until_then(self) -> None:
        item = make_news(state="draft", publish_at=timezone.now() + timedelta(hours=1))
        workflow.publish(item, author=self.staff)
        self.assertFalse(NewsItem.objects.published().exists())

    def test_only_what_is_published_is_public(self) -> None:
        for make in (make_news, make_petition, make_page, make_detainee):
            kept = [make(slug=state, state=state) for state in State]
            manager = type(kept[0])._default_manager
            with self.subTest(make.__name__):
                self.assertEqual([each.state for each in manager.published()], [State.PUBLISHED])


class ChecksTests(SiteTestCase):
    def test_people_are_checked_before_they_are_published(self) -> None:
        missing = make_detainee(state="draft", summary="").missing_for_publication()
        self.assertIn("Write the summary.", missing)

    def test_a_proxy_does_not_go_round_the_checks(self) -> None:
        with isolate_apps("profiles"):

            class Story(Detainee):
                class Meta:
                    proxy = True
                    app_label = "profiles"

            person = make_detainee(state="draft", summary="")
            story = Story.objects.get(pk=person.pk)
            self.assertEqual(story.missing_for_publication(), person.missing_for_publication())


class ButtonTests(DeskTestCase):
    def test_withdrawn_means_gone_from_the_whole_site_with_the_next_request(self) -> None:
        person = make_detainee(slug="aygul-misal")
        for address in ("/profiles/", "/profiles/aygul-misal/"):
            self.assertContains(self.client.get(address), "Aygül Misal")
        with self.captureOnCommitCallbacks(execute=True):
            page = self.fill_in_verb(f"{PEOPLE}{person.pk}/withdraw/")
        self.assertContains(page, "no one outside can see it any more")
        self.client.logout()
        gone = self.client.get("/profiles/aygul-misal/")
        self.assertEqual(gone.status_code, 410)
        self.assertNotContains(gone, "Misal", status_code=410)
        self.assertIn("no-store", gone.headers["Cache-Control"])
        self.assertNotContains(self.client.get("/profiles/"), "Aygül Misal")

    def test_the_page_that_asks_changes_nothing(self) -> None:
        item = make_news()
        page = self.client.get(f"{NEWS}{item.pk}/withdraw/")
        self.assertContains(page, item.headline)
        self.assertContains(page, "gone from the whole site at once")
        item.refresh_from_db()
        self.assertEqual(item.state, State.PUBLISHED)

    def test_buttons_are_those_that_the_state_allows(self) -> None:
        shown = {
            State.DRAFT: ({"_submit", "_publish"}, []),
            State.IN_REVIEW: ({"_publish"}, ["redraft"]),
            State.PUBLISHED: ({"_publish"}, ["withdraw"]),  # the changes
            State.WITHDRAWN: ({"_publish"}, []),
        }
        for state, (buttons, links) in shown.items():
            item = make_news(state=state)
            address = f"{NEWS}{item.pk}/change/"
            with self.subTest(state):
                self.assertEqual(self.read(address).buttons & {"_submit", "_publish"}, buttons)
                page = self.client.get(address).text
                self.assertEqual(
                    [name for name in ("redraft", "withdraw") if f"/{name}/" in page], links
                )

    def test_a_button_that_comes_too_late_gives_a_message_and_no_error(self) -> None:
        item = make_news()
        form = self.read(f"{NEWS}{item.pk}/withdraw/")
        workflow.withdraw(item, author=self.staff)
        page = self.send(f"{NEWS}{item.pk}/withdraw/", form, {})
        self.assertContains(page, "could not be unpublished")

    def test_several_at_once_from_the_list_are_asked_about_first(self) -> None:
        drafts = [make_news(state="draft", headline=f"Draft {number}") for number in range(3)]
        chosen = {"action": "publish", "_selected_action": [drafts[0].pk, drafts[1].pk]}
        asked = self.client.post(NEWS, chosen)
        self.assertContains(asked, "Draft 0")
        self.assertNotContains(asked, "Draft 2")
        self.assertFalse(NewsItem.objects.published().exists())
        self.client.post(NEWS, FormReader(asked.text).values | chosen)
        self.assertEqual(NewsItem.objects.published().count(), 2)

    def test_those_of_a_list_that_cannot_be_published_are_named(self) -> None:
        ready = make_detainee("Ready Misal", state="draft")
        bare = make_detainee("Bare Misal", state="draft", summary="")
        chosen = {"action": "publish", "_selected_action": [ready.pk, bare.pk]}
        asked = FormReader(self.client.post(PEOPLE, chosen).text)
        page = self.client.post(PEOPLE, asked.values | chosen, follow=True)
        self.assertIn(f"“{bare}” is not published yet: Write the summary.", strip_tags(page.text))
        self.assertEqual(list(Detainee.objects.published()), [ready])

    def test_saving_a_public_page_makes_the_site_be_made_anew(self) -> None:
        item = make_news(headline="Old words")
        self.assertContains(self.client.get("/news/"), "Old words")
        with self.captureOnCommitCallbacks(execute=True):
            self.fill_in(f"{NEWS}{item.pk}/change/", {"headline": "New words"})
        self.assertContains(self.client.get("/news/"), "New words")

    def test_saving_what_a_page_only_mentions_does_so_too(self) -> None:
        petition = make_petition()
        before = page_cache.version()
        with self.captureOnCommitCallbacks(execute=True):
            self.fill_in(
                f"/admin/petitions/addressee/{petition.addressee_id}/change/", {"office": "The UN"}
            )
        self.assertGreater(page_cache.version(), before)

    def test_the_time_of_what_is_published_cannot_be_emptied(self) -> None:
        item = make_news()
        page = self.fill_in(f"{NEWS}{item.pk}/change/", {"publish_at_0": "", "publish_at_1": ""})
        self.assertContains(page, "A published page needs a publication time.")

    def test_published_but_incomplete_is_said(self) -> None:
        person = make_detainee()
        page = self.fill_in(f"{PEOPLE}{person.pk}/change/", {"summary": ""})
        self.assertContains(page, "It is public, but incomplete")

    def test_after_the_last_consent_is_withdrawn_it_does_not_say_public(self) -> None:
        person = make_detainee()
        day, name = timezone.localdate() - timedelta(days=1), "consents-0-withdrawn_at"
        typed = {f"{name}_0": day.isoformat(), f"{name}_1": "09:00"}
        page = self.fill_in(f"{PEOPLE}{person.pk}/change/", typed)
        self.assertFalse(Detainee.objects.get(pk=person.pk).is_shown)
        self.assertContains(page, "No one outside can see it now. This is missing:")
        self.assertNotContains(page, "It is public, but incomplete")

    def fill_in_verb(self, address: str) -> Any:
        return self.send(address, self.read(address), {})


class PermissionTests(DeskTestCase):
    EDITOR = ("news.view_newsitem", "news.add_newsitem", "news.change_newsitem")

    def test_an_editor_submits_and_cannot_publish(self) -> None:
        item = make_news(state="draft")
        self.sign_in_as(*self.EDITOR)
        address = f"{NEWS}{item.pk}/change/"
        form = self.read(address)
        self.assertIn("_submit", form.buttons)
        self.assertNotIn("_publish", form.buttons)
        self.assertEqual(self.send(address, form, {}, press="_publish").status_code, 403)
        self.assertEqual(self.client.post(f"{NEWS}{item.pk}/publish/").status_code, 403)
        chosen = {"action": "publish", "confirmed": "yes", "_selected_action": [item.pk]}
        self.client.post(NEWS, chosen)
        item.refresh_from_db()
        self.assertEqual(item.state, State.DRAFT)
        self.fill_in(address, {}, press="_submit")
        item.refresh_from_db()
        self.assertEqual(item.state, State.IN_REVIEW)

    def test_an_editor_keeps_a_working_version_of_what_is_public_and_does_not_withdraw_it(
        self,
    ) -> None:
        item = make_news()
        self.sign_in_as(*self.EDITOR)
        address = f"{NEWS}{item.pk}/change/"
        form = self.read(address)
        self.assertNotIn("_publish", form.buttons)
        for press in ("_keep", "_publish", "_save"):
            page = self.send(address, form, {"headline": f"Changed {press}"}, press=press)
            self.assertContains(page, "working version")
        self.assertEqual(self.client.post(f"{NEWS}{item.pk}/withdraw/").status_code, 403)
        item.refresh_from_db()
        self.assertEqual((item.headline, item.state), ("A step forward", State.PUBLISHED))

    def test_a_publisher_may(self) -> None:
        item = make_news(state="in_review", publish_at=None)
        self.sign_in_as(*self.EDITOR, "news.publish_newsitem")
        self.fill_in(f"{NEWS}{item.pk}/change/", {"headline": "Better"}, press="_publish")
        item.refresh_from_db()
        self.assertEqual((item.headline, item.state), ("Better", State.PUBLISHED))

    def test_nobody_deletes_what_was_public(self) -> None:
        for state in (State.IN_REVIEW, State.PUBLISHED, State.WITHDRAWN):
            item = make_news(state=state)
            with self.subTest(state):
                response = self.client.post(f"{NEWS}{item.pk}/delete/", {"post": "yes"})
                self.assertEqual(response.status_code, 403)
        chosen = {"action": "delete_selected", "post": "yes", "_selected_action": [item.pk]}
        self.client.post(NEWS, chosen)
        self.assertEqual(NewsItem.objects.count(), 3)

    def test_a_draft_can_be_deleted_and_its_reference_is_not_given_again(self) -> None:
        draft = make_detainee(state="draft")
        self.client.post(f"{PEOPLE}{draft.pk}/delete/", {"post": "yes"})
        self.assertFalse(Detainee.objects.exists())
        self.assertGreater(make_detainee().pk, draft.pk)

    def test_strangers_are_sent_to_the_log_in(self) -> None:
        item = make_news()
        self.client.logout()
        for part in ("change", "withdraw", "publish", "preview", "history", "delete"):
            address = f"{NEWS}{item.pk}/{part}/"
            with self.subTest(part):
                self.assertRedirects(self.client.get(address), f"/admin/login/?next={address}")
                self.assertEqual(self.client.post(address).status_code, 302)
        item.refresh_from_db()
        self.assertEqual(item.state, State.PUBLISHED)


class AddressTests(DeskTestCase):
    def test_nothing_takes_an_address_that_the_site_uses_itself(self) -> None:
        page, item, petition = (
            make(state="draft") for make in (make_page, make_news, make_petition)
        )
        person = make_detainee(state="draft", slug=None)
        for thing, url, slugs in (
            (page, "/admin/campaign/page/", ("news", "admin", "ug")),
            (item, NEWS, ("feed",)),
            (petition, "/admin/petitions/petition/", ("confirm", "mine")),
            (person, PEOPLE, ("map",)),
        ):
            before = thing.slug
            for slug in slugs:
                with self.subTest(slug):
                    refused = self.fill_in(f"{url}{thing.pk}/change/", {"slug": slug})
                    self.assertContains(refused, "The site uses this address itself")
                    thing.refresh_from_db()
                    self.assertEqual(thing.slug, before)

    def test_a_name_that_is_such_a_word_gets_a_number(self) -> None:
        person = make_detainee("Map", state="draft", slug=None)
        workflow.publish(person, author=self.staff)
        self.assertEqual(person.get_absolute_url(), "/profiles/map-2/")


class TwoEditorsTests(DeskTestCase):
    def test_what_changed_after_somebody_looked_at_it_is_not_published(self) -> None:
        item = make_news(state="draft")
        chosen = {"action": "publish", "_selected_action": [item.pk]}
        asked = FormReader(self.client.post(NEWS, chosen).text)
        self.fill_in(f"{NEWS}{item.pk}/change/", {"headline": "Another one"})
        refused = self.client.post(NEWS, chosen | asked.values, follow=True)
        self.assertContains(refused, "It was changed after you looked at it.")
        self.assertFalse(NewsItem.objects.published().exists())
        asked = FormReader(self.client.post(NEWS, chosen).text)
        self.client.post(NEWS, chosen | asked.values)
        self.assertTrue(NewsItem.objects.published().exists())

    def test_the_second_is_told_loses_nothing_and_may_save_once_more(self) -> None:
        page = make_page()
        address = f"/admin/campaign/page/{page.pk}/change/"
        mine = self.read(address)
        self.fill_in(address, {"title": "Theirs"})
        refused = self.send(address, mine, {"title": "Mine", "body": "A long text of mine"})
        self.assertContains(refused, "You changed this while you had the page open")
        self.assertContains(refused, "A long text of mine")
        page.refresh_from_db()
        self.assertEqual(page.title, "Theirs")
        again = FormReader(refused.text)
        self.send(address, again, {})
        page.refresh_from_db()
        self.assertEqual((page.title, page.body), ("Mine", "A long text of mine"))

    def test_saving_does_not_undo_a_withdrawal_of_the_meantime(self) -> None:
        page = make_page()
        address = f"/admin/campaign/page/{page.pk}/change/"
        form = self.read(address)
        workflow.withdraw(Page.objects.get(pk=page.pk), author=self.staff)
        self.send(address, form, {"title": "Mine"})
        page.refresh_from_db()
        self.assertEqual(page.state, State.WITHDRAWN)

    def test_a_form_whose_row_was_deleted_says_so(self) -> None:
        page = make_page(state="draft")
        address = f"/admin/campaign/page/{page.pk}/change/"
        form = self.read(address)
        page.delete()
        self.assertContains(self.send(address, form, {}), "Perhaps it was deleted?")
