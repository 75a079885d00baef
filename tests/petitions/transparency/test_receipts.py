"""A signer gets a receipt when they confirm, once, and never in a URL. Anyone can check what it proves."""

import itertools
import json
import re
from typing import Any
from unittest import mock
from urllib.parse import unquote

from django.http import HttpResponse
from django.test import Client, RequestFactory

from petitions.counting import ledger
from petitions.models import Kind, Leaf, Signature
from petitions.transparency import log, receipts, verifier
from petitions.views.receipts import COOKIE, set_cookie
from tests.factories import make_petition, make_signature
from tests.petitions.testcases import SigningTestCase, link_in, path_of, sign_and_get_mail

PAGE = "/petitions/free-the-teachers/integrity/"
THANKS = "/petitions/free-the-teachers/thank-you/"


def receipts_in(page: Any) -> list[dict[str, Any]]:
    links = re.findall(r'href="data:application/json;charset=utf-8,([^"]+)"', page.text)
    return [json.loads(unquote(link)) for link in links]


def published_now(client: Client) -> verifier.Published:
    return verifier.Published(client.get(f"{PAGE}heads.json").content)


def log_now(client: Client) -> bytes:
    content: bytes = client.get(f"{PAGE}log/0.txt").content
    return content


class ThanksTests(SigningTestCase):
    def confirm(
        self, client: Client | None = None, *, quarantine_reason: str = "", **typed: Any
    ) -> Any:
        link = link_in(sign_and_get_mail(self.petition, **typed))
        Signature.objects.filter(state="pending").update(quarantine_reason=quarantine_reason)
        return (client or self.client).post(path_of(link))

    def test_the_page_of_thanks_shows_the_receipt(self) -> None:
        response = self.confirm()
        self.assertRedirects(response, THANKS, status_code=303, fetch_redirect_response=False)
        page = self.client.get(THANKS)
        [receipt] = receipts_in(page)
        signature = Signature.objects.get()
        self.assertEqual(receipt["receipt"], bytes(signature.receipt or b"").hex())
        self.assertEqual(receipt["petition"], "free-the-teachers")
        self.assertNotIn("proof", receipt)
        self.assertContains(page, 'download="receipt-free-the-teachers.json"')

    def test_it_is_shown_once(self) -> None:
        self.confirm()
        self.client.get(THANKS)
        page = self.client.get(THANKS)
        self.assertEqual(receipts_in(page), [])
        self.assertContains(page, "You can also find it under")

    def test_a_look_ahead_does_not_use_it_up(self) -> None:
        self.confirm()
        self.client.head(THANKS)
        self.assertEqual(len(receipts_in(self.client.get(THANKS))), 1)

    def test_the_cookie_is_encrypted_and_for_that_page_and_ten_minutes_alone(self) -> None:
        cookie = self.confirm().cookies[COOKIE]
        self.assertEqual(
            (cookie["path"], cookie["max-age"], cookie["httponly"], cookie["samesite"]),
            (THANKS, 600, True, "Strict"),
        )
        secret = bytes(Signature.objects.get().receipt or b"")
        self.assertNotIn(secret.hex(), cookie.value)
        self.assertFalse(cookie["secure"])

    def test_over_https_the_cookie_is_for_https(self) -> None:
        link = link_in(sign_and_get_mail(self.petition))
        response = self.client.post(path_of(link), secure=True)
        self.assertTrue(response.cookies[COOKIE]["secure"])

    def test_no_address_holds_it(self) -> None:
        response = self.confirm()
        self.assertNotIn(bytes(Signature.objects.get().receipt or b"").hex(), response["Location"])

    def test_a_cookie_that_is_not_ours_does_no_harm(self) -> None:
        for value in ("", "x", "encrypted:", "\u00e9", "a" * 3000, '{"receipt": {}}'):
            with self.subTest(value[:9]):
                self.client.cookies[COOKIE] = value
                response = self.client.get(THANKS)
                self.assertEqual(response.status_code, 200)
                self.assertEqual(receipts_in(response), [])

    def test_several_that_were_confirmed_at_once_have_a_receipt_each(self) -> None:
        other = make_petition()
        link = link_in(sign_and_get_mail(self.petition, also=[other.slug]))
        location = self.client.post(path_of(link))["Location"]
        found = receipts_in(self.client.get(location))
        self.assertEqual({each["petition"] for each in found}, {self.petition.slug, other.slug})

    def test_a_quarantined_signer_sees_the_same_page(self) -> None:
        counted, quarantined = Client(), Client()
        self.confirm(counted)
        self.confirm(quarantined, email="other@example.org", quarantine_reason="flood")
        self.assertEqual(Signature.objects.filter(state="quarantined").count(), 1)
        pages = []
        for client, state in ((counted, "confirmed"), (quarantined, "quarantined")):
            secret = bytes(Signature.objects.get(state=state).receipt or b"")
            pages.append(client.get(THANKS).text.replace(secret.hex(), "RECEIPT"))
        self.assertIn("RECEIPT", pages[0])
        self.assertEqual(pages[0], pages[1])


