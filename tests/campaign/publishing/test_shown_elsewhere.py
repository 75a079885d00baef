"""What public pages show besides their own text is changed only by staff who may publish these pages."""

from typing import Any

from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.test import RequestFactory, override_settings

from campaign.history import changes
from news.models import Author, Tag
from petitions.models import Addressee
from tests.desk import DeskTestCase
from tests.factories import (
    make_detainee,
    make_news,
    make_petition,
    make_picture,
    make_press,
    make_signature,
)

RIGHTS = {
    "news.author": "news.publish_newsitem",
    "news.tag": "news.publish_newsitem",
    "petitions.addressee": "petitions.publish_petition",
    "campaign.picture": "news.publish_presspage",
}


class ShownElsewhereTests(DeskTestCase):
    def shown(self, **fields: Any) -> dict[str, models.Model]:
        """By the kinds of RIGHTS, a row that a page of this state shows."""
        news, press = make_news(**fields), make_press(**fields)
        author = Author.objects.create(name="Amina")
        news.bylines.create(author=author)
        tag = news.tags.create(name="Students", slug="students")
        picture = make_picture()
        press.spokespeople.create(name="Reyhan", picture=picture)
        rows = (author, tag, make_petition(**fields).addressee, picture)
        return {row._meta.label_lower: row for row in rows}

    def may(self, row: models.Model, user: Any) -> tuple[bool, bool]:
        """Whether the user may change it, and delete it."""
        request = RequestFactory().get("/")
        request.user = user
        desk = admin.site.get_model_admin(type(row))
        return desk.has_change_permission(request, row), desk.has_delete_permission(request, row)

    def editor(self, *more: str) -> Any:
        type(self.staff).objects.filter(username="editor").delete()
        acts = ("view", "change", "delete")
        names = (kind.split(".") for kind in RIGHTS)
        rights = [f"{app}.{act}_{name}" for app, name in names for act in acts]
        return self.sign_in_as(*rights, *more)

    def test_it_needs_the_right_to_publish_the_page(self) -> None:
        for label, row in self.shown().items():
            with self.subTest(label):
                self.assertEqual(self.may(row, self.editor()), (False, False))
                self.assertEqual(self.may(row, self.editor(RIGHTS[label])), (True, True))

    def test_what_only_drafts_show_needs_none(self) -> None:
        for label, row in self.shown(state="draft").items():
            with self.subTest(label):
                self.assertEqual(self.may(row, self.editor()), (True, True))

    def test_an_editor_sends_no_letters_elsewhere(self) -> None:
        addressee = make_petition().addressee
        self.editor()
        url = f"/admin/petitions/addressee/{addressee.pk}/change/"
        answer = self.client.post(url, {"name": "Someone", "email": "adversary@example.com"})
        self.assertEqual(answer.status_code, 403)
        self.assertFalse(Addressee.objects.filter(name="Someone").exists())

    def test_no_one_renames_whom_people_have_signed_to(self) -> None:
        petition = make_petition()
        make_signature(petition)
        url = f"/admin/petitions/addressee/{petition.addressee_id}/change/"
        typed = {"name": "Someone", "office": "Else", "email": "new@example.org"}
        self.fill_in(url, {"email": typed["email"]})
        self.client.post(url, typed | {"language": "en"})
        now = Addressee.objects.get()
        self.assertEqual((now.email, now.name), ("new@example.org", petition.addressee.name))

    def test_the_address_of_a_tag_stays_while_a_public_item_has_it(self) -> None:
        tag: Any = self.shown()["news.tag"]
        self.fill_in(f"/admin/news/tag/{tag.pk}/change/", {"name": "Pupils"})
        self.client.post(f"/admin/news/tag/{tag.pk}/change/", {"name": "Pupils", "slug": "x"})
        self.assertEqual(Tag.objects.values_list("name", "slug").get(), ("Pupils", "students"))
        self.assertEqual(self.client.get("/news/tags/students/").status_code, 200)

    @override_settings(FOUR_EYES={"news"})
    def test_no_one_alone_renames_what_public_news_shows(self) -> None:
        news = make_news()
        tag = news.tags.create(name="Students", slug="students")
        with transaction.atomic():
            changes.start_new_edit()
            changes.attribute_to(self.staff)
            tag.name = "Terrorists"
            tag.save()
            with self.assertRaisesMessage(ValidationError, "no one else has read the change"):
                news.refuse_if_public()


class AddressesOfWhatIsNotPublicTests(DeskTestCase):
    """An address tells a name or a headline."""

    def redirect_to(self, item: Any) -> Any:
        kind = ContentType.objects.get_for_model(item)
        return self.client.get(f"/admin/r/{kind.pk}/{item.pk}/")

    def test_the_desk_leads_only_to_public_pages(self) -> None:
        item = make_news()
        self.assertEqual(self.redirect_to(item).status_code, 302)
        hidden = make_detainee(covers=())
        for each in (make_news(state="draft"), make_petition(state="withdrawn"), hidden):
            self.assertEqual(self.redirect_to(each).status_code, 404)

    def test_it_leads_no_one_to_what_they_may_not_look_at(self) -> None:
        item = make_news()
        self.sign_in_as("profiles.view_detainee")
        self.assertEqual(self.redirect_to(item).status_code, 404)
