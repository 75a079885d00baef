"""A letter of one's own: what its writer changes goes along to email and paper."""

from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Page, expect

from petitions.models import Addressee
from tests.browser.testcases import BrowserTestCase
from tests.factories import make_detainee, make_petition

EDITED = "Dear Commissioner,\n\nFree her & “all” others.\n\nGülnar"


class OwnLetterTests(BrowserTestCase):
    def setUp(self) -> None:
        super().setUp()
        petition = make_petition()
        Addressee.objects.update(email="office@un.example")
        self.url = petition.letter_url(make_detainee())

    def emailed(self, page: Page) -> str:
        link = page.get_by_role("link", name="Open in your email app").get_attribute("href")
        return parse_qs(urlsplit(str(link)).query)["body"][0].replace("\r\n", "\n")

    def test_what_is_changed_goes_along_and_stays_in_the_browser(self) -> None:
        page = self.visit(self.url)
        self.assertIn("A teacher from Kashgar.", self.emailed(page))
        posted: list[str] = []
        page.on("request", lambda request: posted.append(request.method))
        page.get_by_label("Your letter").fill(EDITED)
        self.assertEqual(self.emailed(page), EDITED)
        page.emulate_media(media="print")
        expect(page.locator("[data-letter-printed]")).to_have_text(EDITED)
        expect(page.locator("[data-letter-printed]")).to_be_visible()
        expect(page.get_by_label("Your letter")).not_to_be_visible()
        page.emulate_media(media="screen")
        expect(page.get_by_role("button", name="Continue")).to_have_count(0)
        self.assertEqual(posted, [])

    def test_without_javascript_it_is_posted_and_comes_back_ready(self) -> None:
        page = self.visit(self.url, java_script_enabled=False)
        expect(page.get_by_role("link", name="Open in your email app")).to_have_count(0)
        page.get_by_label("Your letter").fill(EDITED)
        page.get_by_role("button", name="Continue to email or print").click()
        expect(page.get_by_role("status")).to_contain_text("Your letter is ready")
        self.assertEqual(self.emailed(page), EDITED)
        expect(page.locator("[data-letter-printed]")).to_be_visible()
        page.get_by_text("Change it again").click()
        expect(page.get_by_label("Your letter")).to_have_value(EDITED)

    def test_the_whole_letter_is_in_sight(self) -> None:
        page = self.visit(self.url)
        page.set_viewport_size({"width": 360, "height": 740})
        box = page.get_by_label("Your letter")
        self.assertEqual(box.evaluate("each => each.scrollHeight - each.clientHeight"), 0)
        self.assertEqual(page.evaluate("document.documentElement.scrollWidth"), 360)
