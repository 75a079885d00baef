"""The pages for checking the count are public and complete, and reveal nothing about any signer."""

import csv
import hashlib
import inspect
import json
import re
from datetime import timedelta
from io import StringIO
from typing import Any
from unittest import mock

from django.conf import settings
from django.db import connection, transaction
from django.test import override_settings
from django.utils import timezone
from psycopg import sql

from campaign.web import page_cache
from petitions.counting import ledger, tallies
from petitions.models import Invalidation, Kind, Leaf, Signature, TreeHead
from petitions.signers import erasure, unconfirmed
from petitions.transparency import log, verifier
from petitions.views.integrity import statement as integrity
from tests.factories import make_signature, make_staff
from tests.petitions.testcases import (
    SigningTestCase,
    deliver,
    sign,
    sign_and_confirm,
    sign_and_get_mail,
)
from tests.testcases import own_heads_folder

PAGE = "/petitions/free-the-teachers/integrity/"


class PagesCase(SigningTestCase):
    def publish(self, adds: int = 12, removes: int = 2, occasion: str = "daily") -> TreeHead:
        signatures = [make_signature(self.petition) for _ in range(adds)]
        for signature in signatures[:removes]:
            erasure.withdraw(signature)
        tallies.fold()
        return log.publish_head(self.petition, occasion)

    def json(self, name: str) -> Any:
        return json.loads(self.client.get(PAGE + name).content)


class StatementTests(PagesCase):
    def test_the_figures_add_up(self) -> None:
        self.publish(12, 2)
        statement = self.json("heads.json")["statement"]
        self.assertEqual(
            (statement["added"], statement["removed"], statement["count"]),
            (12, {"withdrawn": 2}, 10),
        )
        page = self.client.get(PAGE)
        for shown in (
            "<dd>12</dd>",
            '<dd dir="ltr">−2</dd>',
            "<dd>10</dd>",
            "Withdrawn by the signer",
        ):
            self.assertContains(page, shown)

    def test_before_the_first_head_it_says_when_there_will_be_something(self) -> None:
        make_signature(self.petition)
        page = self.client.get(PAGE)
        self.assertContains(page, "Nothing has been published yet")
        self.assertEqual(self.json("heads.json")["heads"], [])
        self.assertEqual(self.client.get(PAGE + "log/0.txt").content, b"")

    def test_it_changes_with_a_head_and_not_with_every_signer(self) -> None:
        self.publish()
        before = self.json("heads.json")
        sign_and_confirm(self.petition)
        erasure.withdraw(make_signature(self.petition))
        with mock.patch("campaign.web.page_cache.cached_pages.get", return_value=None):
            self.assertEqual(self.json("heads.json"), before)

    def test_events_are_totals_of_what_the_ledger_has_folded_and_not_yet_folded(self) -> None:
        ledger.record_events(Kind.CONFIRMED, [self.petition.pk] * 13)
        tallies.fold()
        ledger.record_events(Kind.CONFIRMED, [self.petition.pk])
        self.assertEqual(self.publish().statement["confirmed"], 14)

    def test_a_figure_on_events_moves_by_ten_or_more(self) -> None:
        published = []
        for number in (9, 4, 9, 1):
            ledger.record_events(Kind.CONFIRMED, [self.petition.pk] * number)
            published.append(self.publish().statement["confirmed"])
        self.assertEqual(published, [None, 13, 13, 23])

    def test_fewer_than_ten_quarantined_signatures_are_shown_as_null(self) -> None:
        published = []
        for number in (0, 1, 8):
            for _ in range(number):
                make_signature(
                    self.petition, state="quarantined", quarantine_reason="flood", receipt=b"r"
                )
                ledger.record_events(Kind.QUARANTINED, [self.petition.pk])
            statement = self.publish().statement
            published.append((statement["held"], statement["held_now"]))
        self.assertEqual(published, [(None, None)] * 3)
        make_signature(self.petition, state="quarantined", quarantine_reason="flood", receipt=b"r")
        self.assertEqual(self.publish().statement["held_now"], 10)

    def test_invalidations_are_published_with_their_reasons(self) -> None:
        staff = make_staff()
        for reason, state, number in (
            ("A flood from one provider", "done", 1234),
            ("A slip of ours", "undone", 4),
            ("Not begun", "draft", 0),
        ):
            Invalidation.objects.create(
                petition=self.petition, reason=reason, state=state, uncounted=number,
                author=staff, note="for us alone", finished_at=timezone.now(),
            )  # fmt: skip
        self.publish()
        page = self.client.get(PAGE)
        self.assertContains(page, "A flood from one provider")
        self.assertContains(page, "1,234")
        self.assertRegex(
            " ".join(page.text.split()), r"A slip of ours \(fewer than 10, later put back"
        )
        self.assertNotContains(page, "Not begun")
        self.assertNotContains(page, "for us alone")

    def test_the_petition_leads_there(self) -> None:
        self.assertContains(self.client.get("/petitions/free-the-teachers/"), f'href="{PAGE}"')

    def test_a_petition_that_is_not_public_has_no_such_pages(self) -> None:
        self.publish()
        for state, status in (("draft", 404), ("withdrawn", 410)):
            type(self.petition).objects.update(state=state)
            for name in ("", "heads.json", "log/0.txt", "consistency/14-14.json", "verifier.py", "verifier.html",
                "heads.csv", "history.csv", "history.json",
            ):  # fmt: skip
                with (
                    self.subTest(state=state, name=name),
                    mock.patch("campaign.web.page_cache.cached_pages.get", return_value=None),
                ):
                    self.assertEqual(self.client.get(PAGE + name).status_code, status)


