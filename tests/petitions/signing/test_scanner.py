"""Email scanners open every link they see. That must not confirm a signature."""

from petitions.counting import tallies
from petitions.models import LedgerEntry, Mailbox, MailedToken, Signature
from tests.petitions.testcases import SigningTestCase, link_in, path_of, press, sign_and_get_mail


class Scanner(SigningTestCase):
    def test_opening_the_link_fifty_times_changes_nothing(self) -> None:
        path = path_of(link_in(sign_and_get_mail(self.petition)))
        before = self.everything()
        for _ in range(50):
            for method, status in (("GET", 200), ("HEAD", 200), ("OPTIONS", 405)):
                self.assertEqual(self.client.generic(method, path).status_code, status)
                self.assertEqual(self.client.generic(method, path.rstrip("/")).status_code, 301)
        self.assertEqual(self.everything(), before)
        self.assertEqual(tallies.count(self.petition.pk), 0)

    def test_a_person_can_still_press_the_button_after_the_scanner(self) -> None:
        link = link_in(sign_and_get_mail(self.petition))
        for _ in range(3):
            self.client.get(path_of(link))
        self.assertEqual(press(link).status_code, 303)
        self.assertEqual(tallies.count(self.petition.pk), 1)

    def everything(self) -> list[object]:
        return [
            list(model.objects.order_by("pk").values())
            for model in (Signature, MailedToken, Mailbox, LedgerEntry)
        ]
