"""The home page: what staff choose is shown while it is public, and otherwise the site chooses itself."""

import re
from itertools import pairwise
from typing import Any

from django.db import IntegrityError, transaction

from campaign.publishing import workflow
from campaign.site_content.home import MAX_PEOPLE, MIN_PEOPLE
from campaign.site_content.models import MAX_FEATURED, FeaturedItem, HomePage
from campaign.web import page_cache
from petitions.models import Petition
from tests.desk import DeskTestCase
from tests.factories import make_detainee, make_news, make_petition, published_fields
from tests.testcases import SiteTestCase

ADMIN = "/admin/campaign/homepage/"


class HomePageTests(DeskTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.person = make_detainee("Aygül Misal", slug="aygul")
        self.petition = make_petition(title="Free them", slug="free-them")
        self.news = make_news(headline="A hearing", slug="hearing")

    def choose(self, *featured: Any, **fields: Any) -> HomePage:
        home = HomePage.objects.create(**published_fields() | fields)
        for order, item in enumerate(featured):
            kind = {"detainee": "person", "newsitem": "news"}.get(item._meta.model_name, "petition")
            FeaturedItem.objects.create(home=home, order=order, **{kind: item})
        page_cache.invalidate()
        return home

    def home(self) -> Any:
        page_cache.invalidate()
        return self.client.get("/")

    def test_the_form_and_the_search_say_what_is_not_public(self) -> None:
        draft = make_news(state="draft", headline="Not yet")
        no_consent = make_detainee("Erkin Misal", covers=())
        home = self.choose(draft, self.petition, lead_person=no_consent)
        page = self.client.get(f"{ADMIN}{home.pk}/change/")
        self.assertContains(page, f"{draft} · Draft: visitors do not see it")
        self.assertContains(page, f"{no_consent} · Not public: visitors do not see it")
        self.assertNotContains(page, f"{self.petition} ·")
        names = {"app_label": "campaign", "model_name": "homepage", "field_name": "lead_news"}
        found: Any = self.client.get("/admin/autocomplete/", names | {"term": "Not yet"}).json()
        self.assertEqual([each["text"] for each in found["results"]], [f"{draft} · Draft"])

    def test_without_a_choice_the_site_chooses(self) -> None:
        page = self.home()
        self.assertContains(page, "Each of them has a name.")
        self.assertNotContains(page, "home-lead")
        self.assertNotContains(page, "home-featured")

    def test_a_draft_changes_nothing(self) -> None:
        self.choose(heading="Bring them home", state="draft")
        self.assertNotContains(self.home(), "Bring them home")

    def test_heading_introduction_and_lead_are_shown(self) -> None:
        self.choose(heading="Bring them home", introduction="We wait.", lead_person=self.person)
        page = self.home()
        self.assertContains(page, '<h1 dir="auto">Bring them home</h1>', html=True)
        self.assertContains(page, "We wait.")
        self.assertContains(page, "home-lead")
        self.assertContains(page, "Aygül Misal", count=page.text.count("Aygül Misal"))

    def test_no_heading_is_a_level_too_deep_whatever_leads(self) -> None:
        for lead in ({"lead_person": self.person}, {"lead_news": self.news}):
            HomePage.objects.all().delete()
            self.choose(**lead)
            levels = [int(level) for level in re.findall("<h([1-6])", self.home().text)]
            with self.subTest(lead):
                self.assertEqual(levels[:3], [1, 2, 3])
                self.assertLessEqual(max(b - a for a, b in pairwise(levels)), 1)

    def test_the_lead_is_not_repeated_on_the_wall(self) -> None:
        self.choose(lead_person=self.person)
        self.assertEqual(self.home().text.count('href="/profiles/aygul/"'), 1)

    def test_the_more_staff_choose_the_fewer_people_the_site_adds(self) -> None:
        people = [make_detainee() for _ in range(MAX_FEATURED + MAX_PEOPLE)]
        self.assertEqual(len(self.home().context["people"]), MAX_PEOPLE)
        home = self.choose(*people[:3])
        self.assertEqual(len(self.home().context["people"]), MAX_PEOPLE - 3)
        for order, person in enumerate(people[3:MAX_FEATURED], 3):
            FeaturedItem.objects.create(home=home, order=order, person=person)
        self.assertEqual(len(self.home().context["people"]), MIN_PEOPLE)

    def test_a_petition_as_lead_comes_before_the_people_and_once(self) -> None:
        other = make_petition(title="Another", slug="another")
        self.choose(lead_petition=self.petition)
        text = self.home().text
        self.assertLess(text.index("Free them"), text.index("home-people"))
        self.assertEqual(text.count('class="appeal"'), 1)
        self.assertNotIn(other.title, text)

    def test_featured_items_of_all_kinds_come_in_their_order(self) -> None:
        self.choose(self.news, self.person, self.petition)
        text = self.home().text
        kinds = [text.index(f'class="featured-{kind}"') for kind in ("news", "person", "petition")]
        self.assertEqual(kinds, sorted(kinds))

    def test_what_is_unpublished_goes_at_once_and_the_site_chooses_again(self) -> None:
        self.choose(self.news, self.person, lead_petition=self.petition)
        make_petition(title="Another", slug="another")
        for item in (self.news, self.person, self.petition):
            workflow.withdraw(item, author=self.staff)
        page = self.home()
        for words in ("A hearing", "Aygül", "Free them", "home-featured"):
            self.assertNotContains(page, words)
        self.assertContains(page, "Another")

    def test_the_queries_are_few(self) -> None:
        self.home()
        page_cache.cached_pages.clear()
        with self.assertNumQueries(11):  # the row of the home page is one of them
            self.client.get("/")

    def test_twelve_featured_items_cost_no_more_queries_than_three(self) -> None:
        home = self.choose(self.news, self.person, self.petition)
        self.home()
        page_cache.cached_pages.clear()
        with self.assertNumQueries(17):
            self.client.get("/")
        for number in range(9):
            FeaturedItem.objects.create(home=home, order=9, news=make_news(slug=f"n-{number}"))
        page_cache.cached_pages.clear()
        with self.assertNumQueries(17):
            self.client.get("/")

    def test_the_database_holds_one_home_page_with_one_lead(self) -> None:
        self.choose()
        for fields in ({}, {"lead_person": self.person, "lead_petition": self.petition}):
            with self.subTest(fields), self.assertRaises(IntegrityError), transaction.atomic():
                HomePage.objects.create(**published_fields() | fields)
        with self.assertRaises(IntegrityError), transaction.atomic():
            FeaturedItem.objects.create(home=HomePage.objects.get())

    def test_an_erased_petition_leaves_the_home_page(self) -> None:
        self.choose(self.petition, lead_petition=self.petition)
        Petition.objects.all().delete()
        self.assertEqual(self.home().status_code, 200)
        self.assertFalse(FeaturedItem.objects.exists())


class DeskTests(DeskTestCase):
    def test_staff_write_it_and_a_change_is_kept_until_it_is_published(self) -> None:
        person = make_detainee()
        self.fill_in(
            f"{ADMIN}add/",
            {"heading": "Bring them home", "featured-0-person": person.pk, "featured-0-order": "1"},
            press="_publish",
        )
        home = HomePage.objects.get()
        self.assertEqual((home.state, home.featured.get().person), ("published", person))
        url = f"{ADMIN}{home.pk}/change/"
        self.fill_in(url, {"heading": "Another"}, press="_keep")
        page_cache.invalidate()
        self.assertContains(self.client.get("/"), "Bring them home")
        self.assertContains(self.client.get(f"{ADMIN}{home.pk}/version-preview/"), "Another")
        self.fill_in(url, {}, press="_publish")
        page_cache.invalidate()
        self.assertContains(self.client.get("/"), "Another")

    def test_two_leads_are_refused_at_a_field(self) -> None:
        page = self.fill_in(
            f"{ADMIN}add/",
            {"lead_person": make_detainee().pk, "lead_petition": make_petition().pk},
        )
        self.assertContains(page, "Choose one lead")
        self.assertFalse(HomePage.objects.exists())

    def test_whoever_adds_a_second_is_led_to_the_first(self) -> None:
        home = HomePage.objects.create()
        response = self.client.get(f"{ADMIN}add/")
        self.assertRedirects(response, f"{ADMIN}{home.pk}/change/", fetch_redirect_response=False)

    def test_it_names_no_one_who_must_stay_hidden(self) -> None:
        person = make_detainee("Aygül Misal")
        workflow.withdraw(person, author=self.staff)
        self.fill_in(f"{ADMIN}add/", {"heading": "Where is Aygül Misal?"}, press="_publish")
        self.assertEqual(HomePage.objects.get().state, "draft")


class LanguagesTests(SiteTestCase):
    def test_each_card_says_in_which_language_and_direction_its_words_are(self) -> None:
        marked = 'lang="ug" dir="rtl"'
        make_news(language="ug", headline="H1", standfirst="S1")
        make_petition(language="ug", title="T1", summary="S2", demand="D1")
        make_detainee(language="ug", summary="S3")
        for path, words in (
            ("/", ("H1", "S1", "T1", "D1", "S3")),
            ("/news/", ("H1", "S1")),
            ("/petitions/", ("T1", "S2")),
        ):
            html = self.client.get(path).text
            for each in words:
                with self.subTest(path, words=each):
                    self.assertRegex(html, rf"{marked}[^>]*>(<a [^>]*>)?{each}")
