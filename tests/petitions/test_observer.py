"""What someone learns who watches every public page and file: docs/observer.md, claim by claim.

Two states of the site are compared, address by address, with their headers. The addresses come from the URL
configuration and from every link on every page, so a new page is watched too.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import combinations
from typing import Any
from unittest import mock
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from campaign.web import page_cache
from petitions.counting import ledger, published_figures, tallies
from petitions.counting.tasks import fold_counts, publish_figures
from petitions.models import Kind, Leaf, Petition, Signature, TreeHead
from petitions.signers import erasure
from petitions.transparency import receipts
from petitions.transparency.tasks import publish_heads
from tests.campaign.addresses import Site
from tests.factories import make_delivery, make_petition, make_signature, make_tally
from tests.petitions.testcases import deliver, sign, sign_and_confirm
from tests.testcases import SiteTestCase, own_heads_folder

type Answer = tuple[int, dict[str, str], bytes]
type Answers = dict[str, Answer]

# Of one petition: 131 + 67 + 5 * 9 = 243 signatures, 45 of them in countries of few. All of these numbers are different
# from each other and from all other numbers on the pages.
MANY = {"NL": 131, "KZ": 67}
FEW = dict.fromkeys(("TM", "TR", "DE", "JP", "FR"), 9)
TOTAL, REMAINDER = 243, 45
LIVE = {"/", "/petitions/"}  # beside the addresses of the petition itself that show its total
# The clock stands still: what differs is no matter of time. And no minute or second is one of the numbers.
# It is the next noon: the database has its own clock, and what it has stamped must not lie in the future.
NOW = (timezone.now() + timedelta(hours=12)).replace(hour=12, minute=0, second=0, microsecond=0)
MORNING = NOW.replace(hour=0, minute=12) + timedelta(days=1)
FILES = ("profiles.json", "profiles.csv", "profiles.ftm.json")


class Observer(SiteTestCase):
    site: Site
    other: Petition

    @classmethod
    def setUpTestData(cls) -> None:
        cls.site = Site()
        petition = cls.site.petition
        petition.people.add(cls.site.person)
        petition.goal = 100_000
        petition.save()
        for _ in range(MANY["KZ"]):
            make_signature(petition, country="KZ", signed_for=cls.site.person)
        make_tally(petition, MANY | FEW | {"KZ": 0})
        make_delivery(petition)
        cls.other = make_petition(slug="another", opens_at=NOW - timedelta(days=300))
        make_tally(cls.other, {"NL": 21})
        Petition.objects.filter(pk=petition.pk).update(opens_at=NOW - timedelta(days=30))
        cls.site.petition.refresh_from_db()
        with time_is(NOW):
            publish_figures(timestamp=0)
            publish_heads(timestamp=0)

    def setUp(self) -> None:
        super().setUp()
        clock = time_is(NOW)
        clock.__enter__()
        self.addCleanup(clock.__exit__, None, None, None)

    # --- Watching ---

    def watch(self) -> Answers:
        """Every public page and file: status, headers and body, by address."""
        page_cache.cached_pages.clear()
        cache.clear()
        for name in FILES:  # the page about them says since when they are there
            self.client.get(f"/data/{name}")
        seen: Answers = {}
        waiting = [*self.site.addresses().values(), *self.further_addresses()]
        while waiting:
            address = waiting.pop()
            if address in seen:
                continue
            response = self.client.get(address)
            body = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
            if address == "/data/":  # the time of the files, by the clock of the disk
                body = re.sub(rb'"dateModified": "[^"]+"', b"", body)
            headers = {name: value for name, value in response.items() if name != "Expires"}
            seen[address] = (response.status_code, headers, body)
            if response.status_code == 200 and "html" in headers["Content-Type"]:
                waiting += links(address, body.decode())
            waiting += [headers["Location"]] if "Location" in headers else []
        return seen

    def further_addresses(self) -> Iterator[str]:
        for petition in (self.site.petition, self.other):
            base = petition.get_absolute_url()
            for name in ("count.json", "embed/", "thank-you/", "integrity/heads.json"):
                yield base + name
            sizes = sorted(
                set(TreeHead.objects.filter(petition=petition).values_list("size", flat=True))
            )
            for first, second in combinations(sizes, 2):
                yield f"{base}integrity/consistency/{first}-{second}.json"

    def differences(self, before: Answers, after: Answers) -> dict[str, tuple[Answer, Answer]]:
        self.assertEqual(before.keys(), after.keys())
        return {
            address: (before[address], after[address])
            for address in before
            if before[address] != after[address]
        }

    def assert_only_numbers_moved(
        self, before: Answers, after: Answers, moved: dict[int, int]
    ) -> set[str]:
        """Returns the addresses whose answers differ. moved: the numbers that may differ, before and after."""
        found = self.differences(before, after)
        for address, (one, two) in found.items():
            with self.subTest(address):
                self.assertEqual(one[0], two[0])
                self.assertEqual(plain_headers(one), plain_headers(two))
                self.assertEqual(
                    masked(one[2].decode(), moved.keys()), masked(two[2].decode(), moved.values())
                )
        return set(found)

    # --- What happens ---

    def confirm_one(self) -> Signature:
        """Someone from Kazakhstan signs for the person, with her name, and asks for updates."""
        return sign_and_confirm(
            self.site.petition, country="KZ", visibility="name", updates="on", city="Almaty",
            comment="For my teacher", **{"for": self.site.person.reference},
        )  # fmt: skip

    def next_morning(self) -> None:
        """The worker's jobs of the next day."""
        with time_is(MORNING):
            fold_counts(timestamp=0)
            publish_figures(timestamp=0)
            publish_heads(timestamp=0)

    def morning_after(self, *happened: Callable[[], object]) -> Answers:
        """What is there to see the next morning, after these things have happened or not."""
        with transaction.atomic(), own_heads_folder():
            for each in happened:
                each()
            self.next_morning()
            page_cache.invalidate()  # as the jobs do once they are committed
            with time_is(MORNING):
                seen = self.watch()
            transaction.set_rollback(True)
        return seen

    # --- At once ---

    def test_the_walk_sees_the_contract(self) -> None:
        seen = self.watch()
        petition, person = (
            self.site.petition.get_absolute_url(),
            f"/profiles/{self.site.person.slug}/",
        )
        for address in (
            "/", "/profiles/", "/profiles/map/", "/profiles/numbers/", person, f"{person}case-sheet.pdf",
            f"{person}card.png", "/petitions/", petition, f"{petition}count.json", f"{petition}embed/",
            f"{petition}integrity/", f"{petition}integrity/heads.json", f"{petition}integrity/log/0.txt",
            f"{petition}thank-you/", "/petitions/deliveries/", "/news/", "/news/feed/", "/data/",
            "/data/petitions.json", "/data/profiles.json", "/data/checksums.txt", "/sitemap.xml", "/robots.txt",
        ):  # fmt: skip
            with self.subTest(address):
                self.assertEqual(seen[address][0], 200)
        self.assertIn(str(TOTAL), seen[petition][2].decode())
        self.assertIn("At least <strong>60</strong> signatures", seen[person][2].decode())

    def test_nothing_differs_when_nothing_happens(self) -> None:
        self.assertEqual(self.differences(self.watch(), self.watch()), {})

    def test_when_someone_confirms_only_the_total_moves(self) -> None:
        before = self.watch()
        self.confirm_one()
        changed = self.assert_only_numbers_moved(before, self.watch(), {TOTAL: TOTAL + 1})
        base = self.site.petition.get_absolute_url()
        self.assertEqual(
            {urlsplit(address).path for address in changed},
            LIVE | {base, f"{base}count.json", f"{base}embed/", f"{base}thank-you/"},
        )

    def test_when_someone_withdraws_only_the_total_moves(self) -> None:
        signature = self.confirm_one()
        before = self.watch()
        erasure.withdraw(signature)
        self.assert_only_numbers_moved(before, self.watch(), {TOTAL + 1: TOTAL})

    def test_when_someone_changes_how_they_are_shown_nothing_moves(self) -> None:
        signature = self.confirm_one()
        before = self.watch()
        hidden = {"visibility": "counted", "name": "", "city": "", "comment": ""}
        Signature.objects.filter(pk=signature.pk).update(**hidden)
        self.assertEqual(self.differences(before, self.watch()), {})

    def test_folding_moves_nothing(self) -> None:
        self.confirm_one()
        before = self.watch()
        fold_counts(timestamp=0)
        self.assertEqual(self.differences(before, self.watch()), {})

    def test_a_form_that_is_not_confirmed_moves_nothing(self) -> None:
        before = self.watch()
        sign(self.site.petition, country="KZ")
        deliver()
        self.assertEqual(self.differences(before, self.watch()), {})

    def test_a_quarantined_signature_moves_nothing(self) -> None:
        before = self.watch()
        make_signature(
            self.site.petition, country="KZ", state="quarantined", quarantine_reason="flood"
        )
        ledger.record_events(Kind.QUARANTINED, [self.site.petition.pk])
        self.assertEqual(self.differences(before, self.watch()), {})

    # --- Once a day ---

    def test_the_next_morning_one_signature_moves_the_total_and_what_follows_from_it(self) -> None:
        quiet = self.morning_after()
        busy = self.morning_after(self.confirm_one)
        changed = self.assert_only_numbers_moved(
            quiet, busy, {TOTAL: TOTAL + 1, REMAINDER: REMAINDER + 1}
        )
        self.assertEqual({each for each in changed if "integrity" in each}, set())
        self.assertEqual({each for each in changed if "profiles" in each}, set())

    def test_nor_does_a_withdrawal_of_the_same_day_leave_anything(self) -> None:
        self.assertEqual(
            self.differences(
                self.morning_after(),
                self.morning_after(lambda: erasure.withdraw(self.confirm_one())),
            ),
            {},
        )

    def test_nor_does_a_form_that_was_not_confirmed(self) -> None:
        self.assertEqual(
            self.differences(
                self.morning_after(),
                self.morning_after(lambda: sign(self.site.petition, country="KZ"), deliver),
            ),
            {},
        )

    def test_a_new_country_does_not_show(self) -> None:
        self.assert_only_numbers_moved(
            self.morning_after(),
            self.morning_after(lambda: sign_and_confirm(self.site.petition, country="MN")),
            {TOTAL: TOTAL + 1, REMAINDER: REMAINDER + 1},
        )

    def test_from_which_country_nine_signatures_came_does_not_show(self) -> None:
        """Two days that differ in nothing but the countries of nine signers look the same to the last byte."""
        days = []
        for country in ("KZ", "NL", "MN"):
            with mock.patch.object(ledger, "new_receipt", side_effect=receipts_one_by_one()):
                days.append(self.morning_after(lambda country=country: self.nine_from(country)))  # type: ignore[misc]
        for other in days[1:]:
            self.assertEqual(self.differences(days[0], other), {})

    def nine_from(self, country: str) -> None:
        for _ in range(9):
            make_signature(self.site.petition, country=country, signed_for=self.site.person)

    def test_ten_from_one_country_show_the_next_morning_and_not_before(self) -> None:
        def ten() -> None:
            self.nine_from("KZ")
            self.confirm_one()

        before = self.watch()
        with transaction.atomic():
            ten()
            self.assert_only_numbers_moved(before, self.watch(), {TOTAL: TOTAL + 10})
            transaction.set_rollback(True)
        page = self.morning_after(ten)[self.site.petition.get_absolute_url()][2].decode()
        self.assertIn("<dt>Kazakhstan</dt><dd>77</dd>", page)
        self.assertIn("See signatures by country (as of ", page)

    # --- The log ---

    def test_a_line_says_nothing_that_depends_on_who_signed_or_when(self) -> None:
        """The same ten people in another order, at other times, from other countries: the same log."""
        logs = []
        for countries, hours in ((("KZ", "NL"), (1, 2)), (("TM", "JP"), (9, 3))):
            numbers = receipts_one_by_one(backwards=hours[0] > hours[1])
            with mock.patch.object(ledger, "new_receipt", side_effect=numbers):
                seen = self.morning_after(lambda c=countries, h=hours: self.ten_at(c, h))  # type: ignore[misc]
            logs.append({each: answer for each, answer in seen.items() if "/integrity/" in each})
        self.assertEqual(logs[0], logs[1])
        lines = logs[0][f"{self.site.petition.get_absolute_url()}integrity/log/0.txt"][2]
        self.assertEqual(lines.count(b"\n"), TOTAL + 10)

    def ten_at(self, countries: tuple[str, str], hours: tuple[int, int]) -> None:
        for number in range(10):
            make_signature(
                self.site.petition,
                country=countries[number % 2],
                confirmed_at=timezone.now() - timedelta(hours=hours[number % 2]),
            )

    def test_a_head_shows_a_day_and_no_time(self) -> None:
        base = self.site.petition.get_absolute_url()
        seen = self.watch()
        for name in ("integrity/", "integrity/heads.json", "integrity/log/0.txt"):
            self.assertNotRegex(seen[base + name][2].decode(), r"\d\d:\d\d|\dT\d")

    def test_fewer_than_ten_lines_of_a_kind_never_appear_by_themselves(self) -> None:
        def happens() -> None:
            self.nine_from("KZ")
            for signature in Signature.objects.filter(country="NL", petition=self.site.petition)[
                :9
            ]:
                erasure.withdraw(signature)

        quiet, busy = self.morning_after(), self.morning_after(happens)
        for address in (each for each in quiet if "/integrity/" in each):
            self.assertEqual(quiet[address], busy[address], address)

    def test_the_receipt_of_a_line_that_waits_says_no_more_than_that(self) -> None:
        signature = self.confirm_one()
        self.next_morning()
        receipt = receipts.signature_receipt(signature)
        self.assertEqual(
            set(receipt), {"format", "petition", "published_at", "receipt"}
        )  # no place, no day, no head

    def test_a_place_follows_from_the_receipt_alone(self) -> None:
        self.nine_from("KZ")
        self.confirm_one()
        self.next_morning()
        placed = Leaf.objects.filter(petition=self.site.petition, position__gte=TOTAL)
        commitments = [bytes(each.commitment) for each in placed.order_by("position")]
        self.assertEqual((len(commitments), commitments), (10, sorted(commitments)))

    # --- The desk ---

    def test_the_desk_sees_exact_numbers_at_once(self) -> None:
        self.confirm_one()
        exact = dict(tallies.exact_country_counts(self.site.petition.pk))
        self.assertEqual((exact["KZ"], exact["TM"]), (68, 9))
        published = published_figures.read([self.site.petition.pk])
        self.assertEqual(published.by_petition[self.site.petition.pk].by_country["KZ"], 67)


