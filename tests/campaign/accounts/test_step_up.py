"""Step-up: what can do much harm asks for the second factor again, and goes on with what was typed."""

import json
import re
from datetime import timedelta
from typing import Any
from unittest import mock

from django.conf import settings
from django.contrib.admin.sites import site
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from campaign.accounts import factors, sessions
from campaign.accounts.models import AccountEvent, AuthenticatorApp, Passkey
from campaign.accounts.views.guarded import ACTIONS, FORMS, PAGES
from campaign.activity.models import Activity
from petitions.models import AccessRule, Switches
from petitions.moderation import switches
from tests.campaign.accounts.addresses import named_addresses
from tests.campaign.accounts.authenticator import Authenticator
from tests.campaign.accounts.staff import AccountTestCase, next_code
from tests.desk import FormReader
from tests.factories import make_detainee, make_petition, make_signature, make_staff
from tests.testcases import make_app

PAUSE = "/admin/petitions/switches/pause-signing/"
ASKED = "Nothing is done yet."
# Words that the name of a page has if it exports, erases, gives power, or opens or closes a door.
DANGEROUS = re.compile(
    "export|download|erase(?!d)|forget|dossier_add|signature_delete|signature_address|detainee_delete"
    "|break_in|take_over|site_switch|update_send|update_resume"
    "|auth_|factor|passkey|recovery|password|add_app|key|token"
    "|switches|accessrule|addressrule|limit"
    r"|^\w+_\w+_links$|addressee_change|redirect_(add|change|lines)"
)
# Names with such a word that do none of it: they only show something, or lead to a log-in.
HARMLESS = re.compile("_changelist$|_history$|password_change_done|^set_password$|_forgotten$")
# Pages of models whose rows no one adds or deletes, not even an administrator.
REFUSED = {
    "auth_user_delete", "campaign_limit_add", "campaign_limit_delete",
    "petitions_switches_add", "petitions_switches_delete",
}  # fmt: skip


def is_asked(answer: Any) -> bool:
    return answer.status_code == 200 and ASKED in answer.text


class GuardTestCase(AccountTestCase):
    """A session that is older than a proof lasts."""

    def setUp(self) -> None:
        super().setUp()
        switches.switches_row()
        self.enter(self.client)
        self.age(self.client)

    def age(self, client: Client) -> None:
        """Let so much time pass since the last proof that it no longer counts."""
        session = client.session
        at, token = session[sessions.PROVED]
        session[sessions.PROVED] = [at - sessions.PROOF_LASTS.total_seconds(), token]
        session.save()

    def confirm(self, url: str, page: Any, **typed: str) -> Any:
        """Send the page that asks, with a right code."""
        answer = {"otp_token": next_code(self.app)} | typed
        return self.client.post(url, FormReader(page.text).values | answer)

    @property
    def is_paused(self) -> bool:
        return bool(Switches.objects.get().signing_paused)