class LogTests(PagesCase):
    def test_the_pages_of_the_log_make_up_what_the_heads_say(self) -> None:
        with mock.patch.object(integrity, "LINES_PER_PAGE", 5):
            self.publish(12, 2)
            self.publish(3, 1)
            published = self.json("heads.json")
            self.assertEqual(published["pages"], 4)
            log = b"".join(self.client.get(f"{PAGE}log/{page}.txt").content for page in range(4))
            heads = verifier.Published(json.dumps(published).encode())
            report = verifier.Report(is_quiet=True)
            found = verifier.check_published(log, heads, report)
            self.assertEqual((len(heads.heads), found.count, report.missing), (2, 12, []))
            self.assertEqual(self.client.get(PAGE + "log/4.txt").status_code, 404)

    def test_lines_after_the_last_head_are_not_shown(self) -> None:
        self.publish(12, 0)
        make_signature(self.petition)
        log.place_lines(self.petition, timezone.now().date())
        self.assertEqual(self.client.get(PAGE + "log/0.txt").content.count(b"\n"), 12)

    def test_a_page_is_bounded_however_long_the_log(self) -> None:
        self.assertLess(integrity.LINES_PER_PAGE * 100, 500_000)

    def test_a_page_of_the_log_pushes_no_other_page_out_of_memory(self) -> None:
        self.publish()
        with mock.patch("campaign.web.page_cache.cached_pages.put") as put:
            response = self.client.get(PAGE + "log/0.txt", headers={"Accept-Encoding": "gzip"})
        put.assert_not_called()
        self.assertEqual(response["Content-Encoding"], "gzip")
        self.assertIn("public", response["Cache-Control"])
        again = self.client.get(PAGE + "log/0.txt", headers={"If-None-Match": response["ETag"]})
        self.assertEqual(again.status_code, 304)

    def test_numbers_that_no_log_has_are_not_found(self) -> None:
        self.publish()
        for name in (
            f"log/{10**30}.txt",
            f"consistency/{10**30}-{10**31}.json",
            "consistency/0-0.json",
            "consistency/5-14.json",
            "log/-1.txt",
            "log/00.txt",
            "checkpoint/014",
        ):
            with self.subTest(name):
                self.assertEqual(self.client.get(PAGE + name).status_code, 404)

    def test_any_head_can_be_shown_to_add_to_any_earlier_one(self) -> None:
        sizes = [self.publish(adds, 1).size for adds in (5, 12, 3)]
        heads = verifier.Published(self.client.get(PAGE + "heads.json").content)
        for first, second in ((0, 1), (0, 2), (1, 2), (2, 2)):
            given = self.json(f"consistency/{sizes[first]}-{sizes[second]}.json")
            report = verifier.Report(is_quiet=True)
            verifier.check_consistency(given, [heads], report)
            self.assertEqual(report.missing, [])

    def test_the_verifiers_are_the_ones_that_the_page_names(self) -> None:
        folder = settings.BASE_DIR / "petitions" / "transparency"
        for name in ("verifier.py", "verifier.html"):
            file = self.client.get(PAGE + name)
            self.assertIn(f'attachment; filename="{name}"', file["Content-Disposition"])
            self.assertContains(self.client.get(PAGE), hashlib.sha256(file.content).hexdigest())
            self.assertEqual(file.content, (folder / name).read_bytes())

    def test_the_page_leads_to_their_source_if_it_is_known(self) -> None:
        self.assertNotContains(self.client.get(PAGE), "See it in the source code")
        source = "https://git.example.org/campaign/tree/0123abcd"
        page_cache.invalidate()
        with override_settings(SOURCE_URL=source):
            page = self.client.get(PAGE)
        for name in ("verifier.py", "verifier.html"):
            self.assertContains(page, f'href="{source}/petitions/transparency/{name}"')


