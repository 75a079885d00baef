"""Template tags and filters for every app."""

from typing import Any

from django.template import Context, Template
from django.test import RequestFactory, SimpleTestCase
from django.utils import translation

from campaign.templatetags.campaign import (
    country_name,
    direction,
    grouped,
    percent_of,
)
from campaign.text.date_parser import in_sentence
from profiles.search.filters import FILTERS

STATUS, YEAR = (next(each for each in FILTERS if each.name == name) for name in ("status", "year"))


class NumberTests(SimpleTestCase):
    def test_thousands_are_grouped_as_the_language_does_it(self) -> None:
        self.assertEqual(grouped(323832), "323,832")
        with translation.override("de"):
            self.assertEqual(grouped(323832), "323.832")

    def test_a_goal_is_at_a_hundred_per_cent_only_when_it_is_reached(self) -> None:
        self.assertEqual(percent_of(349_999, 350_000), 99)
        self.assertEqual(percent_of(350_000, 350_000), 100)
        self.assertEqual(percent_of(900_000, 350_000), 100)
        self.assertEqual(percent_of(1, 0), 0)


class WordTests(SimpleTestCase):
    def test_a_country_has_its_name_and_the_rest_is_put_together(self) -> None:
        self.assertEqual(country_name("DE"), "Germany")
        self.assertEqual(country_name("other"), "Other countries")

    def test_the_script_decides_the_direction_and_not_the_language(self) -> None:
        for language, expected in (
            ("ug-Arab", "rtl"), ("ug-Latn", "ltr"), ("kk-Arab", "rtl"), ("zh-Hans", "ltr"),
        ):  # fmt: skip
            self.assertEqual(direction(language), expected, language)

    def test_a_date_in_a_sentence_has_a_capital_only_where_a_name_has_one(self) -> None:
        for typed, expected in (
            ("Late 2019", "late 2019"),
            ("The first half of 2019", "the first half of 2019"),
            ("1st half 2019", "1st half 2019"),
            ("Prior to May 2019", "prior to May 2019"),
            ("Approx. 2019", "approx. 2019"),
            ("Not known", "not known"),
            ("Mid-2018", "mid-2018"),
            ("March 2021", "March 2021"),
            ("Ramadan 2018", "Ramadan 2018"),
            ("5 July 2018", "5 July 2018"),
            ("", ""),
        ):
            self.assertEqual(in_sentence(typed), expected)


class RefineTests(SimpleTestCase):
    def refine(self, changes: str, asked: str = "", **context: Any) -> str:
        request = RequestFactory().get(f"/profiles/?{asked}")
        found = {"request": request, "query": "", "chosen": {}, "sort": "recent", "each": STATUS}
        return Template(f"{{% refine {changes} %}}").render(Context(found | context))

    def test_a_filter_is_added_to_what_is_known(self) -> None:
        address = self.refine('filter=each value="prison"', query="Aygül", chosen={YEAR: "2017"})
        self.assertEqual(address, "?q=Ayg%C3%BCl&amp;year=2017&amp;status=prison")

    def test_a_filter_is_taken_away_and_the_rest_stays(self) -> None:
        address = self.refine("filter=each", chosen={STATUS: "prison", YEAR: "2017"})
        self.assertEqual(address, "?year=2017")

    def test_a_filter_begins_at_the_first_page_again(self) -> None:
        self.assertEqual(self.refine('filter=each value="prison"', "page=4"), "?status=prison")

    def test_nothing_left_is_the_bare_list(self) -> None:
        self.assertEqual(self.refine("filter=each", chosen={STATUS: "prison"}), "./")

    def test_the_first_page_needs_no_number(self) -> None:
        self.assertEqual(self.refine("page=1"), "./")
        self.assertEqual(self.refine("page=2"), "?page=2")

    def test_an_order_is_kept_only_if_it_was_asked_for(self) -> None:
        self.assertEqual(self.refine("page=2", "sort=name", sort="name"), "?sort=name&amp;page=2")
        self.assertEqual(self.refine("page=2", sort="name"), "?page=2")

    def test_parameters_of_the_first_visitor_do_not_get_into_a_page_that_is_kept(self) -> None:
        asked = "fbclid=abc&utm_source=mail&status=prison"
        address = self.refine("page=2", asked, chosen={STATUS: "prison"})
        self.assertEqual(address, "?status=prison&amp;page=2")
