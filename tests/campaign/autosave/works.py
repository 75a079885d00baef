"""What the tests of unsaved work share: a news item whose form is open, and what the script of the form sends."""

from typing import Any, ClassVar

from django.contrib.auth.models import User

from campaign.autosave.marks import FIELD
from campaign.autosave.models import UnsavedWork
from news.models import NewsItem
from tests.desk import DeskTestCase, FormReader
from tests.factories import make_news, make_staff

KEEP = "/admin/unsaved-work/"
ADD = "/admin/news/newsitem/add/"
SECRET = "Her cousin told us on the phone"


class WorkTestCase(DeskTestCase):
    item: ClassVar[NewsItem]
    other: ClassVar[User]
    form: ClassVar[str]

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.item = make_news(state="draft", headline="Two teachers", body="As it was.")
        cls.other = make_staff("other")
        cls.form = f"/admin/news/newsitem/{cls.item.pk}/change/"

    def keep(self, form: FormReader, **typed: str) -> dict[str, Any]:
        """Send the form as the script does. Returns its answer."""
        answer = self.client.post(KEEP, form.values | typed)
        self.assertEqual(answer.status_code, 200)
        answered: dict[str, Any] = answer.json()
        return answered

    def kept(self, **typed: str) -> UnsavedWork:
        """Open the form of the item and type this into it."""
        typed = typed or {"body": SECRET}
        self.assertEqual(self.keep(self.read(self.form), **typed)["state"], "kept")
        return UnsavedWork.objects.filter(path=self.form, owner=self.staff).latest("pk")

    def restore(self, work: UnsavedWork) -> Any:
        return self.client.get(work.path, {"_unsaved": work.pk})

    def assertTyped(self, page: Any, **typed: str) -> FormReader:
        """The form of this page shows what was typed, without a mistake."""
        self.assertEqual(page.status_code, 200)
        self.assertNotContains(page, "errornote")
        form = FormReader(page.text)
        self.assertEqual({name: form.values.get(name) for name in typed}, typed)
        self.assertTrue(form.values[FIELD])
        return form
