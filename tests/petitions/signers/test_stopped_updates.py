"""Updates that were stopped stay stopped, also after a restore."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from campaign.privacy import erasure_log
from petitions import periods
from petitions.models import Signature, SignerAccess
from petitions.signers import erasure, my_signatures, on_request
from petitions.signers.my_signatures import SignerPage
from tests.factories import make_staff, save_all
from tests.petitions.mail.test_updates import make_reader, make_update, send, stop_link
from tests.petitions.testcases import SigningTestCase, own_page_token

ADDRESS = "reader@example.org"


class StoppedTests(SigningTestCase):
    def setUp(self) -> None:
        super().setUp()
        settings.ERASURES_FILE.unlink(missing_ok=True)
        self.reader = make_reader(self.petition, ADDRESS)
        [self.mail] = send(make_update(self.petition))

    def restore(self) -> None:
        """A backup from before the stop is restored."""
        save_all(Signature.objects.all(), wants_updates=True, email=ADDRESS)

    def wants_updates(self) -> bool:
        self.reader.refresh_from_db()
        return self.reader.wants_updates or self.reader.email is not None

    def preferences(self, *, wants_updates: bool) -> None:
        page = my_signatures.find_page(own_page_token(ADDRESS, self.reader))
        assert isinstance(page, SignerPage)
        self.reader.refresh_from_db()
        my_signatures.change_preferences(
            page, self.reader, "counted", self.reader.known_details, wants_updates, "v"
        )

    def stop_by_staff(self) -> None:
        asked: dict[str, Any] = {"author": make_staff("helper"), "reason": "By phone"}
        on_request.act(ADDRESS, [SignerAccess.Kind.STOP], **asked)

    def test_whoever_stopped_them_and_however_they_stay_stopped_after_a_restore(self) -> None:
        for stop in (
            lambda: Client().post(stop_link(self.mail)),
            lambda: self.preferences(wants_updates=False),
            self.stop_by_staff,
        ):
            self.restore()
            stop()
            self.restore()
            erasure.replay_if_restored()
            self.assertFalse(self.wants_updates())
            settings.ERASURES_FILE.unlink()

    def test_the_command_after_a_restore_stops_them_as_well(self) -> None:
        Client().post(stop_link(self.mail))
        self.restore()
        call_command("replay_erasures", verbosity=0)
        self.assertFalse(self.wants_updates())

    def test_someone_who_asked_for_them_again_gets_them(self) -> None:
        Client().post(stop_link(self.mail))
        self.preferences(wants_updates=True)
        erasure.replay_if_restored()
        self.assertTrue(self.wants_updates())

    def test_other_signers_still_get_them(self) -> None:
        Client().post(stop_link(self.mail))
        other = make_reader(self.petition, "other@example.org")
        erasure.replay_if_restored()
        other.refresh_from_db()
        self.assertTrue(other.wants_updates)

    def test_the_log_forgets_a_stop_with_the_last_backup(self) -> None:
        old = timezone.now() - periods.BACKUP - timedelta(days=2)
        erasure_log.append(erasure_log.STOPPED, [bytes(32)], old)
        Client().post(stop_link(self.mail))
        erasure.expire_marks()
        kinds = [entry.kind for entry in erasure_log.read(settings.ERASURES_FILE)]
        self.assertEqual(kinds, [erasure_log.STOPPED])
