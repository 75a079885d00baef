"""Fields in which staff search for an item refuse what is no item, in every form of the desk."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteMixin
from django.urls import reverse

from campaign.admin.fields.choices import PickMany, PickOne
from tests.desk import DeskTestCase

NO_ITEMS = ("a word", "9" * 5000, "1.5")


class ChoiceTests(DeskTestCase):
    def pages(self) -> Iterator[tuple[str, Any, list[Any]]]:
        """The address of each form that adds an item, the form, and the formsets of its inlines."""
        for model in admin.site._registry:
            url = reverse(f"admin:{model._meta.label_lower.replace('.', '_')}_add")
            context = self.client.get(url).context or {}
            if "adminform" in context:
                rows = [each.formset for each in context["inline_admin_formsets"]]
                yield url, context["adminform"].form, rows

    def test_every_form_answers_a_value_that_is_no_item_with_a_message(self) -> None:
        tried = set()
        for url, form, _formsets in self.pages():
            picking = [name for name, field in form.fields.items() if _picks(field)]
            for name in picking:
                tried.add(name)
                for value in NO_ITEMS:
                    with self.subTest(url, name=name, value=value[:20]):
                        page = self.send(url, self.read(url), {name: value})
                        self.assertContains(page, "Error:")
                        self.assertRegex(page.text, "Select a valid choice|is not a valid value")
        self.assertLessEqual({"image", "people", "petition", "addressee", "home_place"}, tried)

    def test_the_rest_is_shown_as_it_was_typed(self) -> None:
        typed = {"image": "a word", "people": ["a word", "2"], "headline": "A quiet step"}
        page = self.fill_in("/admin/news/newsitem/add/", typed)
        self.assertContains(page, 'value="A quiet step"')

    def test_a_row_of_an_inline_too(self) -> None:
        rows = {
            "relationships-TOTAL_FORMS": "1",
            "relationships-0-other": "a word",
            "names-0-text": "Aygul Misal",
        }
        page = self.fill_in("/admin/profiles/detainee/add/", rows)
        self.assertContains(page, "Select a valid choice")
        self.assertContains(page, 'value="Aygul Misal"')

    def test_no_form_has_the_widgets_of_django(self) -> None:
        for url, form, formsets in self.pages():
            for each in (form, *(formset.empty_form for formset in formsets)):
                for name, field in each.fields.items():
                    if _picks(field):
                        with self.subTest(url, name=name):
                            self.assertIsInstance(field.widget.widget, PickOne | PickMany)


def _picks(field: Any) -> bool:
    return isinstance(getattr(field.widget, "widget", field.widget), AutocompleteMixin)
