"""What staff do is recorded in the activity log, in the transaction of what they do."""

from datetime import timedelta
from typing import Any

from django.contrib.auth.models import Group, Permission, User
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.db.transaction import TransactionManagementError
from django.test import TestCase
from django.urls import reverse
from django.utils import timezone

from campaign.accounts import factors
from campaign.activity.log import Kind, record
from campaign.activity.models import Activity
from campaign.history import revert
from campaign.publishing import workflow
from petitions.models import Signature, SignerAccess
from petitions.moderation import switches
from petitions.signers import access_log
from profiles.models import Detainee
from profiles.safety import erasure
from tests.campaign.accounts.staff import next_code
from tests.desk import DeskTestCase
from tests.factories import make_detainee, make_news, make_petition, make_signature, make_staff
from tests.testcases import CommittingTestCase, make_app

PASSWORD = "a long pass phrase"


def entries() -> list[tuple[Any, ...]]:
    """Who, what, which and how, in order."""
    return list(
        Activity.objects.order_by("pk").values_list(
            "actor__username", "kind", "subject", "subject_pk", "detail"
        )
    )


class RecordTests(TestCase):
    def test_what_someone_typed_does_not_fit_in(self) -> None:
        for detail in ("Aygül", "Dilnur Misal", "a@b.example", "why? because", "x\ny"):
            with self.subTest(detail), self.assertRaises(IntegrityError), transaction.atomic():
                record(Kind.ERASED, actor=None, detail=detail)

    def test_who_is_recorded_is_not_deleted_and_stays_when_the_account_is_closed(self) -> None:
        staff = make_staff()
        record(Kind.LOGGED_IN, actor=staff)
        User.objects.filter(pk=staff.pk).update(is_active=False)
        with self.assertRaises(ProtectedError):
            staff.delete()
        self.assertEqual(Activity.objects.get().actor, staff)


class TransactionTests(CommittingTestCase):
    def test_outside_of_a_transaction_nothing_is_recorded(self) -> None:
        with self.assertRaises(TransactionManagementError):
            record(Kind.ERASED, actor=None)

    def test_an_entry_goes_with_what_is_rolled_back_and_leaves_no_place_behind(self) -> None:
        with transaction.atomic():
            record(Kind.ERASED, actor=None, detail="first")
        with transaction.atomic():
            record(Kind.ERASED, actor=None, detail="never")
            transaction.set_rollback(True)
        with transaction.atomic():
            record(Kind.ERASED, actor=None, detail="second")
        self.assertEqual(
            list(Activity.objects.order_by("place").values_list("place", "detail")),
            [(1, "first"), (2, "second")],
        )

    def test_nobody_waits_for_the_long_transaction_of_a_colleague(self) -> None:
        other = connection.copy()
        self.addCleanup(other.close)
        with other.cursor() as cursor:
            cursor.execute("BEGIN; SET lock_timeout = '20s'")
            cursor.execute(
                "INSERT INTO campaign_activity (at, kind, subject, detail) VALUES (now(), 'erased', '', 'slow')"
            )
            with transaction.atomic():
                record(Kind.LOGGED_IN, actor=None, detail="quick")
            cursor.execute("COMMIT")
        places = dict(Activity.objects.values_list("detail", "place"))
        self.assertEqual(places, {"quick": 1, "slow": 2})  # in the order of the commits


