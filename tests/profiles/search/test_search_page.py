"""The page of results: why it shows each person, “did you mean”, and an answer for any address."""

from typing import Any
from urllib.parse import quote

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as PropertyTestCase

from profiles.models import Name
from profiles.search.filters import FILTERS
from profiles.search.selection import Selection
from tests import each_asks_the_database
from tests.factories import make_detainee
from tests.testcases import FreshPages, SiteTestCase


class PageTests(SiteTestCase):
    def search(self, query: Any) -> Any:
        return self.client.get("/profiles/", {"q": query})

    def test_a_misspelt_name_leads_to_the_page_of_the_person(self) -> None:
        person = make_detainee()
        make_detainee("Dilshat Misal")
        response = self.search("Aigul")
        self.assertContains(response, person.get_absolute_url())
        self.assertNotContains(response, "Dilshat")

    def test_what_was_typed_stays_in_the_box_and_is_text(self) -> None:
        response = self.search('"><script>alert(1)</script>')
        self.assertContains(response, "&lt;script&gt;alert(1)")
        self.assertNotContains(response, "<script>alert(1)")

    def test_odd_and_endless_queries_are_answered(self) -> None:
        make_detainee()
        for query in (
            "a" * 100_000,
            "a " * 50_000,
            "ا" * 3000,
            "\ud800",
            "%",
            "ﷺ" * 80,
            "\u202eabc",
        ):
            with self.subTest(query[:5]):
                encoded = "".join(f"%{byte:02x}" for byte in query.encode(errors="surrogatepass"))
                response = self.client.get(
                    "/profiles/", query_params=None, QUERY_STRING=f"q={encoded}"
                )
                self.assertEqual(response.status_code, 200)

    def test_a_search_is_made_each_time_so_that_made_up_words_push_no_page_out(self) -> None:
        self.assertNotContains(self.search("aygul"), "Aygül Misal")
        make_detainee()  # without a new version of the page cache
        self.assertContains(self.search("aygul"), "Aygül Misal")

    def test_nobody_found_says_so(self) -> None:
        make_detainee()
        self.assertContains(self.search("Zulpiqar"), "No one matches your search")

    def test_whom_it_finds_can_be_put_in_any_order(self) -> None:
        make_detainee("Dilshat Misal")
        first, second, third = (
            make_detainee(name, gender=gender, slug=slug)
            for name, gender, slug in (
                ("Aygül Misal", "female", "b"), ("Aigul", "male", "c"), ("Aygülem", "female", "a"),
            )
        )  # fmt: skip
        for person, year in ((first, 2018), (second, 2016), (third, 2017)):
            person.events.create(kind="taken", when=str(year))
        for sort, order in {
            "": [first, third, second],
            "recent": [third, second, first],
            "held": [second, third, first],
            "name": [third, first, second],
        }.items():
            with self.subTest(sort):
                selection = Selection({"q": "aygül", "sort": sort})
                self.assertEqual(list(selection.slice(0, 24)), order)
                self.assertEqual(list(selection.slice(1, 2)), order[1:2])
                women = Selection({"q": "aygül", "sort": sort, "gender": "female"})
                self.assertEqual(
                    list(women.slice(0, 24)), [each for each in order if each != second]
                )

    def test_a_filter_works_within_a_search(self) -> None:
        make_detainee("Aygül Misal", gender="female")
        make_detainee("Aygul Örnek", gender="male")
        response = self.client.get("/profiles/", {"q": "aigul", "gender": "male"})
        self.assertContains(response, "Örnek")
        self.assertNotContains(response, "Aygül Misal")

    def test_each_card_tells_which_spelling_was_matched_unless_it_is_the_one_shown(self) -> None:
        make_detainee(names={"kk-Cyrl": "Айгүл Мысал", "ug-Arab": "ئايگۈل مىسال"})
        response = self.search("айгүл")
        self.assertContains(
            response, 'Matching name: <bdi lang="kk-Cyrl" dir="ltr">Айгүл Мысал</bdi>'
        )
        self.assertContains(
            self.search("ئايگۈل"), '<bdi lang="ug-Arab" dir="rtl">ئايگۈل مىسال</bdi>'
        )
        self.assertNotContains(self.search("aygül"), "Matching name:")
        self.assertNotContains(self.client.get("/profiles/"), "Matching name:")

    def test_a_hidden_name_is_never_named_as_the_reason(self) -> None:
        person = make_detainee("Aygül Misal")
        Name.objects.create(detainee=person, text="Aygul Yoshurun", is_public=False)
        self.assertNotContains(self.search("aygul"), "Yoshurun")

    def test_whose_story_has_the_words_is_shown_with_them(self) -> None:
        make_detainee(
            story="She kept *white* bees & <b>goats</b>, [a friend](https://example.org) says."
        )
        response = self.search("bees")
        self.assertContains(response, "white <mark>bees</mark> &amp; ")
        self.assertNotContains(response, "example.org")

    def test_pictures_and_footnotes_of_a_story_are_no_part_of_what_is_shown(self) -> None:
        make_detainee(story='Her bees[^1] died. ![Ali](picture:1 "Ali (left)") So.\n\n[^1]: Three.')
        response = self.search("bees")
        self.assertContains(response, "<mark>bees</mark> died.")
        shown = response.text.partition("<main")[2]
        for hidden in ("Ali", "picture", "[^1]"):
            self.assertNotIn(hidden, shown)

    def test_names_that_look_alike_are_offered_when_nobody_has_such_a_name(self) -> None:
        make_detainee("Mihrigül Tohti", names={"ug-Arab": "مىھرىگۈل توختى"})
        response = self.search("Mihrigyl Tohti")
        self.assertContains(response, "Did you mean")
        self.assertContains(response, f'href="?q={quote("Mihrigül Tohti")}"')
        self.assertNotContains(self.search("Mihrigul"), "Did you mean")

    def test_pages_of_a_search_go_on_where_the_last_one_ended(self) -> None:
        for number in range(30):
            make_detainee(f"Aygül Misal {number:02d}", gender=("male", "female")[number % 2])
        read = ""
        for page in ("1", "2"):
            read += self.client.get("/profiles/", {"q": "aygül misal", "page": page}).text
        for number in range(30):
            self.assertEqual(read.count(f">Aygül Misal {number:02d}<"), 1)
        response = self.client.get("/profiles/", {"q": "misal", "gender": "male", "page": "9"})
        self.assertContains(response, "15 of 30 people")
        self.assertContains(response, 'class="person-card"', count=15)

    def test_a_search_can_be_put_in_another_order(self) -> None:
        make_detainee("Aygul Misal", slug="a")
        make_detainee("Aygül Misal", slug="b")
        by_likeness = self.search("aygül").text
        by_name = self.client.get("/profiles/", {"q": "aygül", "sort": "name"}).text
        self.assertLess(by_likeness.index("/profiles/b/"), by_likeness.index("/profiles/a/"))
        self.assertLess(by_name.index("/profiles/a/"), by_name.index("/profiles/b/"))


