"""Every address and every action of the desk, for each role: it opens for those who may, and for no one else.

The tables below are written by hand, and campaign/roles.py is not read for them. A new page has to be added here.
"""

import uuid
from collections.abc import Callable
from typing import Any
from unittest import mock

from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.contrib.messages import get_messages
from django.db import models, transaction
from django.http import HttpResponse
from django.template.response import SimpleTemplateResponse
from django.utils import timezone

from campaign.accounts.models import AccountEvent
from campaign.activity.models import Activity
from campaign.addresses.models import Redirect
from campaign.history.revert import changes_of
from campaign.roles import ADMINISTRATORS, ROLES
from campaign.site_content.models import HomePage, Menu, Notice
from campaign.web import errors
from campaign.web.models import Limit
from followers.models import FollowerCount
from news.models import Author, PressPage, Tag
from petitions.models import (
    AccessRule,
    AddressRule,
    ConsentText,
    CountCheck,
    Dossier,
    Invalidation,
    PaperBatch,
    RuleChange,
    SignerAccess,
    Update,
)
from petitions.moderation import switches
from profiles.models import ErasedPerson, ImportBatch, SpellingGroup, Tip
from profiles.models.places import Ethnicity, Place
from tests.campaign.accounts.addresses import named_addresses
from tests.campaign.preview_links.links import make_link
from tests.campaign.test_roles import make_member
from tests.factories import (
    make_delivery,
    make_detainee,
    make_news,
    make_page,
    make_petition,
    make_picture,
    make_response,
    make_signature,
    make_staff,
)
from tests.testcases import SiteTestCase