class StepUpTests(GuardTestCase):
    def test_a_session_alone_throws_no_switch(self) -> None:
        answer = self.client.post(PAUSE)
        self.assertTrue(is_asked(answer))
        self.assertIn("no-store", answer["Cache-Control"])
        self.assertFalse(self.is_paused)

    def test_with_a_code_the_act_goes_on(self) -> None:
        answer = self.confirm(PAUSE, self.client.post(PAUSE))
        self.assertEqual(answer.status_code, 302)
        self.assertTrue(self.is_paused)
        self.assertTrue(AccountEvent.objects.filter(kind="proved", user=self.staff).exists())

    def test_after_a_code_nothing_asks_for_ten_minutes(self) -> None:
        self.confirm(PAUSE, self.client.post(PAUSE))
        self.client.post("/admin/petitions/switches/resume-signing/")
        self.assertFalse(self.is_paused)
        self.age(self.client)
        self.assertTrue(is_asked(self.client.post(PAUSE)))

    def test_a_log_in_counts_as_a_proof_for_ten_minutes(self) -> None:
        client = self.enter()
        with mock.patch.object(timezone, "now", return_value=timezone.now() + timedelta(minutes=9)):
            self.assertEqual(client.get("/admin/account/passkey/").status_code, 303)
        later = timezone.now() + sessions.PROOF_LASTS
        with mock.patch.object(timezone, "now", return_value=later):
            self.assertTrue(is_asked(client.get("/admin/account/passkey/")))

    def test_after_a_code_a_button_sends_the_file_and_the_page_says_so(self) -> None:
        """A browser that gets a file goes on showing the page before, which said that nothing is done."""
        cases = (
            ("/admin/profiles/detainee/export/?q=Ay", {"for_spreadsheets": "on"}),
            ("/admin/petitions/signature/export/", {"why": "other", "reference": "A court asks."}),
        )
        for url, typed in cases:
            with self.subTest(url):
                self.age(self.client)
                confirmed = self.confirm(url, self.client.post(url, typed))
                self.assertContains(confirmed, "Download the file")
                values = FormReader(confirmed.text).values
                self.assertEqual({name: values.get(name) for name in typed}, typed)
                self.assertFalse(Activity.objects.filter(kind="exported").exists())

    def test_the_button_sends_the_file(self) -> None:
        url = "/admin/profiles/detainee/export/"
        confirmed = self.confirm(url, self.client.post(url))
        answer = self.client.post(url, FormReader(confirmed.text).values)
        self.assertIn("attachment", answer["Content-Disposition"])

    def test_a_wrong_code_does_nothing_and_is_recorded(self) -> None:
        answer = self.confirm(PAUSE, self.client.post(PAUSE), otp_token="000000")
        self.assertTrue(is_asked(answer))
        self.assertContains(answer, "That did not work.")
        self.assertFalse(self.is_paused)
        self.assertEqual(AccountEvent.objects.get(kind="code").user, self.staff)

    def test_an_empty_code_does_nothing(self) -> None:
        answer = self.confirm(PAUSE, self.client.post(PAUSE), otp_token="")
        self.assertContains(answer, "That did not work.")
        self.assertFalse(self.is_paused)

    def test_a_code_that_was_used_does_nothing(self) -> None:
        page = self.client.post(PAUSE)
        code = next_code(self.app)
        self.confirm(PAUSE, page, otp_token=code)
        self.client.post("/admin/petitions/switches/resume-signing/")
        self.age(self.client)
        self.client.post(PAUSE, FormReader(page.text).values | {"otp_token": code})
        self.assertFalse(self.is_paused)

    def test_guesses_are_slowed_down_like_those_at_the_log_in(self) -> None:
        page = self.client.post(PAUSE)
        answers = [self.confirm(PAUSE, page, otp_token="000000") for _ in range(12)]
        self.assertEqual(answers[-1].status_code, 429)
        self.assertIn("Retry-After", answers[-1])
        self.assertContains(answers[-1], ASKED, status_code=429)
        late = self.confirm(PAUSE, page)
        self.assertEqual(late.status_code, 429)
        self.assertFalse(self.is_paused)

    def test_a_recovery_code_counts_too(self) -> None:
        codes = factors.new_recovery_codes(self.staff)
        self.confirm(PAUSE, self.client.post(PAUSE), otp_token=codes[0])
        self.assertTrue(self.is_paused)
        self.assertEqual(factors.recovery_codes_left(self.staff), 9)

    def test_the_factor_of_a_colleague_does_not_count(self) -> None:
        other = make_app(make_staff("other"))
        self.confirm(PAUSE, self.client.post(PAUSE), otp_token=factors.current_code(other.key))
        self.assertFalse(self.is_paused)

    def test_a_copy_of_the_session_stays_without_proof_when_its_owner_gives_one(self) -> None:
        thief = self.browser()
        thief.cookies[settings.SESSION_COOKIE_NAME] = self.client.cookies[
            settings.SESSION_COOKIE_NAME
        ].value
        thief.cookies[settings.PROOF_COOKIE_NAME] = self.client.cookies[
            settings.PROOF_COOKIE_NAME
        ].value
        self.confirm(PAUSE, self.client.post(PAUSE))
        self.assertEqual(thief.get("/admin/").status_code, 200)
        self.assertTrue(is_asked(thief.post("/admin/petitions/switches/resume-signing/")))
        self.assertTrue(self.is_paused)

    def test_pages_that_read_ask_for_nothing(self) -> None:
        for path in (
            "",
            "account/",
            "petitions/switches/1/change/",
            "auth/user/",
            "auth/user/add/x/",
        ):
            self.assertFalse(is_asked(self.client.get(f"/admin/{path}")), path)

    def test_a_passkey_counts_too(self) -> None:
        client = self.enter(self.browser(HTTP_HOST="localhost"))
        key, add = Authenticator(), "/admin/account/passkey/"
        answer = key.create(json.loads(client.get(add).context["passkey"]))
        client.post(add, {"passkey": answer})
        self.assertTrue(Passkey.objects.filter(user=self.staff).exists())
        self.age(client)
        page = client.post(PAUSE)
        self.assertContains(page, "Use your passkey")
        values = FormReader(page.text).values
        wrong = client.post(PAUSE, values | {"otp_token": "", "passkey": "{}"})
        self.assertContains(wrong, "That did not work.")
        page = client.post(PAUSE)
        answer = key.get(json.loads(page.context["passkey"]))
        client.post(PAUSE, FormReader(page.text).values | {"otp_token": "", "passkey": answer})
        self.assertTrue(self.is_paused)


