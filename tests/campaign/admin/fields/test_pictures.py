"""Choosing a picture by looking at it."""

from campaign.closed_records import records
from profiles.models import Depiction
from tests.desk import DeskTestCase
from tests.factories import make_detainee, make_news, make_picture

CHOOSE = "/admin/campaign/picture/choose/"


class ChoosingTests(DeskTestCase):
    def test_the_pictures_are_shown_with_who_is_on_them_and_found_by_words(self) -> None:
        face = make_picture(alt="A man laughing", credit="His family")
        make_picture(alt="A mosque")
        Depiction.objects.create(picture=face, detainee=make_detainee("Abliz Misal"))
        page = self.client.get(CHOOSE)
        self.assertContains(page, f"/admin/campaign/picture/{face.pk}/small/")
        self.assertContains(page, "Abliz Misal")
        self.assertContains(page, "2 pictures")
        page = self.client.get(CHOOSE, {"q": "mosque"})
        self.assertContains(page, "A mosque")
        self.assertNotContains(page, "A man laughing")

    def test_those_that_nothing_uses_can_be_asked_for(self) -> None:
        make_news(image=make_picture(alt="Of the news"))
        make_detainee(portrait=make_picture(alt="A portrait"))
        make_picture(alt="Of nothing")
        page = self.client.get(CHOOSE, {"unused": "on"})
        self.assertContains(page, "Of nothing")
        self.assertContains(page, "1 picture")

    def test_the_picture_of_a_closed_record_is_not_among_them(self) -> None:
        person = make_detainee(portrait=make_picture(alt="Hidden face"), state="draft")
        records.limit(person, groups=[], staff=[self.staff], by=self.staff)
        small = f"/admin/campaign/picture/{person.portrait_id}/small/"
        self.assertContains(self.client.get(CHOOSE), "Hidden face")
        self.sign_in_as("campaign.view_picture", "news.add_newsitem", "news.view_newsitem")
        for url in (CHOOSE, f"{CHOOSE}?q=Hidden", "/admin/news/newsitem/add/?pictures=all"):
            self.assertNotContains(self.client.get(url), "Hidden face")
        self.assertEqual(self.client.get(small).status_code, 404)

    def test_only_staff_who_may_see_pictures_choose_and_who_may_add_one_upload(self) -> None:
        face = make_picture(alt="A man laughing")
        Depiction.objects.create(picture=face, detainee=make_detainee("Abliz Misal"))
        self.sign_in_as("campaign.view_picture")
        page = self.client.get(CHOOSE)
        self.assertContains(page, "A man laughing")
        self.assertNotContains(page, "data-upload")
        self.assertNotContains(page, "Abliz")  # that is for staff who may see people
        self.client.force_login(self.staff)
        self.assertContains(self.client.get(CHOOSE), "data-upload")
        self.client.logout()
        self.assertEqual(self.client.get(CHOOSE).status_code, 302)

    def test_without_scripts_the_form_lists_the_pictures(self) -> None:
        shown = make_picture(alt="A quiet street")
        url = "/admin/news/newsitem/add/"
        self.assertContains(self.client.get(url), 'href="?pictures=all"')
        page = self.client.get(f"{url}?pictures=all")
        self.assertContains(page, f'type="radio" name="image" value="{shown.pk}"')