# The roles by their letters. Administrators may do all that anyone may.
LETTERS = {
    "R": "Researchers", "E": "Editors", "P": "Publishers", "T": "Petition managers", "N": "Newsroom",
    "M": "Moderators", "D": "Data protection", "I": "Importers", "J": "Tip readers", "X": "Exporters",
    "Y": "Exporters of people", "S": "Staff managers", "L": "Translators",
}  # fmt: skip
# Model → pages, the roles that open them, and the roles that send their forms, if those are others. None: no one.
MAY: dict[str, tuple[tuple[str | None, ...], ...]] = {
    "": (
        ("break_in", ""),
        ("closed_records", "", None),
        ("take_over", None, ""),
        ("site_switch", "P"),
        ("revoke_preview_link settle_preview_comment", None, "EPN"),  # of a news item
    ),
    "auth_group": (("add change changelist delete history", ""),),
    "auth_user": (
        ("add change changelist history reset-factor", "S"),
        ("send-link", None, "S"),
    ),
    "campaign_accountevent": (
        ("change", "S", None),
        ("changelist history", "S"),
    ),
    "campaign_activity": (
        ("change", "D", None),
        ("changelist history", "D"),
    ),
    "campaign_homepage": (
        ("add ask change changelist history links preview redraft restore submit undo", "EPN"),
        ("version version-ask version-discard version-preview", "EPN"),
        ("forget publish reschedule review version-schedule withdraw", "P"),
        ("delete", ""),
    ),
    "campaign_limit": (("change changelist history", "T"),),
    "campaign_menu": (("add change changelist delete fill history", "P"),),
    "campaign_notice": (
        (
            "add ask change changelist delete history links preview redraft restore submit undo",
            "EPN",
        ),
        ("version version-ask version-discard version-preview", "EPN"),
        ("forget publish reschedule review version-schedule withdraw", "P"),
    ),
    "campaign_page": (
        ("change", "EPNL", "EPN"),
        ("changelist history preview translation version version-preview", "EPNL"),
        ("add ask links redraft restore submit undo version-ask version-discard", "EPN"),
        ("answer forget publish reschedule review version-schedule withdraw", "P"),
        ("delete", ""),
    ),
    "campaign_redirect": (("add change changelist delete history lines", "P"),),
    "campaign_picture": (
        ("add change changelist choose file history small", "REPN"),
        ("original", "P"),
        ("delete", ""),
    ),
    "followers_followercount": (
        ("change", "PTN", None),
        ("changelist history", "PTN"),
    ),
    "news_author": (
        ("add change changelist history", "EPN"),
        ("delete", ""),
    ),
    "news_newsitem": (
        ("change", "EPNL", "EPN"),
        ("changelist document history preview translation version version-preview", "EPNL"),
        ("add ask delete links redraft restore submit undo version-ask version-discard", "EPN"),
        ("answer forget publish reschedule review version-schedule withdraw", "PN"),
    ),
    "news_presspage": (
        ("add ask change changelist history preview redraft restore submit undo", "EPN"),
        ("links version version-ask version-discard version-preview", "EPN"),
        ("forget publish reschedule review version-schedule withdraw", "PN"),
        ("delete", ""),
    ),
    "news_tag": (
        ("add change changelist history", "EPN"),
        ("delete merge", "PN"),
    ),
    "petitions_accessrule": (("add change changelist delete history", "TM"),),
    "petitions_addressee": (
        ("change", "EPT", "PT"),  # of a public petition
        ("add changelist history", "EPT"),
        ("delete", ""),
    ),
    "petitions_addressrule": (("add change changelist delete history", "T"),),
    "petitions_consenttext": (
        ("change", "EPT", None),
        ("changelist history", "EPT"),
    ),
    "petitions_countcheck": (
        ("change", "TM", None),
        ("changelist history", "TM"),
    ),
    "petitions_delivery": (
        ("change", "EPT", "T"),
        ("changelist history preview version version-preview", "EPT"),
        (
            "add ask delete forget publish redraft reschedule restore review submit undo withdraw",
            "T",
        ),
        ("links version-ask version-discard version-schedule", "T"),
    ),
    "petitions_dossier": (
        ("add changelist delete download history", "T"),
        ("change", "T", None),
    ),
    "petitions_invalidation": (
        ("add change changelist history", "TM"),
        ("cancel start undo", None, "TM"),
    ),
    "petitions_paperbatch": (
        ("change", "EPT", "T"),
        ("changelist history", "EPT"),
        ("add delete", "T"),
    ),
    "petitions_petition": (
        ("change", "EPTNMXL", "EPT"),  # it is public: an editor keeps a working version
        ("changelist history preview version version-preview", "EPTNMXL"),
        ("translation", "EPTL"),
        ("desk", "EPTMX"),
        ("add ask links version-ask version-discard", "EPT"),
        ("version-schedule", "PT"),
        (
            "answer close forget publish redraft reschedule restore review submit undo withdraw",
            "PT",
        ),
    ),
    "petitions_response": (
        ("change", "EPT", "T"),
        ("changelist document history preview version version-preview", "EPT"),
        (
            "add ask delete forget publish redraft reschedule restore review submit undo withdraw",
            "T",
        ),
        ("links version-ask version-discard version-schedule", "T"),
    ),
    "petitions_rulechange": (
        ("change", "T", None),
        ("changelist history", "T"),
    ),
    "petitions_signature": (
        ("change", "EPTMX", None),
        ("changelist history", "EPTMX"),
        ("address", "TD"),
        ("delete", "TM"),
        ("export", "X"),
        ("reason", "M"),
    ),
    "petitions_signeraccess": (
        ("change", "D", None),
        ("changelist history", "D"),
    ),
    "petitions_switches": (
        (
            "change changelist history pause-counting pause-signing resume-counting resume-signing",
            "T",
        ),
    ),
    "petitions_update": (
        ("add change changelist delete history preview", "EPT"),
        ("resume send stop", "T"),
    ),
    "profiles_detainee": (
        ("change", "REPTNIJYL", "REPI"),
        ("changelist history left_names preview queues version version-preview", "REPTNIJYL"),
        ("translation", "REPL"),
        (
            "add apart ask copy links redraft restore submit undo version-ask version-discard",
            "REPI",
        ),
        ("delete", "REP"),
        ("export", "Y"),
        ("forget merge publish reschedule review unmerge version-schedule withdraw", "P"),
        ("erase", ""),
    ),
    "profiles_erasedperson": (
        ("change", "", None),
        ("changelist history", ""),
    ),
    "profiles_ethnicity": (
        ("change", "REP", ""),
        ("changelist history", "REP"),
        ("add delete", ""),
    ),
    "profiles_importbatch": (
        ("add change changelist check discard history report resume start stop undo", "I"),
        ("columns reading", ""),
    ),
    "profiles_place": (
        ("change", "REP", ""),
        ("changelist history", "REP"),
        ("add", ""),
    ),
    "profiles_spellinggroup": (("add change changelist delete history", "REP"),),
    "profiles_tip": (("change changelist delete history", "J"),),
    "writing": (("links pictures preview", None, "REPNIL"),),
}
# Pages that no one opens: rows that no one adds or deletes.
NO_ONE = {
    "autocomplete": "",
    "auth_user": "delete",
    "campaign_accountevent": "add delete",
    "campaign_activity": "add delete",
    "campaign_limit": "add delete",
    "followers_followercount": "add delete",
    "petitions_consenttext": "add delete",
    "petitions_countcheck": "add delete",
    "petitions_invalidation": "delete",
    "petitions_petition": "delete",
    "petitions_rulechange": "add delete",
    "petitions_signature": "add",
    "petitions_signeraccess": "add delete",
    "petitions_switches": "add delete",
    "profiles_erasedperson": "add delete",
    "profiles_importbatch": "delete",
    "profiles_place": "delete",
    "profiles_tip": "add",
}
# Pages of the desk itself and of one's own account: for everyone with an account.
EVERYONE = """
    account
    add_app
    add_passkey
    app_list
    for_you
    discard_work
    end_other_sessions
    end_session
    forgot
    forgot_sent
    handbook
    handbook_chapter
    index
    jsi18n
    keep_work
    login
    password_change
    password_change_done
    petitions_signature_hide
    preview_links
    read_work
    recovery_codes
    remove_factor
    roles
    saved_views
    search
    set_password
    view_on_site
    writing_help
"""
# Without a session, they lead to one (tests/campaign/accounts/test_without_factor.py).
ELSEWHERE = {"code", "logout", "set_up"}

