"""Closing a record: who is on its list, how it opens again, and that no one locks themselves out."""

from functools import partial
from typing import Any

from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from campaign.activity.models import Activity
from campaign.closed_records import records
from campaign.history.models import Edit
from campaign.privacy import readers
from news.models import NewsItem
from profiles.models import Detainee, Relationship
from profiles.safety import duplicates, merge, queues
from tests.campaign.closed_records.closed import make_outsider
from tests.desk import DeskTestCase, FormReader
from tests.factories import make_detainee, make_news, make_staff

PEOPLE = "/admin/profiles/detainee/"


def close(item: Any, *staff: User, groups: tuple[str, ...] = (), by: User) -> None:
    chosen = list(Group.objects.filter(name__in=groups))
    records.limit(item, groups=chosen, staff=staff, by=by)


class FormTests(DeskTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.person = make_detainee(state="draft")
        self.url = f"{PEOPLE}{self.person.pk}/change/"
        self.other = make_outsider()

    def names(self) -> set[str]:
        return {each.username for each in records.readers_of(self.person)}

    def test_the_section_closes_a_person_and_keeps_its_author_on_the_list(self) -> None:
        page = self.fill_in(self.url, {"seen_by_staff": [str(self.other.pk)]})
        self.assertContains(page, "Only these accounts see it at the desk: outsider, staff.")
        self.person.refresh_from_db()
        self.assertTrue(self.person.is_closed)
        self.assertEqual(self.names(), {"outsider", "staff"})
        entry = Activity.objects.get(kind="closed")
        self.assertEqual((entry.actor, entry.subject_pk), (self.staff, self.person.pk))
        self.assertIn(f"auth.user {self.other.pk}", entry.detail)
        self.assertContains(
            self.client.get(f"{PEOPLE}{self.person.pk}/history/"), "Staff who see it"
        )

    def test_a_group_sees_it(self) -> None:
        group = Group.objects.get(name="Editors")
        self.fill_in(self.url, {"seen_by_groups": [str(group.pk)]})
        editor = User.objects.create_user("editor", is_staff=True)
        editor.groups.add(group)
        for user, status in ((editor, 200), (self.other, 302)):
            self.client.force_login(user)
            self.assertEqual(self.client.get(self.url).status_code, status)

    def test_a_new_person_is_closed_from_the_start(self) -> None:
        values = {
            "seen_by_staff": [str(self.other.pk)], "names-0-text": "Patigül Misal",
            "names-TOTAL_FORMS": "1", "claims-TOTAL_FORMS": "0", "sources-TOTAL_FORMS": "0",
            "consents-TOTAL_FORMS": "0",
        }  # fmt: skip
        self.fill_in(f"{PEOPLE}add/", values)
        self.assertTrue(Detainee.objects.latest("pk").is_closed)

    def test_the_one_who_edits_it_cannot_take_themselves_off(self) -> None:
        close(self.person, self.other, by=self.staff)
        self.fill_in(self.url, {"seen_by_staff": [str(self.other.pk)]})
        self.assertEqual(self.names(), {"outsider", "staff"})

    def test_it_opens_when_the_last_tick_is_taken_away(self) -> None:
        close(self.person, by=self.staff, groups=("Editors",))
        page = self.fill_in(self.url, {"seen_by_staff": [], "seen_by_groups": []})
        self.assertContains(page, "It is open to all staff again.")
        self.assertFalse(Detainee.objects.get(pk=self.person.pk).is_closed)
        self.assertTrue(Activity.objects.filter(kind="opened", subject_pk=self.person.pk).exists())

    def test_a_form_that_is_sent_without_the_lists_changes_neither(self) -> None:
        close(self.person, self.other, by=self.staff)
        form = self.read(self.url)
        values = {name: value for name, value in form.values.items() if "seen_by" not in name}
        self.client.post(self.url, values | {"occupation": "Teacher", "_save": "yes"})
        self.person.refresh_from_db()
        self.assertEqual(self.person.occupation, "Teacher")
        self.assertTrue(self.person.is_closed)
        self.assertEqual(self.names(), {"outsider", "staff"})

    def test_without_the_right_there_is_no_section_and_a_forged_field_does_nothing(self) -> None:
        editor = User.objects.create_user("editor", is_staff=True)
        editor.groups.add(Group.objects.get(name="Editors"))
        self.client.force_login(editor)
        form = self.read(self.url)
        self.assertNotContains(self.client.get(self.url), "Who at the desk may see this")
        self.send(self.url, form, {"seen_by_staff": [str(editor.pk)]})
        self.assertFalse(Detainee.objects.get(pk=self.person.pk).is_closed)

    def test_a_news_item_is_closed_in_the_same_way(self) -> None:
        item = make_news(state="draft")
        url = f"/admin/news/newsitem/{item.pk}/change/"
        self.fill_in(url, {"seen_by_staff": [str(self.staff.pk)]})
        self.assertTrue(NewsItem.objects.get(pk=item.pk).is_closed)
        self.client.force_login(make_staff("second"))
        self.assertEqual(self.client.get(url).status_code, 302)

    def test_undoing_changes_nothing_of_the_list(self) -> None:
        with transaction.atomic():
            close(self.person, self.other, by=self.staff)
        edit = Edit.objects.latest("pk")
        url = f"{PEOPLE}{self.person.pk}/history/{edit.pk}/undo/"
        self.agree(url)
        self.assertEqual(self.names(), {"outsider", "staff"})
        self.assertTrue(Detainee.objects.get(pk=self.person.pk).is_closed)

    def test_undoing_opens_no_news_item_either(self) -> None:
        item = make_news(state="draft")
        with transaction.atomic():
            close(item, self.other, by=self.staff)
        edit = Edit.objects.latest("pk")
        self.agree(f"/admin/news/newsitem/{item.pk}/history/{edit.pk}/undo/")
        self.assertTrue(NewsItem.objects.get(pk=item.pk).is_closed)


class NoOneIsLockedOutTests(DeskTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.owner = make_staff("owner")
        self.person = make_detainee(state="draft")
        close(self.person, self.owner, by=self.owner)
        self.key = f"profiles.detainee-{self.person.pk}"

    def take_over(self) -> Any:
        return self.client.post(f"/admin/closed/{self.key}/take-over/", follow=True)

    def test_an_administrator_sees_only_that_it_exists(self) -> None:
        page = self.client.get("/admin/closed/")
        self.assertContains(page, f"Person {self.person.pk}")
        self.assertContains(page, "owner")
        self.assertNotContains(page, "Misal")
        self.assertNotContains(page, "Put me on its list")

    def test_it_is_not_taken_over_while_someone_sees_it(self) -> None:
        self.assertContains(self.take_over(), "Someone can see it.")
        self.assertNotIn(self.staff, records.readers_of(self.person))

    def test_when_its_last_account_is_inactive_an_administrator_takes_over(self) -> None:
        User.objects.filter(pk=self.owner.pk).update(is_active=False)
        self.assertContains(self.client.get("/admin/closed/"), "Put me on its list")
        self.assertContains(self.take_over(), "You are on its list now.")
        self.assertEqual(self.client.get(f"{PEOPLE}{self.person.pk}/change/").status_code, 200)
        entry = Activity.objects.filter(kind="closed").latest("pk")
        self.assertIn("taken over", entry.detail)

    def test_it_stays_closed_when_its_only_group_is_deleted(self) -> None:
        group = Group.objects.create(name="Urgent cases")
        self.owner.groups.add(group)
        records.limit(self.person, groups=[group], staff=[], by=self.owner)
        self.person.limited_to_staff.clear()
        group.delete()
        self.assertFalse(Detainee.objects.visible_to(self.owner).filter(pk=self.person.pk).exists())
        self.assertContains(self.take_over(), "You are on its list now.")

    def test_no_one_else_reaches_the_page(self) -> None:
        self.client.force_login(make_outsider())
        self.assertEqual(self.client.get("/admin/closed/").status_code, 403)
        self.assertEqual(self.take_over().status_code, 403)
        with self.assertRaises(PermissionDenied):
            records.take_over(self.person, by=User.objects.get(username="outsider"))


class OtherPagesTests(DeskTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.owner = make_staff("owner")
        self.person = make_detainee("Aygül Misal", state="in_review")
        self.twin = make_detainee("Aygül Misal", state="draft")
        with transaction.atomic():
            close(self.person, self.owner, by=self.owner)

    def test_what_refers_to_it_stays_when_someone_else_saves(self) -> None:
        item = make_news()
        item.people.add(self.person)
        url = f"/admin/news/newsitem/{item.pk}/change/"
        self.assertContains(self.client.get(url), "a closed record")
        self.fill_in(url, {"headline": "Another headline"})
        self.assertEqual(list(item.people.all()), [self.person])

    def test_no_one_else_can_newly_refer_to_it(self) -> None:
        item = make_news()
        url = f"/admin/news/newsitem/{item.pk}/change/"
        page = self.fill_in(url, {"people": [str(self.person.pk)]})
        self.assertContains(page, "Select a valid choice")
        prefix = "relationships-0"
        values = {
            "relationships-TOTAL_FORMS": "1", f"{prefix}-kind": "sibling",
            f"{prefix}-other": str(self.person.pk),
        }  # fmt: skip
        page = self.fill_in(f"{PEOPLE}{self.twin.pk}/change/", values)
        self.assertContains(page, "Select a valid choice")
        self.assertFalse(Relationship.objects.exists())

    def test_the_queues_and_duplicates_are_those_of_the_reader(self) -> None:
        for user, number in ((self.staff, 0), (self.owner, 1)):
            with readers.reading_as(partial(User.objects.get, pk=user.pk)):
                self.assertEqual(queues.counts()["waiting"], number)
                self.assertEqual(len(duplicates.possible_duplicates(self.twin)), number)
                # The owner sees that the two may be one person, and others do not.
                self.assertEqual(queues.counts()["twins"], 2 * number)
        self.assertEqual(queues.counts()["waiting"], 1)  # the worker counts all
        self.assertEqual(queues.counts()["twins"], 2)

    def test_no_list_says_that_someone_has_the_name_of_a_closed_person(self) -> None:
        for user, number in ((self.staff, 0), (self.owner, 2)):
            self.client.force_login(user)
            page = self.client.get(f"{PEOPLE}?care=twins")
            self.assertEqual(page.context["cl"].result_count, number)

    def test_a_taken_address_is_refused_in_the_same_words_for_every_item(self) -> None:
        open_item, closed = (
            make_news(slug="open", state="draft"),
            make_news(slug="closed", state="draft"),
        )
        with transaction.atomic():
            close(closed, self.owner, by=self.owner)
        url = f"/admin/news/newsitem/{make_news(state='draft').pk}/change/"
        for item in (open_item, closed):
            page = self.fill_in(url, {"slug": item.slug})
            self.assertEqual(
                page.context["errors"], [["This address is taken. Please choose another one."]]
            )

    def test_an_export_leaves_it_out_and_tells_only_administrators(self) -> None:
        page = self.client.get(f"{PEOPLE}export/")
        self.assertContains(page, "1 closed record is in none of your exports")
        self.client.force_login(make_outsider("exporter"))
        page = self.client.get(f"{PEOPLE}export/")
        self.assertNotContains(page, "closed record")
        answer: Any = self.client.post(f"{PEOPLE}export/", FormReader(page.text).values)
        rows = b"".join(answer.streaming_content).decode()
        self.assertIn(self.twin.reference, rows)
        self.assertNotIn(self.person.reference, rows)

    def test_two_people_are_merged_only_if_the_same_staff_see_both(self) -> None:
        with self.assertRaises(ValidationError):
            merge.merge(self.twin, self.person, take=[], author=self.owner)
        with transaction.atomic():
            close(self.twin, self.owner, by=self.owner)
        merge.merge(self.twin, self.person, take=[], author=self.owner)
        self.person.refresh_from_db()
        self.assertEqual(self.person.merged_into, self.twin)

    def test_the_public_page_of_a_closed_person_stays(self) -> None:
        Detainee.objects.filter(pk=self.person.pk).update(state="published")
        self.assertContains(self.client.get(self.person.get_absolute_url()), "Aygül Misal")
        self.assertEqual(self.client.get(f"{PEOPLE}{self.person.pk}/change/").status_code, 302)
