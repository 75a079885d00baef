"""After errors, the head of a form says how many there are and leads to each of them."""

import re
from typing import Any

from tests.desk import DeskTestCase

WRITTEN = {"headline": "A step", "slug": "a-step", "standfirst": "Quiet.", "body": "In Geneva."}


class ErrorListTests(DeskTestCase):
    def links(self, page: Any) -> dict[str, str]:
        """The text of each link of the list, by the id that it leads to."""
        [shown] = re.findall('<nav class="error-list".*?</nav>', page.text, re.DOTALL)
        links = dict(re.findall('<a href="#([^"]*)">([^<]*)</a>', shown))
        for anchor in links:
            self.assertIn(f'id="{anchor}"', page.text)
        return links

    def test_no_list_without_errors(self) -> None:
        self.assertNotContains(self.client.get("/admin/news/newsitem/add/"), "error-list")

    def test_one_error(self) -> None:
        page = self.fill_in("/admin/news/newsitem/add/", WRITTEN | {"slug": "a b"})
        self.assertEqual(self.links(page), {"id_slug": "Address"})
        self.assertIn("There is one error in the form", page.text)

    def test_errors_of_a_moment_a_choice_and_a_field_lead_to_them(self) -> None:
        typed = WRITTEN | {"headline": "", "publish_at_0": "soon", "image": "a word"}
        page = self.fill_in("/admin/news/newsitem/add/", typed)
        self.assertEqual(set(self.links(page)), {"id_headline", "id_publish_at_0", "id_image"})
        self.assertIn("There are 3 errors in the form", page.text)

    def test_errors_in_rows_say_which_row(self) -> None:
        typed = {
            "names-TOTAL_FORMS": "2",
            "names-0-text": "Aygul Misal",
            "names-1-order": "first",
            "birth": "someday",
            "claims-0-as_of": "someday",
        }
        page = self.fill_in("/admin/profiles/detainee/add/", typed)
        links = self.links(page)
        self.assertEqual(links["id_names-1-text"], "Name 2: Name")
        self.assertEqual(links["id_names-1-order"], "Name 2: Order")
        self.assertIn("id_birth", links)
        self.assertTrue([anchor for anchor in links if anchor.startswith("id_claims-0-")])

    def test_an_error_of_rows_together_leads_to_their_part(self) -> None:
        names = {
            "names-TOTAL_FORMS": "2",
            "names-0-text": "Aygul Misal",
            "names-1-text": "Aygul Misal",
            "names-1-kind": "primary",
            "names-1-order": "1",
        }
        page = self.fill_in("/admin/profiles/detainee/add/", names)
        self.assertIn("names-group", self.links(page))