class NothingIsLostTests(GuardTestCase):
    def test_a_form_goes_on_with_what_was_typed(self) -> None:
        url = "/admin/petitions/accessrule/add/"
        typed = FormReader(self.client.get(url).text).values
        typed |= {
            "target": "domain",
            "value": "mailinator.example",
            "note": "Flood\nof Tuesday",
            "_save": "Save",
        }
        page = self.client.post(url, typed)
        self.assertTrue(is_asked(page))
        self.assertFalse(AccessRule.objects.exists())
        wrong = self.confirm(url, page, otp_token="1")
        answer = self.confirm(url, wrong)
        self.assertEqual(answer.status_code, 302, answer.text if answer.status_code == 200 else "")
        self.assertEqual(AccessRule.objects.get().value, "mailinator.example")

    def test_an_action_of_a_list_goes_on_with_the_rows_that_were_chosen(self) -> None:
        values = ("a.example", "b.example", "c.example")
        rules = [AccessRule(target="domain", value=each, author=self.staff) for each in values]
        chosen = [rule.pk for rule in AccessRule.objects.bulk_create(rules)[:2]]
        url = "/admin/petitions/accessrule/"
        page = self.client.post(url, {"action": "delete_selected", "_selected_action": chosen})
        self.assertTrue(is_asked(page))
        carried = [pair for pair in page.context["carried"] if pair[0] == "_selected_action"]
        self.assertEqual([int(value) for _name, value in carried], chosen)

    def test_another_action_of_that_list_asks_for_nothing(self) -> None:
        signature = make_signature(make_petition())
        chosen = {"action": "accept", "_selected_action": signature.pk}
        self.assertFalse(is_asked(self.client.post("/admin/petitions/signature/", chosen)))

    def test_a_page_that_asks_before_it_opens_then_opens(self) -> None:
        person = make_detainee(state="draft", publish_at=None)
        url = f"/admin/profiles/detainee/{person.pk}/erase/?x=1"
        answer = self.confirm(url, self.client.get(url))
        self.assertEqual((answer.status_code, answer["Location"]), (303, url))
        self.assertContains(self.client.get(url), "Erase for good")

    def test_no_page_carries_a_password(self) -> None:
        typed = {"old_password": "password", "new_password1": "four words of sense"}
        page = self.client.post("/admin/password_change/", typed)
        self.assertTrue(is_asked(page))
        self.assertNotContains(page, "four words of sense")
        self.staff.refresh_from_db()
        self.assertTrue(self.staff.check_password("password"))

    def test_it_says_that_a_file_has_to_be_chosen_again(self) -> None:
        with open(__file__, "rb") as file:
            page = self.client.post("/admin/petitions/accessrule/add/", {"value": file})
        self.assertContains(page, "Go back and choose it again")