class AnyAddressTests(FreshPages, PropertyTestCase):
    """No address is an error: the list ignores what it does not know."""

    names = st.sampled_from(["q", "sort", "page", *(each.name for each in FILTERS)]) | st.text(
        max_size=8
    )
    values = st.text(max_size=30) | st.sampled_from(
        [
            "1",
            "0",
            "-1",
            "9" * 30,
            "prison,camp",
            ",",
            "2017,2017",
            "recent",
            "held",
            "aygul",
            "\0",
            "P-1",
        ]
    )

    @classmethod
    def setUpTestData(cls) -> None:
        make_detainee()

    @each_asks_the_database
    @given(st.dictionaries(names, values, max_size=6))
    def test_any_address_is_answered(self, parameters: dict[str, str]) -> None:
        response = self.client.get("/profiles/", parameters)
        # The middleware refuses bytes that are not text before any view runs.
        refused = any("\0" in name + value for name, value in parameters.items())
        self.assertEqual(response.status_code, 400 if refused else 200)

    @each_asks_the_database
    @given(st.binary(max_size=60))
    def test_any_bytes_are_answered(self, query: bytes) -> None:
        encoded = quote(query, safe="&=?;+%,")
        response = self.client.get("/profiles/", QUERY_STRING=encoded)
        self.assertIn(response.status_code, {200, 400})

    def test_what_is_not_known_is_ignored(self) -> None:
        plain = self.client.get("/profiles/").content
        for unknown in (
            {"colour": "red"},
            {"status": "happy"},
            {"sort": "random"},
            {"utm_source": "x"},
        ):
            self.assertEqual(self.client.get("/profiles/", unknown).content, plain)
