"""What a reader gets: the language that the address asks for, if its translation is reviewed."""

from typing import Any, ClassVar

from django.conf import settings

from campaign.web import page_cache
from news.models import NewsItem
from tests.factories import (
    make_detainee,
    make_news,
    make_page,
    make_petition,
    make_translation,
)
from tests.testcases import SiteTestCase


class ReadingTests(SiteTestCase):
    item: ClassVar[NewsItem]

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.item = make_news(slug="free", headline="She is free", body="She is home.")
        make_translation(cls.item, "ug", headline="ئۇ ئازاد", body="ئۇ ئۆيدە.")
        make_translation(cls.item, "zh-Hans", headline="她自由了")
        make_translation(cls.item, "tr", "draft", headline="O özgür")

    def read(self, query: str = "", path: str = "/news/free/") -> Any:
        answer = self.client.get(path + query)
        self.assertEqual(answer.status_code, 200)
        return answer

    def test_the_address_names_the_language(self) -> None:
        page = self.read("?lang=ug").text
        self.assertInHTML('<h1 lang="ug" dir="rtl">ئۇ ئازاد</h1>', page)
        self.assertIn("ئۇ ئۆيدە.", page)
        self.assertNotIn("She is home.", page)
        self.assertIn('<html lang="en" dir="ltr">', page)

    def test_without_a_language_the_original_is_shown(self) -> None:
        page = self.read().text
        self.assertInHTML('<h1 lang="en" dir="ltr">She is free</h1>', page)
        self.assertNotIn("ئۇ ئازاد", page)

    def test_the_page_leads_to_its_other_languages_in_their_own_scripts(self) -> None:
        for query in ("", "?lang=ug"):
            page = self.read(query).text
            self.assertIn('<a href="/news/free/" lang="en"', page)
            self.assertIn('<a href="/news/free/?lang=ug" lang="ug" dir="rtl" hreflang="ug"', page)
            self.assertIn("简体中文", page)

    def test_search_engines_find_each_language_at_an_address_of_its_own(self) -> None:
        page = self.read("?lang=zh-hans").text
        for link in (
            '<link rel="canonical" href="http://testserver/news/free/?lang=zh-hans">',
            '<link rel="alternate" hreflang="en" href="http://testserver/news/free/">',
            '<link rel="alternate" hreflang="ug" href="http://testserver/news/free/?lang=ug">',
        ):
            self.assertIn(link.replace("http://testserver", settings.SITE_URL), page)

    def test_the_header_names_the_language_of_the_main_text(self) -> None:
        make_news(slug="ours", language="ug", kind="release")
        cases = {
            "/news/free/": "en",
            "/news/free/?lang=ug": "ug",
            "/news/free/?lang=zh-hans": "zh-Hans",
            "/news/free/?lang=tr": "en",
            "/news/ours/": "ug",
            "/news/ours/print/": "ug",
            make_detainee(language="ug").get_absolute_url(): "ug",
            make_petition(language="ug").get_absolute_url(): "ug",
            make_page(slug="what-we-do", language="ug").get_absolute_url(): "ug",
            "/news/": "en",
        }
        for path, language in cases.items():
            for _twice in range(2):  # the second answer comes from the cache
                with self.subTest(path):
                    self.assertEqual(self.client.get(path)["Content-Language"], language)

    def test_a_file_claims_no_language(self) -> None:
        for path in ("/news/feed/", "/news/feed.json", "/sitemap.xml", "/data/profiles.json"):
            self.assertNotIn("Content-Language", self.client.get(path).headers, path)

    def test_a_draft_is_never_public(self) -> None:
        for query in ("", "?lang=tr", "?lang=ug"):
            page = self.read(query).text
            self.assertNotIn("O özgür", page)
            self.assertNotIn("Türkçe", page)
        self.assertIn("She is free", self.read("?lang=tr").text)

    def test_what_is_written_over_a_reviewed_text_is_not_public_either(self) -> None:
        make_translation(self.item, "ug", "draft", headline="يېڭى")
        page = self.read("?lang=ug").text
        self.assertIn("ئۇ ئازاد", page)
        self.assertNotIn("يېڭى", page)

    def test_a_language_that_there_is_not_gives_the_nearest_or_the_original(self) -> None:
        self.assertIn("她自由了", self.read("?lang=zh-hant").text)
        self.assertInHTML('<h1 lang="en" dir="ltr">She is free</h1>', self.read("?lang=kk").text)

    def test_a_made_up_language_is_ignored_and_makes_no_entry_in_the_cache(self) -> None:
        self.read()
        entries = len(page_cache.cached_pages._pages)
        for value in ("xx", "UG", "ug%20", "../", "ug&lang=xx", "zh-hans'"):
            self.assertIn('<h1 lang="en"', self.read(f"?lang={value}").text)
        self.assertEqual(len(page_cache.cached_pages._pages), entries)

    def test_each_language_is_an_entry_of_its_own_in_the_cache(self) -> None:
        self.assertIn("ئۇ ئازاد", self.read("?lang=ug").text)
        with self.assertNumQueries(0):
            self.assertIn("ئۇ ئازاد", self.read("?lang=ug&utm_source=mail").text)
        self.assertIn("She is free", self.read().text)

    def test_an_older_translation_says_so(self) -> None:
        older = "This translation is older than the original."
        self.assertNotContains(self.read("?lang=ug"), older)
        type(self.item).objects.filter(pk=self.item.pk).update(body="She is home again.")
        page_cache.invalidate()
        self.assertContains(self.read("?lang=ug"), older)
        self.assertNotContains(self.read(), older)

    def test_and_leads_to_the_original_whatever_its_language(self) -> None:
        page = make_page(slug="biz", title="Биз", language="kk")
        make_translation(page, "en", title="About us", made_from="older")
        found = self.read("?lang=en", "/biz/").text
        self.assertIn('<a href="/biz/">Read the original</a>', found)

    def test_a_translation_is_public_only_with_its_item(self) -> None:
        type(self.item).objects.filter(pk=self.item.pk).update(state="withdrawn")
        page_cache.invalidate()
        gone = self.client.get("/news/free/?lang=ug")
        self.assertEqual(gone.status_code, 410)
        self.assertNotContains(gone, "ئۇ ئازاد", status_code=410)

    def test_the_original_may_be_in_another_language(self) -> None:
        page = make_page(slug="biz", title="Биз", language="kk")
        make_translation(page, "en", title="About us")
        self.assertInHTML('<h1 lang="kk" dir="ltr">Биз</h1>', self.read(path="/biz/").text)
        self.assertInHTML(
            '<h1 lang="en" dir="ltr">About us</h1>', self.read("?lang=en", "/biz/").text
        )

    def test_a_page_without_translations_lists_no_languages(self) -> None:
        make_page(slug="plain")
        page = self.read(path="/plain/").text
        self.assertNotIn("hreflang", page)
        self.assertNotIn('class="languages"', page)

    def test_whoever_passes_a_translation_on_passes_on_its_address(self) -> None:
        link = f"{settings.SITE_URL}/news/free/?lang=ug"
        self.assertIn(f'data-share-link="{link}"', self.read("?lang=ug").text)
        self.assertNotIn('lang=ug"', self.read().text.partition("data-share-link")[2])

    def test_a_person_is_read_and_passed_on_in_another_language(self) -> None:
        person = make_detainee("Aygül Misal", slug="aygul")
        make_translation(person, summary="ئۇ ئوقۇتقۇچى.", story="ئۇنىڭ ھېكايىسى")
        page = self.read("?lang=ug", "/profiles/aygul/").text
        self.assertIn('<p class="story-summary" lang="ug" dir="rtl">ئۇ ئوقۇتقۇچى.</p>', page)
        self.assertIn("ئۇنىڭ ھېكايىسى", page)
        self.assertIn("/profiles/aygul/?lang=ug", page.partition("data-share-link")[2])

    def test_feeds_say_the_language_of_each_item(self) -> None:
        make_news(headline="Биз", language="kk")
        entries = self.client.get("/news/feed/").text
        self.assertIn('<entry xml:lang="kk">', entries)
        self.assertIn('<entry xml:lang="en">', entries)
        found = self.client.get("/news/feed.json").json()["items"]
        self.assertEqual({each["language"] for each in found}, {"kk", "en"})
