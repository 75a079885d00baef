"""Each consequential act of staff leaves an entry in the activity log, also one that only saves a form."""

from typing import Any

from django.utils import timezone

from campaign.activity.models import Activity
from campaign.publishing import workflow
from campaign.web.models import Limit
from petitions.handover import closing, dossiers
from petitions.mail import updates
from petitions.models import (
    AccessRule,
    AddressRule,
    Invalidation,
    PaperBatch,
    Signature,
    Update,
)
from petitions.moderation import review
from profiles.importing import batches
from profiles.safety import merge
from tests.desk import DeskTestCase
from tests.factories import (
    make_delivery,
    make_detainee,
    make_petition,
    make_response,
    make_signature,
    make_tally,
)


class FormsTests(DeskTestCase):
    def assert_logged(self, kind: str, subject: Any, detail: str) -> None:
        newest = Activity.objects.latest("pk")
        found = (newest.actor, newest.kind, newest.subject, newest.subject_pk, newest.detail)
        self.assertEqual(found, (self.staff, kind, subject._meta.label_lower, subject.pk, detail))

    def test_limits(self) -> None:
        limit = Limit.objects.earliest("pk")
        self.fill_in(f"/admin/campaign/limit/{limit.pk}/change/", {"burst": str(limit.burst + 1)})
        self.assert_logged("changed", limit, "burst")

    def test_a_form_that_changes_nothing_leaves_none(self) -> None:
        limit = Limit.objects.earliest("pk")
        self.fill_in(f"/admin/campaign/limit/{limit.pk}/change/", {})
        self.assertFalse(Activity.objects.filter(kind="changed").exists())

    def test_access_rules(self) -> None:
        values = {"target": "domain", "value": "x.example", "verdict": "allow", "note": "Friends"}
        self.fill_in("/admin/petitions/accessrule/add/", values)
        self.assert_logged("added", AccessRule.objects.get(), "target, value, verdict, note")

    def test_address_rules(self) -> None:
        self.fill_in(
            "/admin/petitions/addressrule/add/", {"domain": "x.example", "ignores_dots": "on"}
        )
        rule = AddressRule.objects.get(domain="x.example")
        newest = Activity.objects.latest("pk")
        self.assertEqual((newest.kind, newest.subject_pk), ("added", rule.pk))
        self.assertIn("domain, ignores_dots on", newest.detail)

    def test_signatures_on_paper(self) -> None:
        petition = make_petition()
        values = {
            "petition": str(petition.pk), "received_on": f"{timezone.localdate()}", "country": "DE",
            "count": "5000", "sheets": "250", "struck_out": "0", "collected_by": "A choir",
        }  # fmt: skip
        self.fill_in("/admin/petitions/paperbatch/add/", values)
        batch = PaperBatch.objects.get()
        added = Activity.objects.latest("pk")
        self.assertEqual((added.kind, added.subject_pk), ("added", batch.pk))
        self.assertIn("count", added.detail)
        self.fill_in(f"/admin/petitions/paperbatch/{batch.pk}/change/", {"count": "50"})
        self.assert_logged("changed", batch, "count")
        self.client.post(f"/admin/petitions/paperbatch/{batch.pk}/delete/", {"post": "yes"})
        self.assert_logged("deleted", batch, "")

    def test_attack_mode_proof_and_legal_hold_of_a_petition(self) -> None:
        petition = make_petition()
        address = f"/admin/petitions/petition/{petition.pk}/change/"
        self.fill_in(address, {"attack_mode": "on", "legal_hold": "on"})
        self.assert_logged("changed", petition, "attack_mode on, legal_hold on")
        form = self.read(address)
        del form.values["legal_hold"]
        self.send(address, form, {})
        self.assert_logged("changed", petition, "legal_hold off")


