"""The desk as a whole: its security policy, first page, site pages and pictures, bad values in URLs."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import override_settings

from campaign.accounts import factors
from campaign.images.models import Picture
from campaign.models import Activity, Page
from profiles.safety.checklist import missing_items
from tests.campaign.images.test_uploads import picture
from tests.desk import DeskTestCase
from tests.factories import (
    make_detainee,
    make_news,
    make_page,
    make_petition,
    make_signature,
    save_all,
)

PICTURES = "/admin/campaign/picture/"


class SiteTests(DeskTestCase):
    def test_every_page_of_the_desk_has_its_own_strict_policy(self) -> None:
        item = make_news(state="draft")
        for address in (
            "/admin/", "/admin/news/newsitem/", "/admin/news/newsitem/add/", "/admin/password_change/",
            f"/admin/news/newsitem/{item.pk}/change/", f"/admin/news/newsitem/{item.pk}/history/",
            f"/admin/news/newsitem/{item.pk}/delete/", f"/admin/news/newsitem/{item.pk}/publish/",
        ):  # fmt: skip
            with self.subTest(address):
                self.assert_desk_policy(self.client.get(address))

    def test_the_log_in_as_well(self) -> None:
        self.client.logout()
        self.assert_desk_policy(self.client.get("/admin/login/"))
        wrong = self.client.post("/admin/login/", {"username": "staff", "password": "wrong"})
        self.assert_desk_policy(wrong)

    def assert_desk_policy(self, response: Any) -> None:
        policy = response.headers["Content-Security-Policy"]
        self.assertEqual(response.status_code, 200)
        self.assertRegex(policy, r"script-src 'self' 'nonce-[\w-]{20,}'")
        self.assertIn("frame-ancestors 'none'", policy)
        self.assertNotIn("unsafe", policy)
        self.assertIn("no-cache", response.headers.get("Cache-Control", "no-cache"))

    def everything(self) -> dict[str, str]:
        """What the form asks for. Each time with a new app, since a code works once."""
        key = factors.set_app(self.staff, factors.new_key()).key
        return {
            "username": "staff", "password": "password", "otp_token": factors.current_code(key)
        }  # fmt: skip

    def test_logging_in_leads_to_the_desk(self) -> None:
        self.client.logout()
        given = self.everything() | {"next": "/admin/"}
        page = self.client.post("/admin/login/", given, follow=True)
        self.assertContains(page, "Add a person")

    def test_logging_in_leads_to_no_other_site(self) -> None:
        for elsewhere in (
            "//evil.example", "/\\evil.example", "https:evil.example", "https://evil.example",
            "\t//evil.example", "javascript:alert(1)", "http://testserver@evil.example/",
        ):  # fmt: skip
            with self.subTest(elsewhere):
                self.client.logout()
                given = self.everything() | {"next": elsewhere}
                self.assertRedirects(self.client.post("/admin/login/", given), "/admin/")
                signed_in = self.client.get("/admin/login/", {"next": elsewhere})
                self.assertRedirects(signed_in, "/admin/")

    def test_it_shows_to_each_only_what_they_may_see(self) -> None:
        make_news(state="in_review", headline="Waiting words")
        make_page(state="in_review", title="About us")
        self.sign_in_as("campaign.view_page")
        page = self.client.get("/admin/")
        self.assertContains(page, "About us")
        self.assertNotContains(page, "Waiting words")
        self.assertNotContains(page, "Add a person")

    def test_its_groups_are_in_the_words_of_the_campaign(self) -> None:
        page = self.client.get("/admin/").text
        places = [
            page.index(f">{group}</a>")
            for group in ("People", "Petitions", "News", "The site", "Staff")
        ]
        self.assertEqual(places, sorted(places))

    def test_a_list_whose_name_does_not_say_it_tells_what_it_is_for(self) -> None:
        page = self.client.get("/admin/petitions/invalidation/")
        self.assertContains(page, '<p class="list-note">Many signatures taken out of the count')
        self.assertNotContains(self.client.get("/admin/campaign/page/"), "list-note")

    def test_tokens_mail_boxes_counts_and_the_queue_are_not_on_it(self) -> None:
        shown = {model.__name__ for model in admin.site._registry}
        self.assertEqual(
            shown,
            {
                "Detainee", "Place", "Ethnicity", "ImportBatch", "SpellingGroup", "Tip", "ErasedPerson", "Addressee", "Petition", "Signature", "AddressRule",
                "AccessRule", "ConsentText", "CountCheck", "Delivery", "Dossier", "Invalidation", "Limit", "PaperBatch", "Response", "RuleChange", "SignerAccess", "Switches", "Update",
                "Activity", "Author", "FollowerCount", "NewsItem", "Page", "PressPage", "Tag", "Picture", "User", "Group", "AccountEvent", "HomePage", "Menu", "Notice", "Redirect",
            },
        )  # fmt: skip


class GarbageTests(DeskTestCase):
    PEOPLE, NEWS = "/admin/profiles/detainee/", "/admin/news/newsitem/"
    SIGNATURES = "/admin/petitions/signature/"

    def test_nothing_typed_into_an_address_breaks_a_list(self) -> None:
        make_detainee()
        make_signature(make_petition())
        make_news()
        long = "9" * 40
        for address, queries in (
            (self.PEOPLE, (
                "q=%00", "q=%FF%FE", "q=" + "x" * 3000, "q=%27%22%3B--", "q=%25_%5C", "q=P-" + long,
                "p=-1", "p=abc", "p=" + long, "o=99.-99", "o=x", "all=", "_facets=True", "state=x",
                "state__exact=x", "home_place__id__exact=" + long, "ethnicities__id__exact=x",
                "updated_at__gte=never", "updated_at__year=99999", "status=x", "basis=maybe",
            )),
            (self.NEWS, (
                "publish_at__year=99999", "publish_at__year=0", "publish_at__month=x", "kind__exact=%00",
            )),
            (self.SIGNATURES, (
                "q=%00", "q=%25", "petition__id__exact=x", "petition__id__exact=" + long, "country=ZZ",
                "signed=99", "p=" + long,
            )),
        ):  # fmt: skip
            for query in queries:
                with self.subTest(address=address, query=query):
                    response = self.client.get(f"{address}?{query}", follow=True)
                    self.assertIn(response.status_code, (200, 400))

    def test_a_list_is_narrowed_only_by_what_it_offers(self) -> None:
        for query in (
            "staff_notes__startswith=a", "consents__giver__startswith=a", "names__folded=a",
            "id__in=1", "no_such_field=1",
        ):  # fmt: skip
            with self.subTest(query):
                self.assertEqual(self.client.get(f"{self.PEOPLE}?{query}").status_code, 400)

    def test_an_address_that_names_no_row(self) -> None:
        for pk in ("0", "-1", "abc", "9" * 40, "1_0", "..", "%FF"):
            with self.subTest(pk):
                response = self.client.get(f"{self.PEOPLE}{pk}/change/", follow=True)
                self.assertIn(response.status_code, (200, 404))
        for part in ("publish", "withdraw", "preview"):
            response = self.client.get(f"{self.PEOPLE}{'9' * 40}/{part}/", follow=True)
            self.assertContains(response, "Perhaps it was deleted?")

    def test_nul_bytes_in_a_form_are_refused_beside_the_field(self) -> None:
        page = self.fill_in(
            "/admin/campaign/page/add/", {"title": "A\0B", "slug": "a", "body": "b"}
        )
        self.assertContains(page, "there is a character that cannot be shown")
        self.assertFalse(Page.objects.exists())

    def test_a_form_without_its_management_fields_is_refused(self) -> None:
        response = self.client.post("/admin/profiles/detainee/add/", {"summary": "x"})
        self.assertContains(response, "Please correct the error")

    def test_the_suggestions_of_a_field(self) -> None:
        make_detainee("Gülnar Misal")
        field = {"app_label": "news", "model_name": "newsitem", "field_name": "people"}
        for term, number in (("gulnaar", 1), ("گۈلنار", 1), ("Turdi", 0)):
            found = self.client.get("/admin/autocomplete/", field | {"term": term}).json()
            self.assertEqual(len(found["results"]), number, term)
        for term in ("", "x" * 3000, "%", "'"):
            response = self.client.get("/admin/autocomplete/", field | {"term": term})
            self.assertEqual(response.status_code, 200)
        self.assertEqual(self.client.get("/admin/autocomplete/?app_label=x").status_code, 403)


class PageTests(DeskTestCase):
    def test_a_page_is_written_previewed_and_published(self) -> None:
        words = {"title": "How to help", "slug": "help", "body": "## First\n\nWrite a *letter*."}
        self.fill_in("/admin/campaign/page/add/", words, press="_submit")
        page = Page.objects.get()
        preview = self.client.get(f"/admin/campaign/page/{page.pk}/preview/")
        self.assertContains(preview, "<em>letter</em>")
        self.assertEqual(self.client.get("/help/").status_code, 404)
        self.fill_in(f"/admin/campaign/page/{page.pk}/change/", {}, press="_publish")
        self.assertContains(self.client.get("/help/"), "<em>letter</em>")

    def test_the_address_of_a_public_page_can_change_and_the_old_one_leads_to_it(self) -> None:
        page = make_page()
        self.fill_in(f"/admin/campaign/page/{page.pk}/change/", {"slug": "other", "title": "New"})
        page.refresh_from_db()
        self.assertEqual((page.slug, page.title), ("other", "New"))
        moved = self.client.get("/about/")
        self.assertEqual((moved.status_code, moved["Location"]), (301, "/other/"))


class PictureTests(DeskTestCase):
    def setUp(self) -> None:
        super().setUp()
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        media = override_settings(MEDIA_ROOT=self.folder)
        media.enable()
        self.addCleanup(media.disable)

    def upload(self, data: bytes, name: str = "x.jpg", content_type: str = "image/jpeg") -> Any:
        file = SimpleUploadedFile(name, data, content_type)
        words = {
            "upload": file, "alt": "A teacher", "credit": "Her family", "likeness": "unverified",
            "_save": "yes",
        }  # fmt: skip
        return self.client.post(f"{PICTURES}add/", words, follow=True)

    def test_a_picture_is_taken_in_and_shown_in_the_list(self) -> None:
        self.upload(picture())
        stored = Picture.objects.get()
        self.assertEqual((stored.alt, stored.width, stored.widths), ("A teacher", 300, [240, 300]))
        thumbnail = f"{PICTURES}{stored.pk}/240.jpg"
        self.assertContains(self.client.get(PICTURES), thumbnail)
        file = self.client.get(thumbnail)
        self.assertEqual(file.headers["Content-Type"], "image/jpeg")
        self.assertIn("no-store", file.headers["Cache-Control"])
        self.assertIn("sandbox", file.headers["Content-Security-Policy"])

    def test_a_refused_file_is_told_beside_the_field_and_the_rest_is_kept(self) -> None:
        page = self.upload(b"GIF89a<script>alert(1)</script>")
        self.assertContains(page, "This is not a JPEG, PNG or WebP picture")
        self.assertContains(page, 'value="Her family"')
        self.assertFalse(Picture.objects.exists())
        self.assertFalse(any(path.is_file() for path in self.folder.rglob("*")))

    def test_description_and_credit_are_required(self) -> None:
        file = SimpleUploadedFile("x.jpg", picture())
        empty = {"upload": file, "alt": "", "credit": "", "likeness": "unverified"}
        page = self.client.post(f"{PICTURES}add/", empty)
        for field in ("alt", "credit"):
            error = (
                f'<ul class="errorlist" id="id_{field}_error"><li>This field is required.</li></ul>'
            )
            self.assertContains(page, error, html=True)
        self.assertFalse(any(path.is_file() for path in self.folder.rglob("*")))

    def test_neither_name_nor_content_type_of_the_upload_matters(self) -> None:
        for name, content_type in (
            ("../../x.jpg", "image/jpeg"), ("a\u202egpj.exe", "text/html"), ("con.jpg", "image/png"),
            (".htaccess", "application/x-php"), ("x.jpg.html", "text/html"), ('"\n', ""),
            ("n" * 300 + ".jpg", "image/jpeg"), ("a\0b.jpg", "image/svg+xml"),
        ):  # fmt: skip
            with self.subTest(name):
                self.upload(picture(), name, content_type)
        self.assertEqual(Picture.objects.count(), 8)
        for path in self.folder.rglob("*.*"):
            relative = str(path.relative_to(self.folder))
            self.assertRegex(relative, r"\Apictures/[0-9a-f]{32}/\d+\.(jpg|webp|avif)\Z")

    def test_words_can_be_changed_and_the_picture_not(self) -> None:
        self.upload(picture())
        stored = Picture.objects.get()
        page = self.fill_in(f"{PICTURES}{stored.pk}/change/", {"alt": "A teacher at her desk"})
        self.assertNotContains(page, 'type="file"')
        again = Picture.objects.get()
        self.assertEqual((again.alt, again.name), ("A teacher at her desk", stored.name))

    def test_saving_leads_to_the_picture_where_the_point_that_stays_in_sight_is_chosen(
        self,
    ) -> None:
        page = self.upload(picture(size=(600, 400)))
        stored = Picture.objects.get()
        self.assertEqual(page.request["PATH_INFO"], f"{PICTURES}{stored.pk}/change/")
        self.assertContains(page, 'class="focus-x-50 focus-y-30"')
        person = make_detainee(portrait=stored)
        self.fill_in(page.request["PATH_INFO"], {"focus_x": "80", "focus_y": "0"})
        story = self.client.get(person.get_absolute_url())
        self.assertContains(story, 'class="focus-x-80 focus-y-0"')
        again = self.fill_in(page.request["PATH_INFO"], {"focus_x": "101"})
        self.assertContains(again, "The point must be on the picture")

    def test_who_confirmed_a_likeness_must_be_said_and_is_encrypted(self) -> None:
        self.upload(picture())
        address = f"{PICTURES}{Picture.objects.get().pk}/change/"
        page = self.fill_in(address, {"likeness": "family"})
        self.assertContains(page, "Say who confirmed the likeness.")
        words = {"likeness": "family", "likeness_by": "Her brother, by video, in May"}
        self.fill_in(address, words)
        stored = Picture.objects.get()
        self.assertEqual((stored.likeness, stored.likeness_by), tuple(words.values()))
        with connection.cursor() as cursor:
            cursor.execute("SELECT likeness_by FROM campaign_picture")
            self.assertNotIn("brother", cursor.fetchone()[0])

    def test_whose_word_it_is_is_not_for_editors_who_may_write_it_down(self) -> None:
        self.upload(picture())
        stored = Picture.objects.get()
        save_all(
            Picture.objects.all(),
            likeness="family",
            likeness_by="Her brother",
            provenance="A cousin",
        )
        self.sign_in_as("campaign.add_picture", "campaign.change_picture", "campaign.view_picture")
        self.assertIn("likeness_by", self.read(f"{PICTURES}add/").values)
        address = f"{PICTURES}{stored.pk}/change/"
        page = self.client.get(address)
        for word in ("Her brother", "A cousin", 'name="likeness'):
            self.assertNotContains(page, word)
        self.assertContains(page, "Confirmed by the family")
        self.fill_in(address, {"alt": "A teacher at her desk"})
        stored.refresh_from_db()
        self.assertEqual((stored.alt, stored.likeness_by), ("A teacher at her desk", "Her brother"))

    def test_an_editor_says_later_who_confirmed_a_likeness_from_the_portrait_of_the_person(
        self,
    ) -> None:
        self.upload(picture())
        stored = Picture.objects.get()
        save_all(Picture.objects.all(), likeness_by="Her neighbour was not sure")
        person = make_detainee(portrait=stored, state="draft", publish_at=None)
        self.sign_in_as(
            "campaign.change_picture", "campaign.view_picture", "profiles.change_detainee",
            "profiles.view_detainee",
        )  # fmt: skip
        address = f"{PICTURES}{stored.pk}/change/"
        self.assertContains(
            self.client.get(f"/admin/profiles/detainee/{person.pk}/change/"),
            f'<a data-edit href="{address}"',
        )
        self.assertNotContains(self.client.get(address), "neighbour")
        page = self.fill_in(address, {"likeness": "family"})
        self.assertContains(page, "Say who confirmed the likeness.")
        self.assertNotContains(page, "neighbour")
        self.fill_in(address, {"likeness": "family", "likeness_by": "Her brother, in May"})
        stored.refresh_from_db()
        self.assertEqual(stored.likeness, "family")
        self.assertEqual(stored.likeness_by, "Her neighbour was not sure\nHer brother, in May")
        self.assertEqual(missing_items(person), [])

    def test_the_form_of_a_person_says_when_nobody_has_confirmed_the_portrait(self) -> None:
        self.upload(picture())
        person = make_detainee(portrait=Picture.objects.get())
        address = f"/admin/profiles/detainee/{person.pk}/change/"
        doubt = "Record at the portrait who confirmed the person’s identity, or remove it."
        self.assertContains(self.client.get(address), doubt)
        save_all(Picture.objects.all(), likeness="other", likeness_by="A former colleague")
        self.assertNotContains(self.client.get(address), doubt)

    def test_the_file_itself_is_not_kept(self) -> None:
        self.upload(picture(comment=b"CANARY"))
        stored = Picture.objects.get()
        page = self.client.get(f"{PICTURES}{stored.pk}/change/")
        self.assertNotContains(page, "original/")
        self.assertEqual(self.client.get(f"{PICTURES}{stored.pk}/original/").status_code, 404)
        self.assertContains(self.client.get(f"{PICTURES}add/"), "The original file is not stored.")

    @override_settings(KEEP_ORIGINALS=True)
    def test_where_the_setting_says_so_it_is_stored_encrypted_and_for_few(self) -> None:
        data = picture(comment=b"CANARY")
        self.upload(data)
        stored = Picture.objects.get()
        [file] = self.folder.rglob("original")
        self.assertNotIn(b"CANARY", file.read_bytes())
        address = f"{PICTURES}{stored.pk}/original/"
        self.assertContains(self.client.get(f"{PICTURES}{stored.pk}/change/"), f'href="{address}"')
        response = self.client.get(address)
        self.assertEqual(response.content, data)
        self.assertTrue(response["Content-Disposition"].startswith("attachment"))
        self.assertEqual(response["Content-Type"], "application/octet-stream")
        self.assertIn("no-store", response["Cache-Control"])
        entry = LogEntry.objects.latest("pk")
        self.assertEqual(entry.get_change_message(), "Downloaded the file itself.")
        activity = Activity.objects.get(kind=Activity.Kind.EXPORTED)
        self.assertEqual((activity.actor, activity.subject_pk), (self.staff, stored.pk))
        person = make_detainee(portrait=stored)
        for guess in ("portrait-0.original", "portrait-240.original", "original"):
            self.assertEqual(
                self.client.get(f"{person.get_absolute_url()}{guess}").status_code, 404
            )
        person.delete()
        self.sign_in_as("campaign.change_picture", "campaign.view_picture")
        self.assertEqual(self.client.get(address).status_code, 403)
        self.client.force_login(self.staff)
        with self.captureOnCommitCallbacks(execute=True):
            self.client.post(f"{PICTURES}{stored.pk}/delete/", {"post": "yes"})
        self.assertFalse(file.exists())

    def test_deleting_deletes_the_files_but_not_while_it_is_in_use(self) -> None:
        self.upload(picture())
        stored = Picture.objects.get()
        person = make_detainee(portrait=stored)
        self.client.post(f"{PICTURES}{stored.pk}/delete/", {"post": "yes"})
        self.assertTrue(Picture.objects.exists())
        person.portrait = None
        person.save()
        with self.captureOnCommitCallbacks(execute=True):
            self.client.post(f"{PICTURES}{stored.pk}/delete/", {"post": "yes"})
        self.assertFalse(Picture.objects.exists())
        self.assertFalse(any(path.is_file() for path in self.folder.rglob("*")))

    def test_the_files_are_not_for_staff_who_may_not_see_pictures(self) -> None:
        self.upload(picture())
        address = f"{PICTURES}{Picture.objects.get().pk}/240.jpg"
        self.sign_in_as("news.view_newsitem")
        self.assertEqual(self.client.get(address).status_code, 403)
        self.client.logout()
        self.assertEqual(self.client.get(address).status_code, 302)
