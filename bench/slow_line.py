"""What a visitor on a slow line waits for: Chromium behind a line of 400 kbit/s, with an empty cache.

Each request waits 400 ms for its answer, as on “Slow 3G”. With BEFORE=http://127.0.0.1:8082 another site that runs,
such as an older checkout with the same demonstration, is measured in turns with this one.
"""

import os
import shutil
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from django.conf import settings
from playwright.sync_api import Browser, sync_playwright

from bench.database import first_petition
from bench.report import say
from bench.results import Result
from bench.server import web_server
from profiles.models import Detainee

ROUNDS = 3
LATENCY = 400  # ms
BYTES_A_SECOND = 400_000 // 8
PHONE = {"width": 360, "height": 740}
LINE = {
    "offline": False,
    "latency": LATENCY,
    "downloadThroughput": BYTES_A_SECOND,
    "uploadThroughput": BYTES_A_SECOND,
}
# When the page was first painted, when its largest part was, and what had been asked for by then.
SEEN = """() => new Promise((done) => {
  const observer = new PerformanceObserver((list) => {
    const paint = performance.getEntriesByName("first-paint")[0].startTime;
    const files = performance.getEntriesByType("resource");
    done({
      first_paint: paint,
      largest_paint: list.getEntries().at(-1).startTime,
      requests_before: 1 + files.filter((file) => file.startTime < paint).length,
      page_bytes: performance.getEntriesByType("navigation")[0].encodedBodySize,
    });
  });
  observer.observe({ type: "largest-contentful-paint", buffered: true });
})"""


@dataclass(slots=True)
class Visits:
    name: str
    url: str
    seen: list[dict[str, float]] = field(default_factory=list)

    def figures(self) -> dict[str, int]:
        return {key: round(median(each[key] for each in self.seen)) for key in self.seen[0]}


def measure(_size: int) -> Result:
    paths = {
        "home": "/",
        "a story": Detainee.objects.published().earliest("pk").get_absolute_url(),
        "a petition": first_petition().get_absolute_url(),
        "people": "/profiles/",
    }
    sites = {"": f"http://127.0.0.1:{settings.PORT}"}
    if before := os.environ.get("BEFORE", ""):
        sites = {" before": before, **sites}
    visits = [
        Visits(f"{name}{which}", f"{site}{path}")
        for name, path in paths.items()
        for which, site in sites.items()
    ]
    with (
        web_server(),
        sync_playwright() as playwright,
        playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        ) as browser,
    ):
        for number in range(1 + ROUNDS):
            for each in visits:
                seen = visit(browser, each.url)
                if number:  # the first makes the page
                    each.seen.append(seen)
    say(f"\n{'':<20}{'first paint':>12}{'largest':>9}{'requests':>10}{'bytes':>8}")
    for each in visits:
        found = each.figures()
        say(
            f"  {each.name:<18}{found['first_paint']:>12,}{found['largest_paint']:>9,}"
            f"{found['requests_before']:>10}{found['page_bytes']:>8,}"
        )
    result = Result(reference="a line without limits")
    result.more["milliseconds"] = {each.name: each.figures() for each in visits}
    return result


def visit(browser: Browser, url: str) -> dict[str, float]:
    """One visit with an empty cache."""
    context = browser.new_context(viewport=PHONE)  # type: ignore[arg-type]
    page = context.new_page()
    client = context.new_cdp_session(page)
    client.send("Network.enable")
    client.send("Network.emulateNetworkConditions", LINE)
    page.goto(url, wait_until="load")
    seen: dict[str, Any] = page.evaluate(SEEN)
    context.close()
    return seen
