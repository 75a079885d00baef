"""Permissions in the admin of petitions: every URL, for each group of staff and for a stranger."""

from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from petitions.models import (
    AccessRule,
    AddressRule,
    Dossier,
    Invalidation,
    RuleChange,
    SignerAccess,
    Update,
)
from petitions.moderation import switches
from tests.campaign.test_roles import make_member
from tests.factories import make_delivery, make_petition, make_response, make_signature, make_staff
from tests.testcases import SiteTestCase

# Groups that may view, and groups that may act.
# E: editors, P: publishers, M: moderators, X: exporters, D: data protection.
MAY = {
    "petition/": ("EPMX", "EPMX"),
    "petition/add/": ("EP", "EP"),
    "petition/{petition}/change/": ("EPMX", "P"),  # it is published
    "petition/{petition}/desk/": ("EPMX", "EPMX"),
    "petition/{petition}/preview/": ("EPMX", "EPMX"),
    "petition/{petition}/close/": ("P", "P"),
    "petition/{petition}/withdraw/": ("P", "P"),
    "petition/{petition}/delete/": ("", ""),
    "signature/": ("EPMX", "EPMX"),
    "signature/{signature}/change/": ("EPMX", ""),
    "signature/{signature}/delete/": ("PM", "PM"),
    "signature/{signature}/history/": ("EPMX", "EPMX"),
    "signature/add/": ("", ""),
    "signature/export/": ("X", "X"),
    "signature/reason/": ("M", "M"),
    "signature/address/": ("PD", "PD"),
    "signeraccess/": ("D", "D"),
    "signeraccess/add/": ("", ""),
    "signeraccess/{access_entry}/change/": ("D", ""),
    "signeraccess/{access_entry}/delete/": ("", ""),
    "invalidation/": ("PM", "PM"),
    "invalidation/add/": ("PM", "PM"),
    "invalidation/{invalidation}/change/": ("PM", "PM"),
    "invalidation/{invalidation}/delete/": ("", ""),
    "invalidation/{invalidation}/history/": ("PM", "PM"),
    "invalidation/{invalidation}/start/": ("", "PM"),
    "invalidation/{invalidation}/cancel/": ("", "PM"),
    "invalidation/{invalidation}/undo/": ("", "PM"),
    "accessrule/": ("PM", "PM"),
    "accessrule/add/": ("PM", "PM"),
    "accessrule/{access}/change/": ("PM", "PM"),
    "accessrule/{access}/delete/": ("PM", "PM"),
    "addressrule/": ("P", "P"),
    "addressrule/{rule}/change/": ("P", "P"),
    "addressrule/{rule}/delete/": ("P", "P"),
    "rulechange/": ("P", "P"),
    "rulechange/add/": ("", ""),
    "rulechange/{change}/change/": ("P", ""),
    "rulechange/{change}/delete/": ("", ""),
    "rulechange/{change}/history/": ("P", "P"),
    "update/": ("EP", "EP"),
    "update/add/": ("EP", "EP"),
    "update/{update}/change/": ("EP", "EP"),
    "update/{update}/preview/": ("EP", "EP"),
    "update/{update}/send/": ("P", "P"),
    "update/{update}/stop/": ("P", "P"),
    "update/{update}/resume/": ("P", "P"),
    "dossier/": ("P", "P"),
    "dossier/add/": ("P", "P"),
    "dossier/{dossier}/change/": ("P", ""),
    "dossier/{dossier}/delete/": ("P", "P"),
    "dossier/{dossier}/history/": ("P", "P"),
    "dossier/{dossier}/download/": ("P", "P"),
    "delivery/": ("EP", "EP"),
    "delivery/add/": ("P", "P"),
    "delivery/{delivery}/change/": ("EP", "P"),
    "delivery/{delivery}/delete/": ("P", "P"),
    "delivery/{published}/delete/": ("", ""),
    "delivery/{delivery}/submit/": ("P", "P"),
    "delivery/{delivery}/publish/": ("P", "P"),
    "delivery/{delivery}/preview/": ("EP", "EP"),
    "delivery/{published}/withdraw/": ("P", "P"),
    "delivery/{delivery}/history/": ("EP", "EP"),
    "response/": ("EP", "EP"),
    "response/add/": ("P", "P"),
    "response/{response}/change/": ("EP", "P"),
    "response/{response}/publish/": ("P", "P"),
    "response/{response}/delete/": ("P", "P"),
    "response/{response}/document.pdf": ("EP", "EP"),
    "paperbatch/": ("EP", "EP"),
    "paperbatch/add/": ("P", "P"),
    "switches/": ("P", "P"),
    "switches/1/change/": ("P", "P"),
    "switches/1/delete/": ("", ""),
    "switches/pause-signing/": ("P", "P"),
    "switches/resume-signing/": ("P", "P"),
    "switches/pause-counting/": ("P", "P"),
    "switches/resume-counting/": ("P", "P"),
    "countcheck/": ("PM", "PM"),
    "countcheck/add/": ("", ""),
    "consenttext/": ("EP", "EP"),
    "consenttext/add/": ("", ""),
}
REFUSED = {403, 405}