class OpenDataTests(PagesCase):
    """All heads, and the count by day. They say what the heads say, and nothing in between."""

    def test_all_heads_however_many_there_are(self) -> None:
        heads = [self.publish(12, 0) for _ in range(20)]
        rows = list(csv.DictReader(StringIO(self.client.get(PAGE + "heads.csv").text)))
        self.assertEqual([row["root"] for row in rows], [bytes(each.root).hex() for each in heads])
        self.assertEqual([row["count"] for row in rows], [str(each.count) for each in heads])
        page = self.client.get(PAGE)
        for name in ("heads.csv", "heads.json", "history.csv", "history.json"):
            self.assertContains(page, f'href="{PAGE}{name}"')

    def test_the_count_by_day_has_a_row_for_each_day(self) -> None:
        self.publish(12, 0)
        self.publish(3, 2)  # a delivery on the same day
        later = timezone.now() + timedelta(days=3)
        with mock.patch.object(timezone, "now", return_value=later):
            self.publish(10, 0)
        today = timezone.now().date()
        days = self.json("history.json")["days"]
        self.assertEqual(
            [(day["date"], day["count"], day["added"], day["removed"]) for day in days],
            [(str(today + timedelta(days=n)), 13, 15, 2) for n in range(3)]
            + [(str(later.date()), 23, 25, 2)],
        )
        rows = list(csv.DictReader(StringIO(self.client.get(PAGE + "history.csv").text)))
        self.assertEqual(rows, [{name: str(value) for name, value in day.items()} for day in days])

    def test_nothing_moves_between_heads(self) -> None:
        self.publish(12, 0)
        before = self.json("history.json")
        for _ in range(9):
            make_signature(self.petition)
        log.publish_due_heads()
        page_cache.invalidate()
        self.assertEqual(self.json("history.json"), before)

    def test_without_heads_it_is_empty(self) -> None:
        self.assertEqual(self.json("history.json")["days"], [])
        self.assertEqual(
            self.client.get(PAGE + "heads.csv").text, "date,occasion,size,count,root\n"
        )