class ActsTests(DeskTestCase):
    def logged(self) -> list[tuple[Any, ...]]:
        """Kind, model, number and detail of each entry, in order."""
        entries = Activity.objects.exclude(kind="logged_in").order_by("pk")
        self.assertEqual({entry.actor for entry in entries}, {self.staff})
        return list(entries.values_list("kind", "subject", "subject_pk", "detail"))

    def test_closing_a_petition(self) -> None:
        petition = make_petition()
        closing.close(petition, note="Everyone is free.", author=self.staff)
        self.assertEqual(self.logged(), [("ended", "petitions.petition", petition.pk, "")])

    def test_requesting_a_dossier(self) -> None:
        petition = make_petition()
        make_tally(petition, {"DE": 3})
        dossier = dossiers.request(petition, author=self.staff)
        self.assertEqual(self.logged(), [("added", "petitions.dossier", dossier.pk, "")])

    def test_emails_to_signers(self) -> None:
        petition = make_petition()
        make_signature(petition, email="a@b.example", wants_updates=True)
        update = Update.objects.create(
            petition=petition, subject="News", body="Text", author=self.staff,
            previewed_at=timezone.now(),
        )  # fmt: skip
        updates.start(update, author=self.staff)
        updates.stop(update, author=self.staff)
        updates.resume(update, author=self.staff)
        self.assertEqual(
            self.logged(),
            [
                ("published", "petitions.update", update.pk, "sending began"),
                ("withdrawn", "petitions.update", update.pk, "sending was stopped"),
                ("published", "petitions.update", update.pk, "sending went on"),
            ],
        )

    def test_invalidations(self) -> None:
        petition = make_petition()
        make_signature(petition)
        made = Invalidation.objects.create(
            petition=petition, reason="Fake", author=self.staff, country="DE"
        )
        page = f"/admin/petitions/invalidation/{made.pk}"
        for action in ("start", "cancel", "undo"):
            self.client.post(f"{page}/{action}/")
        about = ("petitions.invalidation", made.pk)
        self.assertEqual(
            self.logged(),
            [
                ("invalidated", *about, "running"),
                ("invalidated", *about, "cancelled"),
                ("undone", *about, "undoing"),
            ],
        )

    def test_signatures_that_are_approved_or_rejected(self) -> None:
        petition = make_petition()
        quarantined = make_signature(
            petition, state=Signature.State.QUARANTINED, quarantine_reason="network"
        )
        review.approve([quarantined], self.staff)
        [made] = review.reject([quarantined], self.staff, "Fake")
        self.assertEqual(
            self.logged(),
            [
                ("approved", "petitions.signature", None, "number 1"),
                ("invalidated", "petitions.invalidation", made.pk, "chosen"),
            ],
        )

    def test_merges(self) -> None:
        kept, gone = make_detainee("Aygül Misal"), make_detainee("Aigul Misal")
        merge.merge(kept, gone, take=(), author=self.staff)
        gone.refresh_from_db()
        merge.undo_merge(gone, author=self.staff)
        first, second, *taken_back = self.logged()
        of_gone = f"profiles.detainee {gone.pk}"
        self.assertEqual(first, ("merged", "profiles.detainee", kept.pk, of_gone))
        self.assertEqual(second, ("undone", "profiles.detainee", gone.pk, "merge"))
        of_histories = [
            ("undone", "profiles.detainee", each.pk, "changes") for each in (kept, gone)
        ]
        self.assertEqual(taken_back, of_histories)

    def test_imports(self) -> None:
        batch = batches.upload(b"Name\nAygul Misal\n", file_name="a.csv", author=self.staff)
        batches.check(batch, author=self.staff)
        batches.start(batch, author=self.staff)
        batches.stop(batch, author=self.staff)
        batches.undo(batch, author=self.staff)
        about = ("profiles.importbatch", batch.pk)
        self.assertEqual(
            self.logged(),
            [
                ("imported", *about, "begun"),
                ("imported", *about, "stopped"),
                ("undone", *about, ""),
            ],
        )

    def test_an_import_that_is_discarded(self) -> None:
        batch = batches.upload(b"Name\nAygul Misal\n", file_name="a.csv", author=self.staff)
        pk = batch.pk
        batches.discard(batch, author=self.staff)
        self.assertEqual(self.logged(), [("deleted", "profiles.importbatch", pk, "")])

    def test_a_delivery_and_its_response_that_are_published(self) -> None:
        delivery = make_delivery(make_petition(), state="draft")
        response = make_response(delivery, state="draft")
        for item in (delivery, response):
            workflow.publish(item, author=self.staff)
            self.assertEqual(self.logged()[-1], ("published", item._meta.label_lower, item.pk, ""))
