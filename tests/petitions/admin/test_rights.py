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
# E: editors, P: publishers, T: petition managers, M: moderators, X: exporters, D: data protection.
MAY = {
    "petition/": ("EPTMX", "EPTMX"),
    "petition/add/": ("EPT", "EPT"),
    "petition/{petition}/change/": ("EPTMX", "PT"),  # it is published
    "petition/{petition}/desk/": ("EPTMX", "EPTMX"),
    "petition/{petition}/preview/": ("EPTMX", "EPTMX"),
    "petition/{petition}/close/": ("PT", "PT"),
    "petition/{petition}/withdraw/": ("PT", "PT"),
    "petition/{petition}/delete/": ("", ""),
    "signature/": ("EPTMX", "EPTMX"),
    "signature/{signature}/change/": ("EPTMX", ""),
    "signature/{signature}/delete/": ("TM", "TM"),
    "signature/{signature}/history/": ("EPTMX", "EPTMX"),
    "signature/add/": ("", ""),
    "signature/export/": ("X", "X"),
    "signature/reason/": ("M", "M"),
    "signature/address/": ("TD", "TD"),
    "signeraccess/": ("D", "D"),
    "signeraccess/add/": ("", ""),
    "signeraccess/{access_entry}/change/": ("D", ""),
    "signeraccess/{access_entry}/delete/": ("", ""),
    "invalidation/": ("TM", "TM"),
    "invalidation/add/": ("TM", "TM"),
    "invalidation/{invalidation}/change/": ("TM", "TM"),
    "invalidation/{invalidation}/delete/": ("", ""),
    "invalidation/{invalidation}/history/": ("TM", "TM"),
    "invalidation/{invalidation}/start/": ("", "TM"),
    "invalidation/{invalidation}/cancel/": ("", "TM"),
    "invalidation/{invalidation}/undo/": ("", "TM"),
    "accessrule/": ("TM", "TM"),
    "accessrule/add/": ("TM", "TM"),
    "accessrule/{access}/change/": ("TM", "TM"),
    "accessrule/{access}/delete/": ("TM", "TM"),
    "addressrule/": ("T", "T"),
    "addressrule/{rule}/change/": ("T", "T"),
    "addressrule/{rule}/delete/": ("T", "T"),
    "rulechange/": ("T", "T"),
    "rulechange/add/": ("", ""),
    "rulechange/{change}/change/": ("T", ""),
    "rulechange/{change}/delete/": ("", ""),
    "rulechange/{change}/history/": ("T", "T"),
    "update/": ("EPT", "EPT"),
    "update/add/": ("EPT", "EPT"),
    "update/{update}/change/": ("EPT", "EPT"),
    "update/{update}/preview/": ("EPT", "EPT"),
    "update/{update}/send/": ("T", "T"),
    "update/{update}/stop/": ("T", "T"),
    "update/{update}/resume/": ("T", "T"),
    "dossier/": ("T", "T"),
    "dossier/add/": ("T", "T"),
    "dossier/{dossier}/change/": ("T", ""),
    "dossier/{dossier}/delete/": ("T", "T"),
    "dossier/{dossier}/history/": ("T", "T"),
    "dossier/{dossier}/download/": ("T", "T"),
    "delivery/": ("EPT", "EPT"),
    "delivery/add/": ("T", "T"),
    "delivery/{delivery}/change/": ("EPT", "T"),
    "delivery/{delivery}/delete/": ("T", "T"),
    "delivery/{published}/delete/": ("", ""),
    "delivery/{delivery}/submit/": ("T", "T"),
    "delivery/{delivery}/publish/": ("T", "T"),
    "delivery/{delivery}/preview/": ("EPT", "EPT"),
    "delivery/{published}/withdraw/": ("T", "T"),
    "delivery/{delivery}/history/": ("EPT", "EPT"),
    "response/": ("EPT", "EPT"),
    "response/add/": ("T", "T"),
    "response/{response}/change/": ("EPT", "T"),
    "response/{response}/publish/": ("T", "T"),
    "response/{response}/delete/": ("T", "T"),
    "response/{response}/document.pdf": ("EPT", "EPT"),
    "paperbatch/": ("EPT", "EPT"),
    "paperbatch/add/": ("T", "T"),
    "switches/": ("T", "T"),
    "switches/1/change/": ("T", "T"),
    "switches/1/delete/": ("", ""),
    "switches/pause-signing/": ("T", "T"),
    "switches/resume-signing/": ("T", "T"),
    "switches/pause-counting/": ("T", "T"),
    "switches/resume-counting/": ("T", "T"),
    "countcheck/": ("TM", "TM"),
    "countcheck/add/": ("", ""),
    "consenttext/": ("EPT", "EPT"),
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

    def test_petition_managers(self) -> None:
        self.assert_may(make_member("Petition managers"), "T")

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
