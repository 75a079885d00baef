"""What the editor asks the desk: the preview, pictures, links, and the page about how to write."""

from campaign.closed_records.records import limit
from news.models import NewsItem
from profiles.models import Depiction
from tests.desk import DeskTestCase
from tests.factories import (
    make_detainee,
    make_news,
    make_page,
    make_petition,
    make_picture,
    make_staff,
)

WRITER = ("news.view_newsitem", "news.change_newsitem", "campaign.view_picture")


class PreviewTests(DeskTestCase):
    def preview(self, text: str) -> str:
        answer = self.client.post("/admin/writing/preview/", {"text": text})
        self.assertEqual(answer.status_code, 200)
        self.assertIn("no-store", answer["Cache-Control"])
        return answer.text

    def test_it_shows_the_text_as_its_page_will(self) -> None:
        self.assertIn('<h2 dir="auto">Free</h2>', self.preview("# Free"))
        self.assertIn("&lt;script&gt;", self.preview("<script>"))

    def test_a_picture_comes_from_the_address_for_staff(self) -> None:
        picture = make_picture(alt="A square")
        html = self.preview(f"![](picture:{picture.pk})")
        self.assertIn(f"/admin/campaign/picture/{picture.pk}/1.jpg", html)
        self.assertIn('alt="A square"', html)

    def test_without_the_right_to_see_pictures_there_are_none(self) -> None:
        picture = make_picture(alt="A square")
        self.sign_in_as("news.change_newsitem")
        self.assertNotIn("A square", self.preview(f"![](picture:{picture.pk})"))

    def test_only_staff_who_write_can_ask(self) -> None:
        self.sign_in_as("petitions.view_signature")
        for page in ("preview", "pictures", "links"):
            with self.subTest(page):
                self.assertEqual(self.client.post(f"/admin/writing/{page}/").status_code, 403)
                self.assertEqual(self.client.get(f"/admin/writing/{page}/").status_code, 405)


class FindingTests(DeskTestCase):
    def found(self, what: str, words: str = "") -> list[dict[str, str]]:
        answer = self.client.post(f"/admin/writing/{what}/", {"words": words})
        self.assertEqual(answer.status_code, 200)
        found: list[dict[str, str]] = answer.json()["found"]
        return found

    def test_links_lead_to_people_petitions_news_and_pages(self) -> None:
        make_detainee("Aygul Misal", slug="aygul")
        make_petition(title="For Aygul", slug="for-aygul")
        make_news(headline="Aygul is free", slug="free")
        make_page(title="About Aygul", slug="about", state="draft")
        found = self.found("links", "Aygul")
        self.assertEqual(
            {each["address"]: each["stage"] for each in found},
            {
                "/profiles/aygul/": "",
                "/petitions/for-aygul/": "",
                "/news/free/": "",
                "/about/": "Draft",
            },
        )

    def test_no_words_find_no_page(self) -> None:
        make_page(title="About", slug="about")
        self.assertEqual(self.found("links", " \0"), [])

    def test_only_what_the_user_may_see_is_found(self) -> None:
        make_petition(title="A rally", slug="rally")
        closed = make_news(headline="A rally of the family", slug="closed")
        make_news(headline="A rally in May", slug="may")
        limit(closed, groups=[], staff=[make_staff("reader")], by=self.staff)
        self.sign_in_as(*WRITER)
        self.assertEqual(
            [each["name"] for each in self.found("links", "rally")], ["A rally in May"]
        )

    def test_pictures_are_found_by_their_description_and_credit(self) -> None:
        picture = make_picture(alt="A square", credit="Reyhan")
        make_picture(alt="A bridge", credit="Anon")
        for words in ("square", "reyhan"):
            self.assertEqual(
                [each["number"] for each in self.found("pictures", words)], [picture.pk]
            )
        self.assertEqual(len(self.found("pictures")), 2)

    def test_a_picture_that_may_not_be_shown_is_not_offered(self) -> None:
        picture = make_picture()
        Depiction.objects.create(picture=picture, detainee=make_detainee(state="withdrawn"))
        self.assertEqual(self.found("pictures"), [])


class ClosedPictureTests(DeskTestCase):
    """A picture in the text of a closed item is closed as well."""

    def setUp(self) -> None:
        super().setUp()
        self.picture = make_picture(alt="The family")
        self.mark = f"![](picture:{self.picture.pk})"
        closed = make_news(slug="closed", body=self.mark)
        self.open = make_news(slug="open", state="draft", body="Text")
        limit(closed, groups=[], staff=[make_staff("reader")], by=self.staff)
        self.sign_in_as(*WRITER)

    def test_it_is_neither_offered_nor_shown(self) -> None:
        self.assertEqual(self.client.post("/admin/writing/pictures/").json(), {"found": []})
        page = self.client.post("/admin/writing/preview/", {"text": self.mark})
        self.assertNotContains(page, "The family")
        self.assertEqual(
            self.client.get(f"/admin/campaign/picture/{self.picture.pk}/1.jpg").status_code, 404
        )

    def test_another_text_cannot_name_it(self) -> None:
        page = self.fill_in(f"/admin/news/newsitem/{self.open.pk}/change/", {"body": self.mark})
        self.assertContains(page, f"There is no picture number {self.picture.pk}.")
        self.assertContains(page, self.mark)
        self.assertEqual(NewsItem.objects.get(pk=self.open.pk).body, "Text")


class HelpTests(DeskTestCase):
    def test_every_sign_is_shown_with_its_result(self) -> None:
        page = self.client.get("/admin/writing/")
        self.assertContains(page, "## What happened")
        self.assertContains(page, '<h2 dir="auto">What happened</h2>')
        self.assertContains(page, "<table dir")

    def test_a_form_leads_there(self) -> None:
        page = self.client.get("/admin/news/newsitem/add/")
        self.assertContains(page, 'href="/admin/writing/"')
