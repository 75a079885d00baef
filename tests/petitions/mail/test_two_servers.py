"""Two mail accounts: however badly the one for bulk emails behaves, the other emails go out at once."""

import socket
from typing import Any

from django.core import mail
from django.test import override_settings

from campaign.settings import mailer
from petitions.mail import reminders, updates
from petitions.models import Signature, Update
from petitions.signers import my_signatures
from tests.petitions.mail.test_reminders import wait
from tests.petitions.mail.test_updates import make_reader, make_update, send
from tests.petitions.post import PATIENCE, PostOffice, Worker, wait_until
from tests.petitions.testcases import (
    CommittingSigningTestCase,
    SigningTestCase,
    deliver,
    post_form,
    sign_and_get_mail,
)


class TwoServersTests(CommittingSigningTestCase):
    def begin_update(self) -> None:
        """To more readers than the bulk connections."""
        for number in range(2 * updates.CONNECTIONS):
            make_reader(self.petition, f"reader-{number}@example.org")
        update = make_update(self.petition)
        updates.start(update, author=update.author)

    def assert_others_go_out(self, post: PostOffice) -> None:
        post_form(self.petition, email="new@example.org")
        my_signatures.request_link("reader-0@example.org", "en")
        wait_until(lambda: len(post.mails) == 2, "the confirmation and the link")
        self.assertEqual(
            sorted(address for address, _ in post.mails),
            ["new@example.org", "reader-0@example.org"],
        )

    def test_confirmations_and_links_go_out_while_the_bulk_server_hangs(self) -> None:
        self.begin_update()
        bulk = PostOffice()
        bulk._to_data += [bulk.take_it_and_wait] * updates.CONNECTIONS
        with PostOffice() as post, bulk, Worker(post.url, bulk_mail_url=bulk.url):
            self.assertTrue(bulk.hung_up.wait(PATIENCE))
            self.assert_others_go_out(post)
            self.assertEqual(Update.objects.get().sent, 0)
            bulk.released.set()
            wait_until(lambda: Update.objects.get().state == "sent", "the update")
        self.assertEqual(len(bulk.mails), 2 * updates.CONNECTIONS)

    def test_they_go_out_while_it_takes_connections_and_says_nothing(self) -> None:
        self.begin_update()
        with socket.create_server(("127.0.0.1", 0)) as silent:
            port = silent.getsockname()[1]
            with PostOffice() as post, Worker(post.url, bulk_mail_url=f"smtp://127.0.0.1:{port}"):
                silent.settimeout(PATIENCE)
                connection, _address = silent.accept()
                self.assert_others_go_out(post)
                connection.close()

    def test_they_go_out_while_it_refuses_all(self) -> None:
        self.begin_update()
        with (
            PostOffice(to_rcpt=["421 4.7.0 too many"] * 1_000) as bulk,
            PostOffice() as post,
            Worker(post.url, bulk_mail_url=bulk.url),
        ):
            wait_until(lambda: bulk.asked, "the refusal")
            self.assert_others_go_out(post)
        self.assertEqual(bulk.mails, [])
        self.assertFalse(Signature.objects.filter(last_update__isnull=False).exists())


class AccountsTests(SigningTestCase):
    """Which emails leave through which account."""

    def through(self, account: str) -> Any:
        """A block in which the other account fails."""
        with socket.create_server(("127.0.0.1", 0)) as reserved:
            away = mailer(f"smtp://127.0.0.1:{reserved.getsockname()[1]}")
        memory = {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}
        return override_settings(MAILERS={"default": away, "bulk": away, account: memory})

    def test_confirmations_and_links_leave_through_the_first_account(self) -> None:
        with self.through("default"):
            sign_and_get_mail(self.petition)
            my_signatures.request_link("gulnar@example.org", "en")
            [link] = deliver()
        self.assertEqual(link.subject, "Link to your signatures")

    def test_updates_and_reminders_leave_through_the_bulk_account(self) -> None:
        sign_and_get_mail(self.petition)
        wait(days=3)
        make_reader(self.petition, "reader@example.org")
        with self.through("bulk"):
            self.assertEqual(len(send(make_update(self.petition))), 1)
            before = len(mail.outbox)
            reminders.send_due(seconds=60)
        self.assertEqual(len(mail.outbox), before + 1)