# A list → its actions, and the roles that may use them.
ACTIONS: dict[str, dict[str, str]] = {
    "auth/group": {"delete_selected": ""},
    "campaign/homepage": {"submit redraft together": "EPN", "publish withdraw": "P"},
    "campaign/menu": {"delete_selected": "P"},
    "campaign/notice": {"submit redraft together": "EPN", "publish withdraw": "P"},
    "campaign/page": {"submit redraft together": "EPN", "publish withdraw": "P"},
    "campaign/picture": {"delete_selected": ""},
    "campaign/redirect": {"delete_selected": "P"},
    "news/newsitem": {"submit redraft together": "EPN", "publish withdraw": "PN"},
    "news/presspage": {"submit redraft together": "EPN", "publish withdraw": "PN"},
    "petitions/accessrule": {"delete_selected": "TM"},
    "petitions/addressee": {"delete_selected": ""},
    "petitions/delivery": {"submit redraft together publish withdraw": "T"},
    "petitions/paperbatch": {"delete_selected": "T"},
    "petitions/petition": {"submit redraft together": "EPT", "publish withdraw": "PT"},
    "petitions/response": {"submit redraft together publish withdraw": "T"},
    "petitions/signature": {"accept reject": "TM"},
    "profiles/detainee": {"submit redraft together": "REPI", "publish withdraw compare": "P"},
    "profiles/ethnicity": {"delete_selected": ""},
    "profiles/spellinggroup": {"delete_selected": "REP"},
    "profiles/tip": {"delete_selected": "J"},
}


