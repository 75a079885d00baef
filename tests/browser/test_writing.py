"""The editor of long texts in a real browser: buttons, shortcuts, lists, pasting, preview, unsaved work."""

from pathlib import Path

from django.conf import settings
from playwright.sync_api import Locator, expect

from campaign.autosave.models import UnsavedWork
from news.models import NewsItem
from tests.browser.accessibility import WCAG, violations
from tests.browser.test_staff import DJANGOS_OWN
from tests.browser.testcases import BrowserTestCase
from tests.factories import make_news, make_page, make_staff

CLIPBOARD = Path(__file__).parent / "clipboard"
PASTE = """(area, html) => {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/html", html);
  area.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
}"""


class WritingTests(BrowserTestCase):
    item: NewsItem

    def setUp(self) -> None:
        super().setUp()
        self.item = make_news(state="draft", headline="Two teachers", body="As it was.")
        self.desk = self.new_visitor(logs_in=True)
        self.client.force_login(make_staff("reyhan"))
        session = self.client.cookies[settings.SESSION_COOKIE_NAME].value
        self.desk.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": self.live_server_url}]
        )
        self.desk.goto(f"/admin/news/newsitem/{self.item.pk}/change/")

    @property
    def text(self) -> Locator:
        return self.desk.get_by_label("Text", exact=False).first

    def press(self, name: str) -> None:
        self.desk.get_by_role("toolbar").get_by_role("button", name=name, exact=True).click()

    def test_writing_with_buttons_keys_preview_and_undo(self) -> None:
        make_page(slug="about", title="About us")
        area = self.text
        area.fill("")
        area.press("Control+b")
        expect(area).to_have_value("**bold words**")
        area.press("Control+z")
        expect(area).to_have_value("")
        area.press_sequentially("- one\ntwo\n\nend")
        expect(area).to_have_value("- one\n- two\nend")
        self.press("Footnote")
        area.press_sequentially("Said so.")
        expect(area).to_have_value("- one\n- two\nend[^1]\n\n[^1]: Said so.")
        self.press("Link")
        dialog = self.desk.get_by_role("dialog")
        dialog.get_by_label("Address").fill("about")
        dialog.get_by_role("button", name="About us").click()
        self.assertTrue(area.input_value().endswith("Said so.[About us](/about/)"))
        if self.desk.get_by_role("button", name="Preview").get_attribute("aria-pressed") == "false":
            self.press("Preview")
        preview = self.desk.frame_locator("#section-headline .writing-preview iframe")
        expect(preview.get_by_role("link", name="About us")).to_be_visible()
        expect(self.desk.get_by_text("Not saved yet.")).to_be_visible()
        self.assertIn("Said so.", UnsavedWork.objects.get().content)
        self.assertEqual(violations(self.desk, *WCAG, leave_out=DJANGOS_OWN), [])
        self.desk.get_by_role("button", name="Save", exact=True).click()
        expect(self.desk.get_by_text("was changed successfully")).to_be_visible()
        self.item.refresh_from_db()
        self.assertIn("[^1]: Said so.[About us](/about/)", self.item.body.replace("\r\n", "\n"))

    def test_pasting_from_other_programs_keeps_the_structure(self) -> None:
        for sample in sorted(CLIPBOARD.glob("*.html")):
            with self.subTest(sample.name):
                self.text.fill("Before[^2]\n\n")
                self.text.press("Control+End")
                self.text.evaluate(PASTE, sample.read_text())
                pasted = self.text.input_value().removeprefix("Before[^2]\n\n")
                self.assertEqual(pasted, sample.with_suffix(".md").read_text().strip())
