"""Every field in the row of a table has a name for screen readers, also in the rows that a browser adds."""

import re

from tests.desk import DeskTestCase
from tests.factories import make_detainee, make_picture


class LabelTests(DeskTestCase):
    def labels(self, page: str, prefix: str) -> dict[str, str]:
        """The names of the visible fields of this inline, by the names that a browser sends."""
        found = {}
        for tag in re.findall(rf'<(?:input|select|textarea)[^>]* name="{prefix}-[^>]*>', page):
            if 'type="hidden"' not in tag:
                [name] = re.findall(' name="([^"]*)"', tag)
                found[name] = "".join(re.findall(' aria-label="([^"]*)"', tag))
        return found

    def test_the_fields_of_each_row(self) -> None:
        page = self.client.get("/admin/profiles/detainee/add/").text
        labels = self.labels(page, "names")
        self.assertEqual(labels["names-0-text"], "Name 1: Name")
        self.assertEqual(labels["names-0-is_public"], "Name 1: Shown")
        self.assertEqual(labels["names-__prefix__-text"], "Name __prefix__: Name")
        self.assertNotIn("", labels.values())
        self.assertNotIn("", self.labels(page, "external_records").values())

    def test_the_tick_that_deletes_a_row(self) -> None:
        person = make_detainee()
        page = self.client.get(f"/admin/profiles/detainee/{person.pk}/change/").text
        self.assertEqual(self.labels(page, "names")["names-0-DELETE"], "Name 1: Delete")

    def test_a_field_of_a_row_in_which_staff_search(self) -> None:
        picture = make_picture()
        page = self.client.get(f"/admin/campaign/picture/{picture.pk}/change/").text
        labels = self.labels(page, "depictions")
        self.assertNotIn("", labels.values())
        self.assertIn("depictions-__prefix__-detainee", labels)
