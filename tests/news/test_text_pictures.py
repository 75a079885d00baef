"""Pictures in the text of a news item: shown with the item, and no longer than everyone in them allows it."""

from datetime import timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from campaign.images import in_texts, renditions
from campaign.images.models import Picture
from campaign.publishing.pictures import public_uses
from campaign.web import page_cache
from news.models import NewsItem
from profiles.models import Depiction
from tests.desk import DeskTestCase
from tests.factories import make_detainee, make_news, make_page, make_picture
from tests.testcases import SiteTestCase


class TextPictureTests(SiteTestCase):
    picture: Picture
    item: NewsItem

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.picture = make_picture(alt="A square", credit="Reyhan")
        default_storage.save(
            renditions.file_path(cls.picture.name, 1, "jpg"), ContentFile(b"square")
        )
        cls.item = make_news(
            slug="rally", body=f'They met.\n\n![](picture:{cls.picture.pk} "In May")'
        )

    def address(self) -> str:
        return f"/news/rally/pictures/{self.picture.pk}/1.jpg"

    def test_it_is_shown_with_its_description_and_credit(self) -> None:
        page = self.client.get("/news/rally/")
        self.assertContains(page, 'alt="A square"')
        self.assertContains(page, "Reyhan")
        self.assertContains(page, "In May")
        self.assertContains(page, self.address())

    def test_the_text_can_describe_it_otherwise(self) -> None:
        NewsItem.objects.update(body=f"![The square at night](picture:{self.picture.pk})")
        page = self.client.get("/news/rally/")
        self.assertContains(page, 'alt="The square at night"')
        self.assertNotContains(page, "A square")

    def test_it_is_gone_at_once_when_someone_in_it_does_not_allow_it(self) -> None:
        self.assertContains(self.client.get("/news/rally/"), "<figure")
        person = make_detainee(state="withdrawn")
        Depiction.objects.create(picture=self.picture, detainee=person)
        page_cache.invalidate()
        self.assertNotContains(self.client.get("/news/rally/"), "<figure")
        self.assertEqual(self.client.get(self.address()).status_code, 404)

    def test_its_file_is_served_only_by_a_public_item_whose_text_shows_it(self) -> None:
        make_page(slug="about", body="No picture")
        self.assertEqual(self.client.get(self.address()).content, b"square")
        self.assertEqual(
            self.client.get(self.address().replace("news/rally", "about")).status_code, 404
        )
        NewsItem.objects.update(publish_at=timezone.now() + timedelta(days=1))
        page_cache.invalidate()
        self.assertEqual(self.client.get(self.address()).status_code, 404)

    def test_notes_that_an_item_of_its_kind_does_not_show_give_out_no_file(self) -> None:
        notes = f"![](picture:{self.picture.pk})"
        for kind, status in (("release", 200), ("update", 404)):
            with self.subTest(kind):
                NewsItem.objects.update(body="Text", notes=notes, kind=kind)
                page_cache.invalidate()
                self.assertEqual(self.client.get(self.address()).status_code, status)

    def test_a_text_without_pictures_costs_no_query(self) -> None:
        with self.assertNumQueries(0):
            in_texts.render("A ![](/a.png) text", Picture.objects.all(), lambda _: lambda *_: "")

    def test_the_desk_knows_which_public_items_show_it(self) -> None:
        other = make_picture()
        shown = {item for items in public_uses([self.picture.pk]) for item in items}
        self.assertEqual(shown, {self.item})
        self.assertFalse([items for items in public_uses([other.pk]) if items.exists()])


class DeletingTests(DeskTestCase):
    def test_a_picture_is_not_deleted_while_a_text_shows_it(self) -> None:
        picture = make_picture()
        make_news(headline="The rally", body=f"![](picture:{picture.pk})", state="draft")
        page = self.client.post(f"/admin/campaign/picture/{picture.pk}/delete/", {"post": "yes"})
        self.assertContains(page, "The rally")
        self.assertTrue(Picture.objects.filter(pk=picture.pk).exists())