class WalkTestCase(SiteTestCase):
    rows: dict[str, models.Model]

    @classmethod
    def setUpTestData(cls) -> None:
        author, today = make_staff("author"), timezone.localdate()
        draft: dict[str, Any] = {"state": "draft", "publish_at": None}
        news, petition = make_news(**draft), make_petition()
        delivery = make_delivery(petition, **draft)
        link, _door = make_link(news, author)
        paper = {"petition": petition, "count": 3, "received_on": today, "author": author}
        cls.rows = {
            f"{row._meta.app_label}/{row._meta.model_name}": row
            for row in (
                make_detainee(**draft),
                news,
                make_page(**draft),
                make_picture(),
                petition,
                petition.addressee,
                make_signature(petition, state="quarantined", quarantine_reason="domain"),
                delivery,
                make_response(delivery, **draft),
                Invalidation.objects.create(
                    petition=petition, reason="x", name_contains="x", author=author
                ),
                AccessRule.objects.create(target="domain", value="a.example", author=author),
                AddressRule.objects.earliest("pk"),
                RuleChange.objects.create(domain="a.example", author=author),
                Update.objects.create(petition=petition, subject="Home", author=author),
                Dossier.objects.create(petition=petition, author=author),
                PaperBatch.objects.create(**paper),
                SignerAccess.objects.create(author=author, kind="page", reason="Review"),
                switches.switches_row(),
                CountCheck.objects.create(petitions=1, milliseconds=1),
                ConsentText.objects.create(version="x", language="en", to_sign="x", to_updates="x"),
                Limit.objects.earliest("pk"),
                Activity.objects.create(kind="logged_in", actor=author),
                AccountEvent.objects.create(kind="invited", user=author),
                Group.objects.create(name="Helpers"),
                User.objects.create_user("colleague"),
                ErasedPerson.objects.create(number=9000),
                Place.objects.earliest("pk"),
                Ethnicity.objects.earliest("pk"),
                SpellingGroup.objects.create(spellings="Memet, Muhammad"),
                ImportBatch.objects.create(file_name="p.csv", sha256="0", size=1, author=author),
                FollowerCount.objects.create(petition=petition, at_least=10),
                Author.objects.create(name="Amina"),
                Redirect.objects.create(old="/old", to="/news/"),
                HomePage.objects.create(),
                Menu.objects.create(place="main"),
                Notice.objects.create(text="We have moved."),
                Tag.objects.create(name="Students", slug="students"),
                PressPage.objects.create(),
                Tip.objects.create(code_digest=bytes(32), told_on=today, last_on=today),
            )
        } | {
            "preview-links/link": link,
            "preview-links/comment": link.comments.create(about="whole", verdict="right", on=today),
        }

    def addresses(self) -> dict[str, str]:
        kinds = {
            "int": "PK",
            "path": "PK",
            "str": "word",
            "slug": "word",
            "uuid": str(uuid.UUID(int=1)),
        }
        found = {}
        for name, address in named_addresses(kinds).items():
            row = self.rows.get("/".join(address.split("/")[2:4]))
            if row and "/history/PK/" in address:
                edit = changes_of(row).latest("pk").edit_id
                address = address.replace("/history/PK/", f"/history/{edit}/")
            found[name] = address.replace("PK", str(row.pk if row else 1))
        return found

    def is_open(self, method: Callable[..., Any], address: str, **data: Any) -> bool:
        """What it does is rolled back. A page that takes no such method is as closed as one that refuses."""
        self.client.cookies.pop("messages", None)  # of the last request
        with transaction.atomic():
            answer = method(address, data)
            transaction.set_rollback(True)
        self.assertLess(answer.status_code, 500, address)
        said = {str(each) for each in get_messages(answer.wsgi_request)}
        is_list_again = "cl" in (getattr(answer, "context_data", None) or {})
        return not (
            answer.status_code in {403, 405}
            or "/login/" in answer.get("Location", "")
            or (data and (is_list_again or "No action selected." in said))
        )

    def without_templates(self) -> None:
        """Decide, and write no page: that takes most of the time, and administrators see all pages written."""
        self.enterContext(mock.patch.object(SimpleTemplateResponse, "rendered_content", ""))
        self.enterContext(mock.patch.object(errors, "render", _empty_page))