class AccountTests(DeskTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.staff.set_password(PASSWORD)
        self.staff.save()
        self.client.logout()

    def log_in(self, **typed: str) -> Any:
        code = next_code(make_app(self.staff))
        given = {"username": self.staff.username, "password": PASSWORD, "otp_token": code}
        return self.client.post(reverse("admin:login"), given | typed)

    def test_logging_in_and_out(self) -> None:
        self.assertEqual(self.log_in().status_code, 302)
        self.client.post(reverse("admin:logout"))
        me = self.staff.username
        self.assertEqual(
            entries(),
            [(me, "logged_in", "auth.user", self.staff.pk, ""), (me, "logged_out", "", None, "")],
        )

    def test_a_failed_log_in_says_which_account_and_not_what_was_typed(self) -> None:
        self.log_in(password="wrong")
        self.log_in(username="my secret pass phrase")
        self.log_in(otp_token="000000")
        self.assertEqual(
            entries(),
            [
                (None, "login_failed", "auth.user", self.staff.pk, "password"),
                (None, "login_failed", "", None, "password"),
                (None, "login_failed", "auth.user", self.staff.pk, "code"),
            ],
        )

    def test_guesses_do_not_fill_the_log(self) -> None:
        for _ in range(5):
            self.log_in(password="wrong")
        self.assertEqual(len(entries()), 1)

    def test_a_factor_that_is_reset(self) -> None:
        make_app(self.staff)
        administrator = make_staff("administrator")
        factors.reset(self.staff, by=administrator)
        self.assertIn(("administrator", "factor", "auth.user", self.staff.pk, "reset"), entries())

    def test_accounts_roles_and_rights(self) -> None:
        self.client.force_login(self.staff)
        publishers = Group.objects.get(name="Publishers")
        new = {"username": "nur", "email": "nur@example.org", "roles": ["Administrators"]}
        self.fill_in(reverse("admin:auth_user_add"), new)
        nur = User.objects.get(username="nur")
        page = reverse("admin:auth_user_change", args=[nur.pk])
        self.fill_in(page, {"roles": ["Publishers"]})
        self.fill_in(page, {"roles": [], "is_active": ""})
        me = self.staff.username
        self.assertEqual(
            entries(),
            [
                (me, "account_added", "auth.user", nur.pk, ""),
                (me, "given", "auth.user", nur.pk, "administrators"),
                (me, "given", "auth.user", nur.pk, f"auth.group {publishers.pk}"),
                (me, "taken", "auth.user", nur.pk, "administrators"),
                (me, "account_changed", "auth.user", nur.pk, "active off"),
                (me, "taken", "auth.user", nur.pk, f"auth.group {publishers.pk}"),
            ],
        )

    def test_rights_of_a_role_and_its_end(self) -> None:
        self.client.force_login(self.staff)
        right = Permission.objects.get(
            content_type__app_label="petitions", codename="export_signature"
        )
        self.fill_in(
            reverse("admin:auth_group_add"), {"name": "Helpers", "permissions": [right.pk]}
        )
        group = Group.objects.get(name="Helpers")
        self.client.post(reverse("admin:auth_group_delete", args=[group.pk]), {"post": "yes"})
        me = self.staff.username
        self.assertEqual(
            entries(),
            [
                (me, "given", "auth.group", group.pk, "petitions.export_signature"),
                (me, "deleted", "auth.group", group.pk, ""),
            ],
        )

    def test_passwords(self) -> None:
        self.client.force_login(self.staff)
        own = {"old_password": PASSWORD, "new_password1": "x", "new_password2": "x"}
        self.client.post(reverse("admin:password_change"), own)  # too short
        new = "seven swans swam home"
        own = own | {"new_password1": new, "new_password2": new}
        self.client.post(reverse("admin:password_change"), own)
        self.assertEqual(
            entries(), [(self.staff.username, "password_set", "auth.user", self.staff.pk, "")]
        )


class DeskTests(DeskTestCase):
    def assertRecorded(self, *expected: tuple[Any, ...]) -> None:
        me = self.staff.username
        self.assertEqual(entries(), [(me, *each) for each in expected])

    def test_publishing(self) -> None:
        item = make_news(state="draft", publish_at=None)
        later = make_news(state="draft", publish_at=timezone.now() + timedelta(days=3))
        for change in (
            workflow.submit,
            workflow.return_to_draft,
            workflow.publish,
            workflow.withdraw,
        ):
            change(item, author=self.staff)
        workflow.publish(later, author=self.staff)
        self.assertRecorded(
            *(
                (kind, "news.newsitem", item.pk, "")
                for kind in ("submitted", "returned", "published", "withdrawn")
            ),
            ("scheduled", "news.newsitem", later.pk, ""),
        )

    def test_switches(self) -> None:
        switches.pause_signing(author=self.staff)
        switches.resume_counting(author=self.staff)
        self.assertRecorded(
            ("switched", "petitions.switches", 1, "signing paused"),
            ("switched", "petitions.switches", 1, "counting resumed"),
        )

    def test_looks_at_signers_by_the_line_that_has_the_reason(self) -> None:
        reason = "Aygül asked by phone"
        looks = SignerAccess.Kind
        for kind in (looks.SEARCH, looks.EXPORT, looks.ERASE):
            access_log.record(self.staff, kind, reason=reason, petition=None, found=1)
        lines = SignerAccess.objects.order_by("pk").values_list("pk", flat=True)
        self.assertRecorded(
            *(
                (kind, "petitions.signeraccess", line, detail)
                for line, kind, detail in zip(
                    lines,
                    ("signers", "exported", "erased"),
                    ("search", "export", "erase"),
                    strict=True,
                )
            )
        )

    def test_exports_before_the_first_row_leaves(self) -> None:
        make_detainee()
        answer: Any = self.client.post(reverse("admin:profiles_detainee_export"))
        self.assertEqual(Activity.objects.count(), 0)
        next(iter(answer.streaming_content))
        [*_rest] = answer.streaming_content
        [(_who, kind, subject, pk, detail)] = entries()
        self.assertEqual((kind, subject, pk), ("exported", "profiles.detainee", None))
        self.assertRegex(detail, r"^admin\.logentry \d+$")

    def test_erasures(self) -> None:
        kept, gone = make_detainee(), make_detainee()
        revert.erase_history(kept, author=self.staff)
        erasure.erase(gone, author=self.staff)
        self.assertRecorded(
            ("erased", "profiles.detainee", kept.pk, "history"),
            ("erased", "profiles.detainee", gone.pk, ""),
        )
        self.assertFalse(Detainee.objects.filter(pk=gone.pk).exists())

    def test_a_deleted_signature_is_not_named_by_its_number(self) -> None:
        signature = make_signature(make_petition())
        page = reverse("admin:petitions_signature_delete", args=[signature.pk])
        self.client.post(page, {"post": "yes"})
        self.assertFalse(Signature.objects.exists())
        self.assertRecorded(("erased", "petitions.signature", None, ""))

    def test_deleting_one_and_several(self) -> None:
        one, *several = (Group.objects.create(name=f"Helpers {number}").pk for number in range(3))
        self.client.post(reverse("admin:auth_group_delete", args=[one]), {"post": "yes"})
        self.client.post(
            reverse("admin:auth_group_changelist"),
            {"action": "delete_selected", "_selected_action": several, "post": "yes"},
        )
        found = {(kind, subject, pk) for _who, kind, subject, pk, _detail in entries()}
        self.assertEqual(found, {("deleted", "auth.group", pk) for pk in (one, *several)})