class BrowserPartTests(SigningTestCase):
    """With 32 bytes of each browser in it, no two signers can be given one receipt."""

    numbers = itertools.count()

    def confirm_with(self, **fields: str) -> Signature:
        link = link_in(sign_and_get_mail(self.petition, email=f"{next(self.numbers)}@example.org"))
        seen = re.findall(r'name="seen" value="([^"]*)"', self.client.get(path_of(link)).text)
        self.client.post(path_of(link), {"seen": seen[0]} | fields)
        return Signature.objects.get()

    def test_it_is_the_second_half_of_the_receipt_and_in_the_commitment(self) -> None:
        part = "ab" * 32
        with mock.patch.object(
            ledger, "secrets", mock.Mock(token_bytes=bytes)
        ):  # a server that cheats
            signature = self.confirm_with(**{f"part-{self.petition.pk}": part})
        self.assertEqual(bytes(signature.receipt or b"").hex(), "00" * 32 + part)
        [receipt] = receipts_in(page := self.client.get(THANKS))
        self.assertEqual(receipt["receipt"], "00" * 32 + part)
        self.assertContains(page, "Your browser drew half of this receipt")
        self.assertEqual(
            bytes(Leaf.objects.get().commitment),
            verifier.commitment(self.petition.slug, bytes(32) + b"\xab" * 32),
        )

    def test_without_javascript_the_page_says_what_that_means(self) -> None:
        signature = self.confirm_with(**{f"part-{self.petition.pk}": ""})
        self.assertEqual(len(bytes(signature.receipt or b"")), 32)
        self.assertContains(self.client.get(THANKS), "our server made this receipt by itself")

    def test_what_no_browser_of_ours_sends_is_left_out(self) -> None:
        for name, value in (
            (f"part-{self.petition.pk}", "AB" * 32), (f"part-{self.petition.pk}", "ab" * 33),
            ("part-", "ab" * 32), ("part-x", "ab" * 32), (f"part-{10**30}", "ab" * 32),
            ("part-0", "ab" * 32), (f"part-{self.petition.pk + 1}", "ab" * 32),
        ):  # fmt: skip
            with self.subTest(name=name, value=value):
                self.assertEqual(len(bytes(self.confirm_with(**{name: value}).receipt or b"")), 32)
                Signature.objects.all().delete()

    def test_one_that_counts_again_keeps_the_part_and_gets_another_line(self) -> None:
        signature = self.confirm_with(**{f"part-{self.petition.pk}": "cd" * 32})
        before = bytes(signature.receipt or b"")
        ledger.remove(signature, Kind.INVALIDATED)
        ledger.add(signature)
        after = bytes(signature.receipt or b"")
        self.assertNotEqual(after, before)
        self.assertEqual(after[32:], before[32:])

    def test_the_receipts_of_as_many_petitions_as_the_cookie_takes_fit(self) -> None:
        some = [Signature(petition_id=10**9 + n, receipt=bytes([n]) * 64) for n in range(99)]
        response = HttpResponse(headers={"Location": THANKS})
        set_cookie(RequestFactory().get("/"), response, some)
        self.assertLess(len(response.cookies[COOKIE].OutputString()), 4096)


class ReceiptTests(SigningTestCase):
    def test_with_the_next_head_it_holds_the_proof(self) -> None:
        signatures = [make_signature(self.petition) for _ in range(20)]
        self.assertNotIn("proof", receipts.signature_receipt(signatures[0]))
        log.publish_head(self.petition, "daily")
        for signature in signatures:
            receipt = receipts.signature_receipt(signature)
            report = verifier.Report(is_quiet=True)
            verifier.check_receipt(
                receipt, published_now(self.client), log_now(self.client), report
            )
            self.assertEqual(report.missing, [])

    def test_what_is_accepted_after_review_is_added_under_the_receipt_that_was_shown(self) -> None:
        quarantined = make_signature(
            self.petition, state="quarantined", quarantine_reason="flood", receipt=bytes(32)
        )
        before = receipts.signature_receipt(quarantined)
        quarantined.state = Signature.State.CONFIRMED
        ledger.add(quarantined)
        quarantined.save()
        self.assertEqual(receipts.signature_receipt(quarantined), before)
        log.publish_head(self.petition, "daily")
        self.assertIn("proof", receipts.signature_receipt(quarantined))

    def test_the_receipt_of_a_quarantined_signature_looks_as_if_its_line_waited(self) -> None:
        waiting = make_signature(self.petition)
        quarantined = make_signature(
            self.petition, state="quarantined", quarantine_reason="flood", receipt=b"h" * 32
        )
        self.assertEqual(
            receipts.signature_receipt(waiting).keys(),
            receipts.signature_receipt(quarantined).keys(),
        )

    def test_one_that_was_never_confirmed_has_none(self) -> None:
        self.assertEqual(
            receipts.signature_receipt(make_signature(self.petition, confirmed=False)), {}
        )

    def test_every_signer_who_confirms_gets_one_whatever_the_state(self) -> None:
        link = link_in(sign_and_get_mail(self.petition))
        Signature.objects.update(quarantine_reason="flood")
        self.client.post(path_of(link))
        signature = Signature.objects.get()
        self.assertEqual(
            (signature.state, len(bytes(signature.receipt or b""))), ("quarantined", 32)
        )
        self.assertFalse(Leaf.objects.exists())

    def test_receipts_are_random(self) -> None:
        receipts = {bytes(make_signature(self.petition).receipt or b"") for _ in range(50)}
        self.assertEqual({len(each) for each in receipts}, {32})
        self.assertEqual(len(receipts), 50)