def _empty_page(*_args: Any, status: int) -> HttpResponse:
    return HttpResponse(status=status)


class PagesTests(WalkTestCase):
    def opened(self, user: User, names: set[str]) -> tuple[set[str], set[str]]:
        """The pages that open for this account, and those that take its forms."""
        self.client.force_login(user)
        found = {name: path for name, path in self.addresses().items() if name in names}
        pages = {name for name, path in found.items() if self.is_open(self.client.get, path)}
        return pages, {name for name, path in found.items() if self.is_open(self.client.post, path)}

    def test_every_page_is_in_one_of_the_tables(self) -> None:
        tables = [set(may()), no_one(), everyone(), ELSEWHERE]
        self.assertEqual(set(self.addresses()), set().union(*tables))
        self.assertEqual(len(self.addresses()), sum(map(len, tables)))

    def test_administrators_open_all_that_anyone_may(self) -> None:
        pages, forms = self.opened(make_member(ADMINISTRATORS), set(may()) | no_one())
        self.assertEqual(pages, {name for name, (see, _send) in may().items() if see is not None})
        self.assertEqual(forms, {name for name, (_see, send) in may().items() if send is not None})

    def test_each_role_opens_its_pages_and_no_others(self) -> None:
        self.without_templates()
        for letter, role in LETTERS.items():
            with self.subTest(role):
                pages, forms = self.opened(make_member(role), set(may()))
                see = {name for name, (roles, _) in may().items() if letter in (roles or "")}
                send = {name for name, (_, roles) in may().items() if letter in (roles or "")}
                self.assertEqual((pages ^ see, forms ^ send), (set(), set()))

    def test_without_a_role_only_ones_own_account_opens(self) -> None:
        self.without_templates()
        new = User.objects.create_user("new", is_staff=True)
        pages, forms = self.opened(new, set(self.addresses()) - ELSEWHERE)
        self.assertEqual(pages | forms, everyone())

    def test_the_letters_are_all_roles(self) -> None:
        self.assertEqual({*LETTERS.values(), ADMINISTRATORS}, set(ROLES))


class ActionsTests(WalkTestCase):
    def offered(self) -> set[tuple[str, str]]:
        """Every action of every list."""
        request: Any = mock.Mock(user=User.objects.get(username="author"), GET={})
        return {
            (model._meta.label_lower.replace(".", "/"), action)
            for model, model_admin in admin.site._registry.items()
            for action in model_admin.get_actions(request)
        }

    def test_every_action_is_in_the_table(self) -> None:
        self.assertEqual(self.offered(), set(may_do()))

    def test_each_role_does_what_it_may_and_nothing_else(self) -> None:
        self.without_templates()
        for letter, role in (LETTERS | {"A": ADMINISTRATORS}).items():
            self.client.force_login(make_member(role))
            for (label, action), roles in may_do().items():
                with self.subTest(role, list=label, action=action):
                    chosen = {"action": action, "_selected_action": self.rows[label].pk}
                    is_open = self.is_open(self.client.post, f"/admin/{label}/", **chosen)
                    self.assertEqual(is_open, letter in f"{roles}A")


def may() -> dict[str, tuple[str | None, str | None]]:
    """By the name of a page: the roles that open it, and those that send its form."""
    return {
        f"{model}_{page}".strip("_"): (roles[0], roles[-1])
        for model, lines in MAY.items()
        for pages, *roles in lines
        for page in str(pages).split()
    }


def may_do() -> dict[tuple[str, str], str]:
    return {
        (label, action): roles
        for label, lines in ACTIONS.items()
        for actions, roles in lines.items()
        for action in actions.split()
    }


def no_one() -> set[str]:
    return {
        f"{model}_{page}".rstrip("_")
        for model, pages in NO_ONE.items()
        for page in pages.split() or [""]
    }


def everyone() -> set[str]:
    return set(EVERYONE.split())