class AccessTests(SiteTestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        author = make_staff()
        petition = make_petition()
        switches.switches_row()
        rows = {
            "petition": petition,
            "signature": make_signature(petition, state="quarantined", quarantine_reason="domain"),
            "invalidation": Invalidation.objects.create(
                petition=petition, reason="Made up", name_contains="x", author=author
            ),
            "access": AccessRule.objects.create(target="domain", value="a.example", author=author),
            "rule": AddressRule.objects.earliest("pk"),
            "change": RuleChange.objects.create(domain="a.example", author=author),
            "update": Update.objects.create(petition=petition, subject="Home", author=author),
            "dossier": Dossier.objects.create(petition=petition, author=author),
            "delivery": make_delivery(petition, state="draft"),
            "published": (published := make_delivery(petition)),
            "response": make_response(published, state="draft"),
            "access_entry": SignerAccess.objects.create(
                author=author, kind="page", reason="Review"
            ),
        }
        numbers = {name: row.pk for name, row in rows.items()}
        cls.addresses = {
            f"/admin/petitions/{path.format(**numbers)}": may for path, may in MAY.items()
        }

    addresses: dict[str, tuple[str, str]]

    def may(self, method: str, address: str) -> bool:
        """The status of an empty form's POST. The transaction is rolled back."""
        with transaction.atomic():
            answer: Any = getattr(self.client, method)(address)
            transaction.set_rollback(True)
        return answer.status_code not in REFUSED and "/login/" not in answer.get("Location", "")

    def assert_may(self, who: User | None, letter: str) -> None:
        self.client.logout()
        if who:
            self.client.force_login(who)
        for address, (look, act) in self.addresses.items():
            for method, those in (("get", look), ("post", act)):
                with self.subTest(method, address=address):
                    self.assertEqual(self.may(method, address), letter in those)

    def test_editors(self) -> None:
        self.assert_may(make_member("Editors"), "E")

    def test_publishers(self) -> None:
        self.assert_may(make_member("Publishers"), "P")

    def test_moderators(self) -> None:
        self.assert_may(make_member("Moderators"), "M")

    def test_data_protection(self) -> None:
        self.assert_may(make_member("Data protection"), "D")

    def test_exporters(self) -> None:
        self.assert_may(make_member("Exporters"), "X")

    def test_staff_of_no_group(self) -> None:
        self.assert_may(User.objects.create_user("new", is_staff=True), "-")

    def test_a_stranger(self) -> None:
        self.assert_may(None, "-")

    def test_an_account_that_is_no_staff(self) -> None:
        self.assert_may(User.objects.create_user("visitor"), "-")
