"""Staff save the filters, order and columns of a list under a name."""

from django.db import connection

from campaign.saved_views import keeping
from campaign.saved_views.models import SavedView
from tests.campaign.test_roles import make_member
from tests.desk import DeskTestCase
from tests.factories import make_news

NEWS = "/admin/news/newsitem/"
VIEWS = "/admin/views/news.newsitem/"
DRAFTS = {"name": "My drafts", "query": "state=draft&columns=headline"}


class SavedViewTests(DeskTestCase):
    def test_it_stands_above_the_list_as_a_link(self) -> None:
        answer = self.client.post(VIEWS, DRAFTS)
        self.assertRedirects(answer, f"{NEWS}?columns=headline&state=draft")
        page = self.client.get(answer["Location"])
        self.assertContains(page, 'aria-current="page">My drafts</a>')
        self.assertNotContains(self.client.get(NEWS), 'aria-current="page">My drafts</a>')

    def test_words_that_someone_searched_for_are_not_kept(self) -> None:
        self.client.post(VIEWS, DRAFTS | {"query": "q=Patigul&state=draft&p=3&e=1&view=all"})
        self.assertEqual(SavedView.objects.get().query, "state=draft")
        signatures = "/admin/views/petitions.signature/"
        self.client.post(signatures, {"name": "One", "query": "q=x&domain=evil.example&country=TV"})
        self.assertEqual(SavedView.objects.get(name="One").query, "country=TV")

    def test_the_list_opens_with_the_default_and_all_is_a_link_away(self) -> None:
        self.client.post(VIEWS, DRAFTS | {"is_default": "on"})
        self.assertRedirects(self.client.get(NEWS), f"{NEWS}?columns=headline&state=draft")
        make_news(headline="Public words")
        self.assertContains(self.client.get(NEWS, {"view": "all"}), "Public words")
        self.client.post(VIEWS, {"name": "Other", "query": "state=published", "is_default": "on"})
        self.assertEqual(SavedView.objects.get(is_default=True).name, "Other")

    def test_only_its_owner_sees_it_unless_it_is_shared(self) -> None:
        self.client.post(VIEWS, DRAFTS)
        self.client.post(VIEWS, {"name": "For all", "query": "state=in_review", "is_shared": "on"})
        self.client.get(NEWS)  # shows the messages
        self.client.force_login(make_member("Editors"))
        page = self.client.get(NEWS)
        self.assertContains(page, "For all")
        self.assertNotContains(page, "My drafts")

    def test_not_everyone_may_share(self) -> None:
        self.client.force_login(make_member("Editors"))
        self.client.post(VIEWS, DRAFTS | {"is_shared": "on"})
        self.assertFalse(SavedView.objects.get().is_shared)

    def test_its_owner_renames_and_deletes_it(self) -> None:
        self.client.post(VIEWS, DRAFTS)
        view = SavedView.objects.get()
        self.client.post(VIEWS, {"view": view.pk, f"view-{view.pk}-name": "Unfinished"})
        self.assertEqual(SavedView.objects.get().name, "Unfinished")
        self.assertEqual(SavedView.objects.get().query, view.query)
        self.client.post(VIEWS, {"view": view.pk, "_delete": "yes"})
        self.assertFalse(SavedView.objects.exists())

    def test_no_one_else_does(self) -> None:
        self.client.post(VIEWS, DRAFTS | {"is_shared": "on"})
        view = SavedView.objects.get()
        self.client.force_login(make_member("Publishers"))
        for sent in ({f"view-{view.pk}-name": "Mine"}, {"_delete": "yes"}):
            self.assertEqual(self.client.post(VIEWS, {"view": view.pk} | sent).status_code, 404)
        self.assertEqual(SavedView.objects.get().name, "My drafts")

    def test_a_mistake_is_said_and_what_was_typed_stays(self) -> None:
        self.client.post(VIEWS, DRAFTS)
        page = self.client.post(VIEWS, DRAFTS)
        self.assertContains(page, "You have a view of this name already.", status_code=422)
        self.assertContains(page, 'value="My drafts"', status_code=422)
        for name in ("", "\x00", "x" * 200, "---"):
            self.assertEqual(self.client.post(VIEWS, DRAFTS | {"name": name}).status_code, 422)
        for query in ("x" * 3000, "state=" + "y" * 2000):
            answer = self.client.post(VIEWS, {"name": "Long", "query": query})
            self.assertEqual(answer.status_code, 422)

    def test_there_are_not_any_number(self) -> None:
        SavedView.objects.bulk_create(
            SavedView(owner=self.staff, list="news.newsitem", name=f"View {number}")
            for number in range(keeping.MOST)
        )
        page = self.client.post(VIEWS, DRAFTS)
        self.assertContains(page, "Delete one first.", status_code=422)

    def test_a_list_that_one_may_not_see_has_no_page(self) -> None:
        self.sign_in_as("campaign.view_page")
        self.assertEqual(self.client.get(VIEWS).status_code, 403)
        self.assertEqual(self.client.post(VIEWS, DRAFTS).status_code, 403)
        for address in ("news.nothing", "auth.permission", "x", ".."):
            self.assertEqual(self.client.get(f"/admin/views/{address}/").status_code, 404)
        for number in ("x", "-1", "٣", "9" * 30):
            self.client.force_login(self.staff)
            self.assertEqual(self.client.post(VIEWS, {"view": number}).status_code, 404)

    def test_the_database_holds_one_default_for_each(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_indexes WHERE indexname = 'one_default_view_per_list'")
            self.assertIsNotNone(cursor.fetchone())
