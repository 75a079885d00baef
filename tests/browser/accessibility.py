"""Pages measured by axe against WCAG 2.2 AA."""

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
# Nobody reads where axe says that a thing is, in its own language of selectors, which takes long to find.
LOOK = """([exclude, rules]) =>
  axe.run({ exclude }, { runOnly: rules, resultTypes: ["violations"], selectors: false })
    .then((found) => found.violations)"""


def violations(page: Page, *rules: str, leave_out: tuple[str, ...] = ()) -> list[str]:
    """What axe finds: each broken rule with the first place that breaks it, and why.

    rules: tags or single rules. leave_out: selectors of what is not looked at.
    """
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(AXE_SCRIPT)
    found: list[dict[str, Any]] = page.evaluate(LOOK, [leave_out, rules])
    return [
        f"{broken['id']}, {len(broken['nodes'])} times: {broken['nodes'][0]['html'][:300]} "
        + " ".join(broken["nodes"][0]["failureSummary"].split())
        for broken in found
    ]


def inaccessible(page: Page) -> dict[str, list[str]]:
    """What is wrong with it by day and by night."""
    found = {"in light": violations(page, *WCAG, "best-practice")}
    page.emulate_media(color_scheme="dark")
    found["in the dark"] = violations(page, "color-contrast")
    page.emulate_media(color_scheme="light")
    return {light: broken for light, broken in found.items() if broken}
