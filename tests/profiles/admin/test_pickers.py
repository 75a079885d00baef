"""What the pickers of the desk find."""

from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaign.closed_records import records
from profiles.models.places import Place
from tests.desk import DeskTestCase
from tests.factories import make_detainee, make_yarkand


class PickerTests(DeskTestCase):
    def search(self, field: str, term: str, model: str = "profiles.detainee") -> list[str]:
        app_label, model_name = model.split(".")
        names = {"app_label": app_label, "model_name": model_name, "field_name": field}
        found: Any = self.client.get("/admin/autocomplete/", names | {"term": term}).json()
        return [each["text"] for each in found["results"]]

    def test_a_place_is_found_by_every_name_that_the_importer_knows(self) -> None:
        for term in ("Ghulja", "gulja", "Yining", "伊宁", "غۇلجا"):
            with self.subTest(term):
                self.assertEqual(
                    self.search("home_place", term), ["Ghulja (Gulja, Yining, 伊宁, غۇلجا), in Ili"]
                )
        for term in ("Hetian", "خوتەن", "和田"):
            with self.subTest(term):
                self.assertEqual(self.search("home_place", term)[0], "Hotan (Hetian) (خوتەن, 和田)")
        self.assertIn("Ili (ئىلى, 伊犁)", self.search("home_place", ""))

    def test_a_county_that_staff_have_added_comes_before_its_prefecture(self) -> None:
        county = make_yarkand()
        self.assertTrue(self.search("home_place", "莎车")[0].startswith(county.name))

    def test_the_places_take_one_query(self) -> None:
        self.search("home_place", "x")
        with CaptureQueriesContext(connection) as captured:
            self.search("home_place", "Ghulja")
        places = [each for each in captured.captured_queries if "profiles_place" in each["sql"]]
        self.assertEqual(len(places), 1)

    def test_namesakes_are_told_apart_and_found_by_spelling_script_and_reference(self) -> None:
        ili = Place.objects.get(code="ili")
        one = make_detainee("Aygül Misal", birth="1980", home_place=ili)
        make_detainee("Aygül Misal", birth="1991")
        label = f"Aygül Misal · born 1980 · Ili · {one.reference}"
        for term in ("Aigul", "ئايگۈل", one.reference):
            with self.subTest(term):
                self.assertIn(label, self.search("people", term, "petitions.petition"))

    def test_a_closed_person_is_in_no_picker(self) -> None:
        person = make_detainee("Aygül Misal", state="draft")
        records.limit(person, groups=[], staff=[self.staff], by=self.staff)
        self.assertEqual(len(self.search("people", "Aygül", "petitions.petition")), 1)
        self.sign_in_as("profiles.view_detainee", "petitions.add_petition")
        self.assertEqual(self.search("people", "Aygül", "petitions.petition"), [])

    def test_a_people_is_found_by_the_words_of_spreadsheets(self) -> None:
        self.assertEqual(self.search("ethnicities", "维吾尔"), ["Uyghur"])
