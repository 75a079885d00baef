"""A picture remembers everyone it ever showed, and is public only while all of them allow it."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.utils import timezone

from campaign.history import changes, revert
from campaign.images import renditions
from campaign.images.models import Picture
from campaign.web import page_cache
from news.models import NewsItem
from profiles import documents
from profiles.models import Consent, Depiction, Detainee
from profiles.open_data.files import write_all
from profiles.public.profile import PublicProfile, may_be_shown
from profiles.safety import erasure, merge
from tests.desk import DeskTestCase
from tests.factories import make_detainee, make_news, make_petition, make_picture

PICTURES = "/admin/campaign/picture/"


def make_stored_picture() -> Picture:
    picture = make_picture()
    default_storage.save(renditions.file_path(picture.name, 1, "jpg"), ContentFile(b"face"))
    return picture


def refuse_photo(person: Detainee) -> None:
    person.consents.update(covers_photo=False)


class FacesTestCase(DeskTestCase):
    """A person's portrait is a news item's picture as well."""

    def setUp(self) -> None:
        super().setUp()
        self.picture = make_stored_picture()
        self.person = make_detainee(portrait=self.picture)
        self.news = make_news(image=self.picture)

    def is_public(self) -> bool:
        """Whether the news item shows it, with its file and in its page."""
        page_cache.invalidate()
        address = self.news.get_absolute_url()
        file = self.client.get(f"{address}picture-1.jpg").status_code == 200
        self.assertEqual("picture-1.jpg" in self.client.get(address).text, file)
        self.assertEqual(may_be_shown(self.picture), file)
        return file

    def set_portrait(self, picture: Picture | None, person: Detainee | None = None) -> None:
        Detainee.objects.filter(pk=(person or self.person).pk).update(portrait=picture)


class MemoryTests(FacesTestCase):
    def test_a_picture_is_shown_while_the_person_in_it_allows_it(self) -> None:
        self.assertTrue(self.is_public())
        refuse_photo(self.person)
        self.assertFalse(self.is_public())

    def test_a_refused_photo_stays_hidden_after_the_portrait_is_cleared_or_replaced(self) -> None:
        refuse_photo(self.person)
        for portrait in (None, make_picture()):
            self.set_portrait(portrait)
            with self.subTest(portrait=portrait):
                self.assertFalse(self.is_public())

    def test_a_refusal_after_it_was_cleared_hides_it_too(self) -> None:
        self.set_portrait(None)
        self.assertTrue(self.is_public())
        for number, hide in enumerate(self.hiding()):
            with self.subTest(number):
                before = Detainee.objects.values("identity", "state", "slug").get(pk=self.person.pk)
                scope = Consent.objects.values("covers_photo", "withdrawn_at").get()
                hide()
                self.assertFalse(self.is_public())
                Detainee.objects.filter(pk=self.person.pk).update(**before)
                Consent.objects.update(**scope)
                self.assertTrue(self.is_public())

    def hiding(self) -> list[Callable[[], Any]]:
        people = Detainee.objects.filter(pk=self.person.pk)
        return [
            lambda: people.update(identity="anonymous", slug=None, state="in_review"),
            lambda: people.update(state="withdrawn"),
            lambda: Consent.objects.update(withdrawn_at=timezone.now()),
            lambda: refuse_photo(self.person),
        ]

    def test_it_is_hidden_if_one_of_several_refuses(self) -> None:
        other = make_detainee("Erkin Misal", portrait=self.picture)
        self.assertTrue(self.is_public())
        refuse_photo(other)
        self.assertFalse(self.is_public())

    def test_undoing_a_change_of_the_portrait_forgets_no_one(self) -> None:
        other = make_picture()
        changes.attribute_to(self.staff)
        self.set_portrait(other)
        edit = revert.changes_of(self.person).latest("pk").edit
        revert.undo(self.person, edit, author=self.staff, why="")
        self.person.refresh_from_db()
        self.assertEqual(self.person.portrait, self.picture)
        shown = Depiction.objects.filter(detainee=self.person).values_list("picture", flat=True)
        self.assertEqual(set(shown), {self.picture.pk, other.pk})

    def test_a_restored_portrait_is_not_public_without_a_consent(self) -> None:
        changes.attribute_to(self.staff)
        self.set_portrait(None)
        edit = revert.changes_of(self.person).latest("pk").edit
        refuse_photo(self.person)
        revert.undo(self.person, edit, author=self.staff, why="")
        self.assertFalse(self.is_public())
        page_cache.invalidate()
        file = self.client.get(f"{self.person.get_absolute_url()}portrait-1.jpg")
        self.assertEqual(file.status_code, 404)

    def test_a_merge_lets_the_consents_of_the_first_person_decide(self) -> None:
        kept = make_detainee("Aygül Misal")
        merge.merge(kept, self.person, take=(), author=self.staff)
        self.assertTrue(self.is_public())
        kept.consents.update(covers_photo=False)
        self.assertFalse(self.is_public())

    def test_the_history_of_before_is_remembered(self) -> None:
        former, never = make_picture(), make_picture()
        changes.attribute_to(self.staff)
        self.set_portrait(former)
        self.set_portrait(None)
        Depiction.objects.all().delete()
        migration = import_module("profiles.migrations.0010_depictions")
        sql = (migration.SQL / "depictions.sql").read_text(encoding="utf-8")
        filling = sql[
            sql.index(
                "INSERT INTO profiles_depiction (picture_id, detainee_id)\n    SELECT picture.id"
            ) :
        ]
        with connection.cursor() as cursor:
            cursor.execute(filling.partition(";")[0])
        shown = set(Depiction.objects.values_list("picture", "detainee"))
        self.assertEqual(shown, {(each.pk, self.person.pk) for each in (self.picture, former)})
        self.assertTrue(may_be_shown(never))


class PortraitTests(FacesTestCase):
    """The portrait of one person that shows another one too."""

    def setUp(self) -> None:
        super().setUp()
        self.other = make_detainee("Erkin Misal", portrait=self.picture)

    def portrait(self) -> Any:
        return PublicProfile(Detainee.objects.for_story().get(pk=self.person.pk)).portrait

    def test_it_is_hidden_on_the_page_and_as_a_file_if_the_other_refuses(self) -> None:
        address = self.person.get_absolute_url()
        self.assertContains(self.client.get(address), "portrait-1.jpg")
        self.assertEqual(self.client.get(f"{address}portrait-1.jpg").content, b"face")
        refuse_photo(self.other)
        page_cache.invalidate()
        self.assertNotContains(self.client.get(address), "portrait-1.jpg")
        self.assertEqual(self.client.get(f"{address}portrait-1.jpg").status_code, 404)

    def test_cards_and_case_sheets_are_made_without_it(self) -> None:
        refuse_photo(self.other)
        person = PublicProfile(Detainee.objects.for_story().get(pk=self.person.pk))
        for document in (documents.card(person), documents.case_sheet(person)):
            self.assertEqual(document.data["portrait"]["file"], "")

    def test_the_open_data_drop_it_with_the_next_request(self) -> None:
        def pictured() -> list[str]:
            page_cache.invalidate()
            lines = self.client.get("/data/profiles.json").json()
            return [each["reference"] for each in lines["people"] if each["portrait"]]

        write_all()
        self.assertEqual(set(pictured()), {self.person.reference, self.other.reference})
        refuse_photo(self.other)
        write_all()
        self.assertEqual(pictured(), [])

    def test_erasing_the_other_hides_it_for_good(self) -> None:
        erasure.erase(self.other, author=self.staff)
        self.assertTrue(default_storage.exists(renditions.file_path(self.picture.name, 1, "jpg")))
        self.assertIsNone(self.portrait())
        self.assertFalse(self.is_public())
        page = self.client.get(f"{PICTURES}{self.picture.pk}/change/")
        self.assertContains(page, "Someone who was erased")

    def test_the_last_person_in_it_takes_it_along(self) -> None:
        erasure.erase(self.other, author=self.staff)
        with self.captureOnCommitCallbacks(execute=True):
            erasure.erase(self.person, author=self.staff)
        self.assertFalse(Picture.objects.exists())


class ErasureTests(FacesTestCase):
    def test_erasing_the_person_erases_the_picture_of_the_news_item(self) -> None:
        self.set_portrait(None)
        plan = erasure.plan_erasure(self.person)
        self.assertEqual(
            (plan.pictures, plan.users, plan.shared), ([self.picture], [self.news], [])
        )
        page = self.client.get(f"/admin/profiles/detainee/{self.person.pk}/erase/")
        self.assertContains(page, "Loses its picture")
        with self.captureOnCommitCallbacks(execute=True):
            erasure.erase(self.person, author=self.staff)
        self.assertIsNone(NewsItem.objects.get().image)
        self.assertFalse(default_storage.exists(renditions.file_path(self.picture.name, 1, "jpg")))
        self.assertEqual(self.client.get(self.news.get_absolute_url()).status_code, 200)


class PictureFormTests(FacesTestCase):
    def test_staff_name_the_people_in_a_picture_that_is_no_portrait(self) -> None:
        crowd = make_stored_picture()
        NewsItem.objects.filter(pk=self.news.pk).update(image=crowd)
        self.news.refresh_from_db()
        self.assertEqual(
            self.client.get(f"{self.news.get_absolute_url()}picture-1.jpg").status_code, 200
        )
        refuse_photo(self.person)
        named = {"depictions-TOTAL_FORMS": "1", "depictions-0-detainee": str(self.person.pk)}
        self.fill_in(f"{PICTURES}{crowd.pk}/change/", named)
        page_cache.invalidate()
        self.assertFalse(may_be_shown(crowd))
        self.assertEqual(
            self.client.get(f"{self.news.get_absolute_url()}picture-1.jpg").status_code, 404
        )

    def test_a_person_who_is_not_in_it_after_all_is_removed(self) -> None:
        self.set_portrait(None)
        refuse_photo(self.person)
        self.fill_in(f"{PICTURES}{self.picture.pk}/change/", {"depictions-0-DELETE": "on"})
        self.assertTrue(self.is_public())

    def test_the_person_whose_portrait_it_is_cannot_be_removed(self) -> None:
        page = self.fill_in(f"{PICTURES}{self.picture.pk}/change/", {"depictions-0-DELETE": "on"})
        self.assertContains(page, f"It is the portrait of {self.person.reference}.")
        self.assertTrue(Depiction.objects.exists())

    def test_editors_add_people_and_remove_none(self) -> None:
        user = self.sign_in_as(
            "campaign.view_picture", "campaign.change_picture", "profiles.view_depiction",
            "profiles.add_depiction", "news.publish_newsitem", "profiles.publish_detainee",
        )  # fmt: skip
        self.assertFalse(user.has_perm("profiles.delete_depiction"))
        self.set_portrait(None)
        form = self.read(f"{PICTURES}{self.picture.pk}/change/")
        self.assertNotIn("depictions-0-DELETE", form.values)
        self.send(f"{PICTURES}{self.picture.pk}/change/", form, {"depictions-0-DELETE": "on"})
        self.assertTrue(Depiction.objects.exists())


class ReadingTests(FacesTestCase):
    def test_a_list_of_people_takes_no_further_query_for_their_portraits(self) -> None:
        for _ in range(3):
            make_detainee(portrait=make_picture())
        make_petition()
        people = list(Detainee.objects.published().for_cards())
        with self.assertNumQueries(0):
            portraits = [PublicProfile(person).portrait for person in people]
        self.assertTrue(all(portraits))