class NobodyTests(PagesCase):
    """No one can find out whether a person signed, however much else they know."""

    def test_what_is_published_does_not_depend_on_who_signed(self) -> None:
        """Other people, other keys, the same random bytes: the same log and heads, byte for byte."""
        found = []
        people: list[tuple[str, dict[str, Any]]] = [
            ("one" * 20, {"name": "Gülnar Ablet", "country": "NL", "city": "Utrecht"}),
            ("two" * 20, {"name": "Somebody Else", "country": "JP", "visibility": "name"}),
        ]
        for pepper, someone in people:
            receipts = (bytes([number]) * 32 for number in range(100))
            with (
                transaction.atomic(),
                own_heads_folder(),
                override_settings(PEPPER=pepper, SECRET_KEY=pepper),
                mock.patch.object(ledger, "new_receipt", side_effect=receipts),
            ):
                signatures = [make_signature(self.petition, **someone) for _ in range(11)]
                erasure.withdraw(signatures[0])
                log.publish_head(self.petition, "daily")
                found.append(self.client.get(PAGE + "log/0.txt").content)
                found.append(self.client.get(PAGE + "heads.json").content)
                page_cache.cached_pages.clear()
                transaction.set_rollback(True)
        self.assertEqual(found[:2], found[2:])
        self.assertEqual(found[0].count(b"\n"), 12)

    def test_signing_with_another_address_moves_the_same_figures_whether_or_not_it_signed(
        self,
    ) -> None:
        """Anyone may send the form with another person's address, as often as the limits allow, and read the next heads."""
        sign_and_confirm(self.petition, email="signed@example.org")
        sign_and_get_mail(self.petition, email="waits@example.org")
        moved = []
        for address in ("signed@example.org", "waits@example.org", "never@example.org"):
            with transaction.atomic(), own_heads_folder():
                before = self.publish(10, 0).statement
                for number in range(12):
                    sign(self.petition, email=address)
                    if number < 2:  # an address gets three emails a day
                        deliver()
                Signature.objects.filter(state="pending").update(
                    signed_at=timezone.now() - timedelta(days=30)
                )
                unconfirmed.erase_expired()
                after = self.publish(10, 0).statement
                moved.append({name for name in after if after[name] != before[name]})
                moved[-1] |= {after["sent"] - (before["sent"] or 0)}
                transaction.set_rollback(True)
        self.assertEqual(moved, [{"sent", 14, "added", "count"}] * 3)

    def test_a_commitment_is_made_of_the_petitions_name_and_random_bytes_alone(self) -> None:
        asked_for = list(inspect.signature(ledger.commitment).parameters)
        self.assertEqual(asked_for, ["petition", "receipt"])
        with mock.patch("secrets.token_bytes", return_value=b"r" * 32) as random:
            self.assertEqual(ledger.new_receipt(), b"r" * 32)
        random.assert_called_once_with(32)

    def test_every_published_word_is_an_action_a_day_a_hash_or_a_reason(self) -> None:
        signature = sign_and_confirm(self.petition, city="Utrecht", comment="For my teacher")
        self.publish()
        erasure.withdraw(signature)
        self.publish()
        log = self.client.get(PAGE + "log/0.txt").text
        for line in log.splitlines():
            self.assertRegex(
                line, r"^(add \d{4}-\d\d-\d\d [0-9a-f]{64}|"
                r"remove \d{4}-\d\d-\d\d [0-9a-f]{64} (withdrawn|invalidated))$"
            )  # fmt: skip
        known = {ledger.commitment("free-the-teachers", bytes(s.receipt or b"")).hex()
                 for s in self.petition.signatures.all()}  # fmt: skip
        hashes = set(re.findall(r"[0-9a-f]{64}", log))
        self.assertEqual(len(hashes), 25)
        self.assertEqual(
            len(hashes - known), 5
        )  # of erased signatures, to which nothing refers any more

    def test_after_a_withdrawal_nothing_holds_the_receipt(self) -> None:
        signature = make_signature(self.petition)
        secret = bytes(signature.receipt or b"")
        erasure.withdraw(signature)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT table_name, column_name FROM information_schema.columns "
                "WHERE table_schema = 'public' AND data_type = 'bytea'"
            )
            for table, column in cursor.fetchall():
                asked = sql.SQL("SELECT count(*) FROM {} WHERE {} = %s")
                cursor.execute(
                    asked.format(sql.Identifier(table), sql.Identifier(column)), [secret]
                )
                self.assertEqual(cursor.fetchone(), (0,), f"{table}.{column}")

    def test_the_order_of_a_day_follows_from_its_commitments_and_so_tells_nothing(self) -> None:
        for number in range(30):
            make_signature(self.petition, confirmed_at=timezone.now() - timedelta(minutes=number))
        log.publish_head(self.petition, "daily")
        placed = Leaf.objects.order_by("position").values_list("commitment", flat=True)
        self.assertEqual(list(map(bytes, placed)), sorted(map(bytes, placed)))