class TheListTests(GuardTestCase):
    def test_it_names_only_pages_that_there_are(self) -> None:
        self.assertLessEqual(PAGES | FORMS | ACTIONS.keys(), named_addresses().keys())

    def test_every_page_with_a_dangerous_name_is_on_it(self) -> None:
        dangerous = {
            name
            for name in named_addresses()
            if DANGEROUS.search(name) and not HARMLESS.search(name)
        }
        self.assertGreater(len(dangerous), 35)
        self.assertEqual(dangerous - PAGES - FORMS - REFUSED, set())

    def test_rows_that_no_one_adds_or_deletes_need_no_guard(self) -> None:
        addresses = named_addresses({"int": "1", "path": "1", "str": "1", "slug": "1", "uuid": "1"})
        for name in REFUSED:
            self.assertEqual(self.client.post(addresses[name]).status_code, 403, name)

    def test_each_address_asks_if_and_only_if_it_is_on_the_list(self) -> None:
        """A colleague without any right is asked or refused, so nothing changes."""
        colleague = User.objects.create_user("new", is_staff=True)
        self.client.force_login(colleague)
        self.age(self.client)
        for name, address in sorted(named_addresses().items()):
            for method in ("get", "post"):
                with self.subTest(address, method=method):
                    answer = getattr(self.client, method)(address)
                    expected = name in PAGES or (method == "post" and name in FORMS)
                    self.assertEqual(is_asked(answer), expected)
                    if name == "logout" and method == "post":
                        self.client.force_login(colleague)
                        self.age(self.client)

    def test_each_action_asks_if_and_only_if_it_is_on_the_list(self) -> None:
        for model, model_admin in site._registry.items():
            name = f"{model._meta.app_label}_{model._meta.model_name}_changelist"
            request: Any = mock.Mock(user=self.staff, GET={})
            for action in model_admin.get_actions(request):
                with self.subTest(name, action=action):
                    if action == "delete_selected":
                        deletes = name.replace("_changelist", "_delete")
                        self.assertEqual(deletes in FORMS, name in ACTIONS)
                    url = named_addresses()[name]
                    answer = self.client.post(url, {"action": action, "_selected_action": 0})
                    self.assertEqual(is_asked(answer), action in ACTIONS.get(name, ()))


class OwnFactorTests(GuardTestCase):
    def test_whoever_finds_a_desk_unattended_changes_no_factor(self) -> None:
        for path in (
            "account/recovery-codes/", "account/app/", "account/passkey/", f"account/app/{self.app.pk}/remove/",
            "password_change/",
        ):  # fmt: skip
            with self.subTest(path):
                self.assertTrue(is_asked(self.client.post(f"/admin/{path}")))
        self.assertEqual(factors.recovery_codes_left(self.staff), 0)
        self.assertTrue(AuthenticatorApp.objects.filter(pk=self.app.pk).exists())

    def test_new_codes_are_shown_after_the_proof(self) -> None:
        url = "/admin/account/recovery-codes/"
        page = self.confirm(url, self.client.post(url))
        self.assertEqual(len(page.context["codes"]), 10)

    def test_what_was_asked_leaves_no_code_in_the_activity_log(self) -> None:
        self.confirm(PAUSE, self.client.post(PAUSE))
        self.assertEqual(Activity.objects.latest("pk").kind, "switched")