def links(address: str, html: str) -> Iterator[str]:
    """The links of a page to pages and files of this site. Of links with a query, each path once with its own."""
    for link in re.findall(r'(?:href|src|action|data-live-count)="([^"]+)"', html):
        whole = urldefrag(urljoin(settings.SITE_URL + address, link.replace("&amp;", "&")))[0]
        if not whole.startswith(settings.SITE_URL + "/"):
            continue
        path = unquote(whole.removeprefix(settings.SITE_URL))
        if not path.startswith((settings.STATIC_URL, settings.MEDIA_URL, "/admin/")):
            yield path


def plain_headers(answer: Answer) -> dict[str, str]:
    """The headers without those that follow from the body."""
    return {
        name: value for name, value in answer[1].items() if name not in {"ETag", "Content-Length"}
    }


def masked(body: str, numbers: Any) -> str:
    """The body with these numbers replaced by their places. Those at the end of a slug and in style sheets stay."""
    parts = re.split(r"(<style .*?</style>)", body, flags=re.DOTALL)
    for place, number in enumerate(numbers):
        for index in range(0, len(parts), 2):
            for written in (f"{number:,}", f"{number}"):
                pattern = rf"(?<![\w.-]){written}(?![\w.]\d)"
                parts[index] = re.sub(pattern, f"«number {place}»", parts[index])
    return "".join(parts)


def receipts_one_by_one(*, backwards: bool = False) -> Iterator[bytes]:
    """Receipts that are the same for each state: chance must not be what differs."""
    for number in range(10):
        yield bytes([9 - number if backwards else number]) * 32
    while True:
        yield b"z" * 32


@contextmanager
def time_is(moment: datetime) -> Iterator[None]:
    with mock.patch("django.utils.timezone.now", return_value=moment):
        yield
