"""Staff see signers only with the right, after a stated reason, and each look is logged without any search word."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from unittest.mock import patch
from urllib.parse import parse_qs, urlsplit

from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.db import models
from django.test import RequestFactory, SimpleTestCase
from django.utils import timezone
from django.views.debug import SafeExceptionReporterFilter
from hypothesis import given
from hypothesis import strategies as st

from campaign.admin import private_search
from petitions import periods
from petitions.models import (
    Invalidation,
    Petition,
    Signature,
    SignerAccess,
    Update,
)
from petitions.signers import access_log
from petitions.signers.tasks import erase_unconfirmed
from tests.campaign.test_roles import make_member
from tests.canaries import CANARY, find_rows_with
from tests.desk import DeskTestCase
from tests.factories import make_detainee, make_petition, make_signature, make_staff, make_trace

LIST = "/admin/petitions/signature/"
REASON = f"{LIST}reason/"
HIDE = f"{LIST}hide/"
LOG = "/admin/petitions/signeraccess/"
WORD = "Suchwort"
LOG_QUERIES = 12
WITHOUT_THE_RIGHT = ("Editors", "Publishers", "Petition managers", "Exporters", "Data protection")


@contextmanager
def everything_logged() -> Iterator[list[str]]:
    """The messages of all loggers, down to DEBUG."""
    lines: list[str] = []

    class Collect(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(self.format(record))

    collect = Collect(logging.DEBUG)
    loggers = [
        logging.getLogger(name)
        for name in ("", "django", "django.request", "petitions", "campaign")
    ]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.addHandler(collect)
        logger.setLevel(logging.DEBUG)
    try:
        yield lines
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.removeHandler(collect)
            logger.setLevel(level)


class AccessTestCase(DeskTestCase):
    """A petition with a confirmed, an unconfirmed and a quarantined signer, who all wrote the canary."""

    petition: Petition
    signatures: list[Signature]

    def setUp(self) -> None:
        super().setUp()
        self.petition = make_petition()
        wrote: dict[str, Any] = {
            "name": f"{CANARY} Roe", "city": f"{CANARY}burg", "comment": f"A {CANARY} wrote this",
            "visibility": "name",
        }  # fmt: skip
        domain = f"{CANARY.lower()}.example"
        self.signatures = [
            make_signature(self.petition, f"a@{domain}", **wrote),
            make_signature(self.petition, f"b@{domain}", confirmed=False, **wrote),
            make_signature(
                self.petition, state="quarantined", quarantine_reason="rule: domain", **wrote
            ),
        ]
        for signature in self.signatures[:2]:
            make_trace(signature, domain)
        self.list = f"{LIST}?petition__id__exact={self.petition.pk}"
        self.one = f"{LIST}{self.signatures[0].pk}/change/"

    def make_everything(self) -> dict[str, str]:
        """A page of each kind that could show a signer, by its URL."""
        author = User.objects.get(username="staff")
        about = {"petition": self.petition, "reason": "Made up", "author": author}
        by_country = Invalidation.objects.create(country="NL", **about)
        by_name = Invalidation.objects.create(name_contains=CANARY, **about)
        update = Update.objects.create(
            petition=self.petition, subject="Home", author=author, state="stopped",
            uncertain=[each.pk for each in self.signatures],
        )  # fmt: skip
        return {
            "list": LIST,
            "list of a petition": self.list,
            "quarantine": f"{self.list}&held=*",
            "signature": self.one,
            "delete": f"{LIST}{self.signatures[0].pk}/delete/",
            "history": f"{LIST}{self.signatures[0].pk}/history/",
            "dashboard": f"/admin/petitions/petition/{self.petition.pk}/desk/",
            "petition": f"/admin/petitions/petition/{self.petition.pk}/change/",
            "sample": f"/admin/petitions/invalidation/{by_country.pk}/change/",
            "sample by name": f"/admin/petitions/invalidation/{by_name.pk}/change/",
            "update": f"/admin/petitions/update/{update.pk}/change/",
            "export": f"{LIST}export/",
        }

    def ask_to(self, action: str) -> Any:
        chosen = [each.pk for each in self.signatures]
        return self.client.post(self.list, {"action": action, "_selected_action": chosen})

    def logged(self) -> list[tuple[str, int | None]]:
        """What was logged, in its order: kind and how many were found."""
        return list(SignerAccess.objects.order_by("pk").values_list("kind", "found"))


def admin_urls() -> Iterator[str]:
    """Every URL of the desk that takes no argument, or the id of a row, once for each of the first rows."""
    for model, model_admin in admin.site._registry.items():
        root = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        ids = model._base_manager.order_by("pk").values_list("pk", flat=True)[:4]
        for pattern in model_admin.get_urls():
            route = str(pattern.pattern)
            if "<" not in route:
                yield root + route
            elif route.count("<") == 1:
                start, rest = route.split("<")
                for pk in ids:
                    yield root + start + str(pk) + rest.partition(">")[2]
    yield "/admin/"
    for model in admin.site._registry:
        for field in model._meta.get_fields():
            if field.is_relation and isinstance(field, models.Field):
                source = f"app_label={model._meta.app_label}&model_name={model._meta.model_name}"
                yield f"/admin/autocomplete/?{source}&field_name={field.name}&term={CANARY}"
    yield (
        "/admin/autocomplete/?app_label=petitions&model_name=trace&field_name=signature"
        f"&term={CANARY}"
    )


class WithoutTheRightTests(AccessTestCase):
    def test_no_page_of_the_desk_shows_a_signer(self) -> None:
        self.make_everything()
        make_detainee()
        for group in WITHOUT_THE_RIGHT:
            self.client.force_login(make_member(group))
            shown = []
            for address in {*admin_urls(), *self.make_everything().values()}:
                if "/logout/" in address:
                    continue
                page = self.client.get(address)
                if page.streaming:
                    page.getvalue()
                elif CANARY.lower() in page.text.replace(f"term={CANARY}", "").lower():
                    shown.append(address)
            self.assertEqual(shown, [], group)
        self.assertEqual(self.logged(), [])

    def test_the_pages_work_with_number_day_country_and_state(self) -> None:
        self.client.force_login(make_member("Petition managers"))
        pages = self.make_everything()
        for name in ("list", "list of a petition", "quarantine", "signature", "sample", "update"):
            with self.subTest(name):
                page = self.client.get(pages[name])
                self.assertContains(page, "Netherlands" if name != "sample" else "NL")
                self.assertContains(page, f"Signature {self.signatures[-1].pk}"
                    if name != "signature" else f"Signature {self.signatures[0].pk}")  # fmt: skip
        self.assertContains(self.client.get(pages["sample"]), "3 signatures match.")
        self.assertNotContains(
            self.client.get(LIST), self.signatures[0].signed_at.strftime("%H:%M")
        )

    def test_quarantined_signatures_are_reviewed_without_names(self) -> None:
        self.client.force_login(make_member("Petition managers"))
        for action in ("accept", "reject"):
            asked = self.ask_to(action)
            self.assertContains(asked, f"Signature {self.signatures[2].pk}")
            self.assertNotIn(CANARY, asked.text)
        chosen = {"action": "accept", "_selected_action": self.signatures[2].pk, "confirmed": "yes"}
        self.client.post(self.list, chosen)
        self.signatures[2].refresh_from_db()
        self.assertEqual(self.signatures[2].state, "confirmed")

    def test_no_reason_opens_anything(self) -> None:
        for group in WITHOUT_THE_RIGHT:
            self.client.force_login(make_member(group))
            self.assertEqual(self.client.post(REASON, {"purpose": "review"}).status_code, 403)
            session = self.client.session
            session["stated_reasons"] = {"all": ["Review", timezone.now().timestamp() + 600]}
            session.save()
            for address in (LIST, self.list, self.one):
                self.assertNotContains(self.client.get(address), CANARY, status_code=200
                    if group != "Data protection" else 403)  # fmt: skip

    def test_no_one_searches_for_a_name_or_a_domain(self) -> None:
        self.client.force_login(make_member("Petition managers"))
        for word in ({"q": CANARY}, {"domain": f"{CANARY.lower()}.example"}):
            address = self.concealed(LIST, **word)
            self.assertEqual(self.client.get(address).status_code, 403)
            address = address.replace(LIST, f"{LIST}export/")
            self.assertEqual(self.client.get(address).status_code, 403)
        self.client.force_login(make_member("Exporters"))
        address = self.concealed(LIST, q=CANARY).replace(LIST, f"{LIST}export/")
        self.assertEqual(self.client.post(address, {"purpose": "delivery"}).status_code, 403)

    def test_no_invalidation_tells_whether_there_is_a_signer_of_a_name(self) -> None:
        self.client.force_login(make_member("Petition managers"))
        pages = self.make_everything()
        page = self.client.get(pages["sample by name"])
        self.assertNotContains(page, "signatures match.")
        self.assertNotContains(page, 'name="name_contains"')
        invalidation = Invalidation.objects.get(name_contains=CANARY)
        self.fill_in(pages["sample by name"], {"reason": "Other words"})
        invalidation.refresh_from_db()
        self.assertEqual((invalidation.reason, invalidation.name_contains), ("Other words", CANARY))

    def test_a_name_that_is_posted_to_an_invalidation_is_not_taken(self) -> None:
        self.client.force_login(make_member("Petition managers"))
        about = {"petition": self.petition.pk, "reason": "Made up", "name_contains": CANARY}
        answer = self.client.post("/admin/petitions/invalidation/add/", about)
        self.assertContains(answer, "Give at least one condition.")
        self.client.post("/admin/petitions/invalidation/add/", about | {"country": "NL"})
        self.assertEqual(Invalidation.objects.get().name_contains, "")

    def test_a_list_cannot_be_narrowed_by_what_it_does_not_show(self) -> None:
        self.client.force_login(make_member("Editors"))
        for query in (
            f"name={CANARY}", f"name__startswith={CANARY}", f"city={CANARY}", "comment__contains=a",
            f"petition__signatures__name={CANARY}", "trace__domain__isnull=0",
        ):  # fmt: skip
            with self.subTest(query):
                self.assertEqual(self.client.get(f"{LIST}?{query}").status_code, 400)
        by_signer = f"/admin/petitions/petition/?signatures__name={CANARY}"
        self.assertEqual(self.client.get(by_signer).status_code, 400)


class StatedReasonTests(AccessTestCase):
    """What someone with the right sees: here a moderator and a superuser."""

    def each(self) -> Iterator[User]:
        for user in (make_member("Moderators"), make_staff("root")):
            self.client.force_login(user)
            with self.subTest(user):
                yield user

    def test_no_signer_is_shown_before_a_reason_is_stated(self) -> None:
        pages = self.make_everything()
        for user in self.each():
            for name, address in pages.items():
                page = self.client.get(address)
                typed = page.text.replace(f'name="name_contains" value="{CANARY}"', "")
                self.assertNotIn(CANARY.lower(), typed.lower(), (user, name))
            self.assertNotIn(CANARY, self.ask_to("accept").text)
        self.assertEqual(self.logged(), [])

    def test_a_reason_shows_the_signers_of_that_petition_for_a_while(self) -> None:
        other = make_signature(make_petition(), name="Other Signer")
        for _ in self.each():
            self.state_reason(self.petition)
            self.assertContains(self.client.get(self.list), f"{CANARY} Roe")
            self.assertContains(self.client.get(self.one), f"{CANARY}burg")
            self.assertNotContains(self.client.get(LIST), CANARY)
            self.assertNotContains(self.client.get(f"{LIST}{other.pk}/change/"), "Other Signer")
            self.state_reason()
            self.assertContains(self.client.get(LIST), "Other Signer")

    def test_every_form_on_these_pages_has_its_token(self) -> None:
        pages = [*self.make_everything().values(), REASON]
        for state in ("before", "after"):
            for address in pages:
                with self.subTest(address, state=state):
                    page = self.client.get(address).text
                    forms = page.count('method="post"')
                    self.assertEqual(page.count('name="csrfmiddlewaretoken"'), forms)
            self.state_reason()

    def test_it_ends_by_itself(self) -> None:
        with patch.object(periods, "STATED_REASON", timedelta()):
            self.state_reason()
        self.assertNotContains(self.client.get(self.list), CANARY)

    def test_it_is_shown_on_the_page_and_can_be_ended(self) -> None:
        self.client.post(REASON, {"purpose": "flood", "details": "Tuesday evening"})
        page = self.client.get(self.list)
        self.assertContains(page, "Finding made-up signatures: Tuesday evening")
        self.assertContains(page, f'action="{HIDE}"')
        self.assertEqual(self.client.get(HIDE).status_code, 405)
        self.assertContains(self.client.post(HIDE, follow=True), "Signers are hidden again.")
        self.assertNotContains(self.client.get(self.list), CANARY)

    def test_it_is_one_session_s(self) -> None:
        self.state_reason()
        self.client.logout()
        self.client.force_login(self.staff)
        self.assertNotContains(self.client.get(self.list), CANARY)

    def test_a_reason_is_needed_and_what_was_typed_stays(self) -> None:
        for typed, mistake in (
            ({"purpose": "", "details": "For Geneva"}, "Choose a reason."),
            ({"purpose": "other", "details": " "}, "Write the reason in a few words."),
            ({"purpose": "bored", "details": "For Geneva"}, "bored"),
            ({"purpose": "other", "details": "x" * 500}, "at most 150 characters"),
            ({"purpose": "other", "details": "a\0b"}, "Null characters are not allowed."),
        ):
            with self.subTest(typed):
                page = self.client.post(REASON, typed | {"next": self.list})
                self.assertContains(page, mistake)
                self.assertContains(page, f'name="next" value="{self.list}"')
                self.assertContains(page, typed["details"].strip().replace("\0", ""))
        self.assertNotContains(self.client.get(self.list), CANARY)

    def test_it_leads_back_to_a_page_of_the_desk_and_nowhere_else(self) -> None:
        for page, target in (
            (self.list, self.list), ("https://evil.example/admin/", LIST), ("//evil.example", LIST),
            ("/", LIST), ("", LIST),
        ):  # fmt: skip
            answer = self.client.post(REASON, {"purpose": "review", "next": page})
            self.assertRedirects(answer, target, fetch_redirect_response=False)

    def test_a_search_asks_for_the_reason_and_then_goes_on(self) -> None:
        address = self.concealed(self.list, q=CANARY)
        asked = self.client.get(address)
        self.assertTrue(asked["Location"].startswith(REASON))
        form = self.read(asked["Location"])
        found = self.client.post(REASON, form.values | {"purpose": "request"}, follow=True)
        self.assertContains(found, f"{CANARY} Roe")
        self.assertContains(found, f'value="{CANARY}"')

    def test_nothing_in_the_address_of_the_reason_breaks_the_page(self) -> None:
        for petition in ("x", "0", "-1", "9" * 18, "9" * 5000, "²"):
            with self.subTest(petition[:5]):
                self.assertEqual(self.client.get(REASON, {"petition": petition}).status_code, 200)
        self.state_reason()
        for petition in ("30000", "9" * 18):
            page = self.client.get(f"{LIST}?petition__id__exact={petition}", follow=True)
            self.assertEqual(page.status_code, 200)


class InvalidationHelpTests(AccessTestCase):
    def test_a_search_by_name_is_explained_only_to_staff_who_have_the_field(self) -> None:
        for group, has_it in (("Petition managers", False), ("Moderators", True)):
            with self.subTest(group):
                self.client.force_login(make_member(group))
                page = self.client.get("/admin/petitions/invalidation/add/").text
                self.assertIn("All conditions must match.", page)
                self.assertEqual('name="name_contains"' in page, has_it)
                self.assertEqual("A name is found among" in page, has_it)


class LogTests(AccessTestCase):
    def test_each_kind_of_look_is_logged_with_its_number(self) -> None:
        make_signature(self.petition, name="Jane Doe", country="FR")
        pages = self.make_everything()
        self.state_reason(self.petition)
        SignerAccess.objects.all().delete()
        for look, kind, found in (
            (lambda: self.client.get(self.list), "page", 4),
            (lambda: self.client.get(f"{self.list}&country=FR"), "page", 1),
            (lambda: self.client.get(self.concealed(self.list, q=CANARY)), "search", 2),
            (lambda: self.client.get(self.concealed(self.list, q="Nobody")), "search", 0),
            (lambda: self.client.get(self.concealed(self.list, domain="a.example")), "search", 0),
            (lambda: self.client.get(self.one), "signature", 1),
            (lambda: self.ask_to("accept"), "review", 3),
            (lambda: self.ask_to("reject"), "review", 3),
            (lambda: self.client.get(pages["sample"]), "sample", 3),
            (lambda: self.client.get(pages["sample by name"]), "sample", 3),
            (lambda: self.client.get(pages["update"]), "update", 3),
        ):  # fmt: skip
            with self.subTest(kind):
                look()
                entry = SignerAccess.objects.order_by("pk").last()
                assert entry
                self.assertEqual((entry.kind, entry.found), (kind, found))
                self.assertEqual((entry.author, entry.petition), (self.staff, self.petition))
                self.assertEqual(entry.reason, "Reviewing quarantined signatures")
        self.assertEqual(SignerAccess.objects.count(), 11)

    def test_filters_are_logged_as_kinds(self) -> None:
        self.state_reason()
        address = self.concealed(f"{LIST}?country=NL&state=confirmed", q=CANARY)
        self.client.get(address)
        entry = SignerAccess.objects.get()
        self.assertEqual((entry.filters, entry.petition), ("country, name, state", None))

    def test_every_page_of_a_list_and_every_search_is_a_line(self) -> None:
        for number in range(60):
            make_signature(self.petition, name=f"Jane {number}")
        self.state_reason()
        self.client.get(self.list)
        self.client.get(f"{self.list}&p=2")
        address = self.concealed(self.list, q="Jane")
        self.client.get(address)
        self.client.get(f"{address}&p=2")
        self.assertEqual(
            self.logged(), [("page", 63), ("page", 63), ("search", 60), ("search", 60)]
        )

    def test_if_it_cannot_be_logged_no_one_is_shown(self) -> None:
        self.state_reason()
        self.client.raise_request_exception = False
        with patch.object(access_log, "record", side_effect=RuntimeError):
            for address in (self.list, self.one, self.concealed(self.list, q=CANARY)):
                page = self.client.get(address)
                self.assertEqual(page.status_code, 500)
                self.assertNotContains(page, CANARY, status_code=500)

    def test_what_is_not_shown_is_not_logged(self) -> None:
        self.state_reason(make_petition())
        for address in (LIST, self.list, self.one):
            self.client.get(address)
        self.assertEqual(self.logged(), [])


class SearchWordTests(AccessTestCase):
    """The words that staff search for are in no table, log, URL or error report."""

    def setUp(self) -> None:
        super().setUp()
        make_signature(self.petition, f"a@{WORD}.example", name=f"{WORD} Roe")
        self.state_reason()

    def test_they_are_in_no_table_no_log_and_no_url(self) -> None:
        Signature.objects.filter(name__startswith=WORD).delete()
        addresses = []
        with everything_logged() as lines:
            for words in ({"q": WORD}, {"domain": f"{WORD}.example"}, {"q": f"{WORD}@x.example"}):
                address = self.concealed(self.list, **words)
                page = self.client.get(address)
                self.assertContains(page, WORD)
                addresses += [address, *self.links(page.text)]
                self.client.get(address.replace(LIST, f"{LIST}export/"))
                self.client.post(address.replace(LIST, f"{LIST}export/"), {"purpose": "delivery"})
                chosen = {"action": "reject", "_selected_action": "1", "select_across": "1"}
                answer = self.client.post(address, chosen | {"index": "0"})
                addresses.append(answer.get("Location", ""))
            rules = "/admin/petitions/accessrule/"
            addresses.append(self.concealed(rules, q=f"{WORD}@x.example"))
            self.client.get(addresses[-1])
        statements = [line for line in lines if "SELECT" in line]
        self.assertNotIn(WORD.lower(), " ".join(set(lines) - set(statements)).lower())
        self.assertNotIn(WORD.lower(), " ".join(addresses).lower())
        self.assertEqual(find_rows_with(WORD), [])
        self.assertNotIn(WORD, str(dict(self.client.session)))
        self.assertGreater(SignerAccess.objects.filter(kind="search").count(), 2)

    def links(self, page: str) -> list[str]:
        return [part.split('"')[0] for part in page.split('href="')[1:]]

    def test_they_are_left_out_of_error_reports(self) -> None:
        for address, words in (
            (self.list, {"q": WORD, "_search": "yes"}),
            ("/admin/petitions/invalidation/add/", {"name_contains": WORD}),
        ):
            with self.subTest(address):
                request: Any = self.client.post(address, words).wsgi_request
                shown = SafeExceptionReporterFilter().get_post_parameters(request)
                self.assertNotIn(WORD, str(shown))

    def test_they_work_for_the_links_of_the_list(self) -> None:
        for number in range(60):
            make_signature(self.petition, name=f"{WORD} {number}")
        address = self.concealed(self.list, q=WORD)
        links = self.links(self.client.get(address).text)
        second = next(link for link in links if "p=2" in link).replace("&amp;", "&")
        page = self.client.get(LIST + second)
        self.assertEqual(len(page.context["cl"].result_list), 11)
        narrowed = self.concealed(address, domain="example.org")
        self.assertEqual(
            set(parse_qs(urlsplit(narrowed).query)), {"petition__id__exact", "q", "domain"}
        )
        cleared = self.concealed(narrowed, q="")
        self.assertEqual(set(parse_qs(urlsplit(cleared).query)), {"petition__id__exact", "domain"})

    def test_words_typed_into_the_url_and_those_of_another_session_are_refused(self) -> None:
        others = self.concealed(self.list, q=WORD)
        self.client.logout()
        self.client.force_login(make_staff("root"))
        self.state_reason()
        for address in (others, f"{self.list}&q={WORD}", f"{self.list}&domain={WORD}.example"):
            answer = self.client.get(address)
            self.assertRedirects(answer, self.list, fetch_redirect_response=False)
            self.assertContains(self.client.get(self.list), "This search has ended.")

    def test_odd_words_are_searched_for_all_the_same(self) -> None:
        for word in ("%", "_", "\\", "\0", "'; --", "x" * 5000, "𐀀", "آ"):
            with self.subTest(word[:5]):
                page = self.client.get(self.concealed(self.list, q=word), follow=True)
                self.assertEqual(page.status_code, 200)
        self.assertNotIn("q=", self.concealed(self.list, q="  "))

    def test_a_domain_of_the_dashboard_leads_to_its_signatures_and_is_not_in_the_link(self) -> None:
        for number in range(10):
            make_trace(make_signature(self.petition, f"{number}@flood.example"), "flood.example")
        desk = f"/admin/petitions/petition/{self.petition.pk}/desk/"
        page = self.client.get(desk)
        self.assertContains(page, "flood.example")
        link = next(each for each in self.links(page.text) if "domain=" in each)
        self.assertNotIn("flood", link)
        found = self.client.get(link.replace("&amp;", "&"))
        self.assertEqual(len(found.context["cl"].result_list), 10)
        self.client.force_login(make_member("Editors"))
        page = self.client.get(desk)
        self.assertContains(page, "flood.example")
        self.assertNotContains(page, "domain=")


class ConcealTests(SimpleTestCase):
    @given(st.text(max_size=50))
    def test_any_words_come_back_in_their_session_only(self, words: str) -> None:
        mine, theirs = (self.request(key) for key in ("a", "b"))
        token = private_search.conceal(mine, words)
        self.assertRegex(token, r"^[\w=-]+$")
        self.assertEqual(private_search.reveal(mine, token), words)
        with self.assertRaises(ValueError):
            private_search.reveal(theirs, token)

    @given(st.text(max_size=50))
    def test_nothing_else_is_taken_for_words(self, text: str) -> None:
        with self.assertRaises(ValueError):
            private_search.reveal(self.request("a"), text)

    def request(self, key: str) -> Any:
        request: Any = RequestFactory().get("/")
        request.user = User(pk=1)
        request.session = type("Session", (), {"session_key": key})()
        return request


class OverseeingTests(AccessTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.state_reason(self.petition)
        self.client.get(self.list)
        self.entry = SignerAccess.objects.get()

    def test_data_protection_reads_the_log_by_person_and_day(self) -> None:
        root = make_staff("root")
        old = timezone.now() - timedelta(days=40)
        SignerAccess.objects.create(author=root, kind="page", reason="An older reason", at=old)
        self.client.force_login(make_member("Data protection"))
        page = self.client.get(LOG)
        for shown in ("staff", "Page of the list", "Reviewing quarantined signatures", "root"):
            self.assertContains(page, shown)
        by_person = self.client.get(f"{LOG}?author__id__exact={root.pk}")
        self.assertContains(by_person, "An older reason")
        self.assertNotContains(by_person, "Reviewing")
        now = timezone.now()
        by_day = self.client.get(
            f"{LOG}?at__year={now.year}&at__month={now.month}&at__day={now.day}"
        )
        self.assertContains(by_day, "Reviewing")
        self.assertNotContains(by_day, "An older reason")

    def test_no_one_adds_changes_or_deletes_a_line(self) -> None:
        one = f"{LOG}{self.entry.pk}/"
        for user in (self.staff, make_member("Data protection"), make_member("Moderators")):
            self.client.force_login(user)
            for address in (f"{LOG}add/", f"{one}change/", f"{one}delete/"):
                answer = self.client.post(address, {"reason": "Another", "post": "yes"})
                self.assertEqual(answer.status_code, 403, (user, address))
            self.client.post(
                LOG, {"action": "delete_selected", "_selected_action": self.entry.pk, "post": "yes"}
            )
        self.entry.refresh_from_db()
        self.assertEqual(self.entry.reason, "Reviewing quarantined signatures")

    def test_those_who_may_see_signers_do_not_see_who_else_did(self) -> None:
        for group in ("Moderators", "Editors", "Publishers", "Petition managers", "Exporters"):
            self.client.force_login(make_member(group))
            self.assertEqual(self.client.get(LOG).status_code, 403, group)

    def test_a_line_is_deleted_when_its_period_is_over_and_not_before(self) -> None:
        now = timezone.now()
        for days in (364, 366):
            SignerAccess.objects.create(
                author=self.staff,
                kind="page",
                reason=f"{days} days ago",
                at=now - timedelta(days=days),
            )
        erase_unconfirmed()
        left = set(SignerAccess.objects.values_list("reason", flat=True))
        self.assertEqual(left, {"Reviewing quarantined signatures", "364 days ago"})

    def test_the_list_takes_the_same_number_of_queries_however_long(self) -> None:
        with self.assertNumQueries(LOG_QUERIES):
            self.client.get(LOG)
        for number in range(10):
            SignerAccess.objects.create(
                author=make_staff(f"staff-{number}"),
                petition=make_petition(),
                kind="page",
                reason="Review",
            )
        with self.assertNumQueries(LOG_QUERIES):
            self.client.get(LOG)


class RightTests(DeskTestCase):
    def test_it_belongs_to_moderators_alone(self) -> None:
        holders = Group.objects.filter(permissions__codename="see_signers")
        self.assertEqual([group.name for group in holders], ["Moderators"])
