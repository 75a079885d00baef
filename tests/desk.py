"""A client for the admin that fills in and sends forms as a browser does, with hidden fields."""

from html.parser import HTMLParser
from typing import Any, ClassVar

from django.contrib.auth.models import Permission, User

from campaign.admin.ask_first import GOES_BACK
from campaign.admin.first_page.entries import Entry
from petitions.models import Petition
from tests.factories import make_staff
from tests.testcases import SiteTestCase


class FormReader(HTMLParser):
    """The values that a browser would send for all forms of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.values: dict[str, Any] = {}
        self.buttons: set[str] = set()
        self._select = self._textarea = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name, value, kind = given.get("name") or "", given.get("value") or "", given.get("type")
        if tag in {"input", "button"} and kind == "submit":
            self.buttons.add(name)
        elif tag == "input" and name and (kind not in {"checkbox", "radio"} or "checked" in given):
            given_value = value or ("on" if kind == "checkbox" else "")
            if kind == "checkbox" and name in self.values:  # several boxes of one name
                before = self.values[name]
                self.values[name] = (
                    [*before, value] if isinstance(before, list) else [before, value]
                )
            else:
                self.values[name] = given_value
        elif tag == "textarea":
            self._textarea = name
            self.values[name] = ""
        elif tag == "select":
            self._select = name
            self.values[name] = [] if "multiple" in given else ""
        elif tag == "option" and self._select and "selected" in given:
            if isinstance(self.values[self._select], list):
                self.values[self._select].append(value)
            else:
                self.values[self._select] = value

    def handle_data(self, data: str) -> None:
        if self._textarea:
            self.values[self._textarea] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.values[self._textarea] = self.values[self._textarea].removeprefix("\n")
            self._textarea = ""
        elif tag == "select":
            self._select = ""


class DeskTestCase(SiteTestCase):
    """Logged in as a superuser. `sign_in_as` logs in as someone else."""

    staff: ClassVar[User]

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.staff = make_staff()

    def setUp(self) -> None:
        super().setUp()
        self.client.force_login(self.staff)

    def sign_in_as(self, *permissions: str) -> User:
        """A member of staff with only these rights ("profiles.change_detainee")."""
        user = User.objects.create_user("editor", is_staff=True)
        for permission in permissions:
            app, codename = permission.split(".")
            user.user_permissions.add(
                Permission.objects.get(content_type__app_label=app, codename=codename)
            )
        self.client.force_login(user)
        return user

    def state_reason(self, petition: Petition | None = None) -> None:
        """See signers of this petition, or of all, from now on."""
        reason = {"petition": petition.pk if petition else "", "purpose": "review"}
        answer = self.client.post("/admin/petitions/signature/reason/", reason)
        self.assertEqual(answer.status_code, 302)

    def concealed(self, url: str, **words: str) -> str:
        """Send the search form of a list. Returns the URL that it leads to."""
        answer = self.client.post(url, words | {"_search": "yes"})
        self.assertEqual(answer.status_code, 303)
        return str(answer["Location"])

    def read(self, url: str) -> FormReader:
        response = self.client.get(url)
        self.assertEqual(response.status_code, 200, url)
        return FormReader(response.text)

    def fill_in(self, url: str, values: dict[str, Any], *, press: str = "_save") -> Any:
        """Open the form, change these values, press the button, and follow the redirect.

        What is public has no button “Save”: there, saving means “Save and publish”.
        """
        form = self.read(url)
        if press == "_save" and press not in form.buttons:
            press = "_publish"
        self.assertIn(press, form.buttons)
        return self.send(url, form, values, press=press)

    def agree(self, url: str) -> Any:
        """Undo the edit of the page, and tick the box that appears if something would be public again."""
        page = self.client.get(url)
        return self.send(
            url, FormReader(page.text), {"agreed": page.context["outcome"].fingerprint}
        )

    def say_yes(self, url: str, page: Any) -> Any:
        """Agree to the days and times that a page has asked about (campaign/admin/ask_first.py)."""
        self.assertContains(page, "Nothing is saved yet.")
        return self.client.post(url, FormReader(page.text).values, follow=True)

    def change_it(self, url: str, page: Any) -> Any:
        """Go back from such a page to the form."""
        return self.send(url, FormReader(page.text), {}, press=GOES_BACK)

    def send(
        self, url: str, form: FormReader, values: dict[str, Any], *, press: str = "_save"
    ) -> Any:
        return self.client.post(url, form.values | values | {press: "yes"}, follow=True)


def entry_of(page: Any, name: str) -> Entry:
    """The entry of this name on the first page of the desk."""
    entries: list[Entry] = [*page.context["alerts"]]
    for part in ("waiting", "colleagues", "tools", "counts"):
        entries += [shown.entry for shown in page.context[part]]
    return next(entry for entry in entries if entry.name == name)
