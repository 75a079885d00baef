"""Every type of page, measured against WCAG 2.2 AA by axe, in light and in darkness."""

from axe_playwright_python.sync_playwright import Axe
from django.test import override_settings
from playwright.sync_api import Page

from tests.browser.site import build_site
from tests.browser.testcases import BrowserTestCase

WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
axe = Axe()


def violations(page: Page, *rules: str, leave_out: tuple[str, ...] = ()) -> list[str]:
    """What axe finds: each broken rule with the first place that breaks it, and why.

    rules: tags or single rules. leave_out: selectors of what is not looked at.
    """
    found = axe.run(
        page,
        context={"exclude": list(leave_out)} if leave_out else None,
        options={"runOnly": list(rules), "resultTypes": ["violations"]},
    )
    return [
        f"{broken['id']}, {len(broken['nodes'])} times: {broken['nodes'][0]['html'][:300]} "
        + " ".join(broken["nodes"][0]["failureSummary"].split())
        for broken in found.response["violations"]
    ]


@override_settings(DEMO=True)  # the banner has to be read as well
class AccessibilityTests(BrowserTestCase):
    def test_every_page_conforms_in_light_and_darkness(self) -> None:
        page = self.new_visitor(color_scheme="light", reduced_motion="reduce")
        faults = {}
        for name, visit in build_site().items():
            visit(page)
            if found := violations(page, *WCAG, "best-practice"):
                faults[name] = found
            page.emulate_media(color_scheme="dark")
            if found := violations(page, "color-contrast"):
                faults[f"{name}, in the dark"] = found
            page.emulate_media(color_scheme="light")
        self.assertEqual(faults, {})
