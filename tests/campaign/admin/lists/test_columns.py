"""Lists of the desk with the columns that staff choose."""

from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.desk import DeskTestCase
from tests.factories import make_detainee, make_news, make_petition, make_staff

PEOPLE = "/admin/profiles/detainee/"
NEWS = "/admin/news/newsitem/"


class ColumnTests(DeskTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.item = make_news(headline="A quiet step")

    def shown(self, url: str, **query: str) -> list[str]:
        page: Any = self.client.get(url, query)
        return list(page.context["cl"].shown)

    def test_the_url_names_the_columns_and_their_order(self) -> None:
        self.assertEqual(
            self.shown(NEWS, columns="badge,changed_by,headline"),
            ["badge", "changed_by", "headline"],
        )

    def test_unknown_columns_are_left_out(self) -> None:
        usual = self.shown(NEWS)
        for typed in ("password", "body", "__class__", "", ",,", "x" * 5000):
            self.assertEqual(self.shown(NEWS, columns=typed), usual)
        self.assertEqual(self.shown(NEWS, columns="badge,badge,author_id"), ["badge"])

    def test_staff_number_the_columns_and_the_filters_stay(self) -> None:
        answer = self.client.get(
            NEWS,
            {"state": "published", "place-badge": "2", "place-headline": "1", "place-kind": ""},
        )
        self.assertRedirects(answer, f"{NEWS}?state=published&columns=headline%2Cbadge")

    def test_nonsense_in_these_fields_is_no_column(self) -> None:
        for typed in ("-1", "1.5", "٣", "x", "9" * 30):
            answer = self.client.get(NEWS, {"place-badge": typed, "place-headline": "1"})
            self.assertEqual(answer["Location"], f"{NEWS}?columns=headline")

    def test_the_first_column_leads_to_the_item_if_its_own_is_hidden(self) -> None:
        page = self.client.get(NEWS, {"columns": "badge,kind"})
        self.assertContains(page, f'href="{NEWS}{self.item.pk}/change/')

    def test_the_columns_stay_while_staff_filter_sort_and_search(self) -> None:
        page = self.client.get(NEWS, {"columns": "headline,kind"})
        self.assertContains(page, "?columns=headline%2Ckind&amp;kind__exact=release")
        self.assertContains(page, '<input type="hidden" name="columns" value="headline,kind">')

    def test_a_hidden_column_costs_no_query(self) -> None:
        make_detainee()
        self.client.get(PEOPLE)
        costs = []
        for columns in ("reference,name", "reference,name,ethnicity"):
            with CaptureQueriesContext(connection) as queries:
                self.client.get(PEOPLE, {"columns": columns})
            costs.append(len(queries))
        self.assertEqual(costs[1], costs[0] + 1)

    def test_who_changed_it_last_is_a_column(self) -> None:
        self.client.force_login(make_staff("aygul", first_name="Aygul"))
        self.fill_in(f"{NEWS}{make_news(state='draft').pk}/change/", {"standfirst": "A start."})
        self.assertContains(
            self.client.get(NEWS, {"columns": "headline,changed_by"}), ">Aygul</td>"
        )

    def test_every_extra_column_of_every_list_can_be_shown(self) -> None:
        make_detainee()
        make_petition()
        for url in (PEOPLE, NEWS, "/admin/petitions/petition/", "/admin/petitions/signature/"):
            extra = self.client.get(url).context["cl"].allowed
            page = self.client.get(url, {"columns": ",".join(extra)})
            self.assertEqual(page.context["cl"].shown, list(extra), url)

    def test_cells_say_their_column_and_keep_their_roles(self) -> None:
        page = self.client.get(NEWS)
        self.assertContains(page, '<td role="cell" data-label="Kind" class="field-')
        self.assertContains(page, '<th role="rowheader" data-label="Headline"')
