"""The page of an export says its filters in words."""

from tests.desk import DeskTestCase
from tests.factories import make_detainee

EXPORT = "/admin/profiles/detainee/export/"


class ExportFilterTests(DeskTestCase):
    def test_filters_are_said_in_words_and_the_search_without_the_name(self) -> None:
        make_detainee()
        for query, words in (
            ("state=published", "(state: Published)"),
            ("state__exact=published", "(state: Published)"),
            ("status=prison&q=Ayg", "; a search)"),
            ("", "(all)"),
        ):
            with self.subTest(query):
                page = self.client.get(f"{EXPORT}?{query}")
                self.assertContains(page, words)
                self.assertNotContains(page, "__exact:")
