"""Sharing: how a link looks on other sites, and that it reveals nothing about the person who shared it."""

import re
from collections.abc import Iterator
from html import unescape
from itertools import count
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.etree.ElementTree import fromstring

from django.test import override_settings
from django.utils import timezone

from campaign.web import page_cache
from news.models import NewsItem
from petitions.models import Petition, Signature
from profiles.models import Detainee, Name
from profiles.names.scripts import languages_of
from tests.factories import make_detainee, make_news, make_petition
from tests.petitions.testcases import (
    SigningTestCase,
    link_in,
    press,
    sign_and_get_mail,
    thanks_of,
)

NUMBERS = count()
SITE = "https://campaign.example"
ODD = (
    "Don't hold O’Neil & her son",
    'The "reform" of <b>Kashgar</b>; 100% +more #1?',
    "Free them 🕊️👩🏽‍🏫 &amp; all",
    "ئايگۈل مىسالنى «قويۇپ بېرىڭلار»",
    "释放艾古丽·示例",
    "L'été à l'ombre",
)


class SharingTestCase(SigningTestCase):
    def shared(self, page: str) -> list[str]:
        """The decoded content of the links, buttons and texts for sharing."""
        [part] = re.findall(r'<div class="share">.*?</ul>.*?</textarea>', page, re.DOTALL)[:1]
        values = re.findall(r'(?:href|data-share-[a-z]+)="([^"]*)"', part)
        values += re.findall(r"<textarea[^>]*>(.*?)</textarea>", part, re.DOTALL)
        return [unescape(value) for value in values]


@override_settings(SITE_URL=SITE)
class SharingTests(SharingTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.person = make_detainee()
        letter, story = self.petition.get_absolute_url(), self.person.get_absolute_url()
        self.pages = {letter: letter, story: story, f"{letter}thank-you/": letter}

    def test_a_page_says_what_it_is_to_those_who_show_links(self) -> None:
        petition, person = self.petition.get_absolute_url(), self.person.get_absolute_url()
        for path, about, image in (
            (petition, (self.petition.title, self.petition.summary), f"{petition}card.png"),
            (person, ("Aygül Misal", self.person.summary), f"{person}card.png"),
        ):
            with self.subTest(path):
                found: dict[str, str] = dict(
                    re.findall(
                        r'<meta property="og:([a-z_:]+)" content="([^"]*)"',
                        self.client.get(path).text,
                    )
                )
                self.assertEqual((found["title"], found["description"]), about)
                self.assertEqual(found["url"], SITE + path)
                self.assertTrue(found["image"].startswith(SITE + image))
                self.assertEqual((found["image:width"], found["image:height"]), ("1200", "630"))

    def test_each_way_of_passing_it_on_holds_the_address_of_the_page(self) -> None:
        for path, passed_on in self.pages.items():
            with self.subTest(path):
                page = self.client.get(path).text
                hosts = set()
                for value in self.shared(page):
                    parts = urlsplit(value)
                    if parts.scheme in {"https", "mailto"} and not value.startswith(SITE):
                        hosts.add(parts.netloc or parts.scheme)
                        given: dict[str, Any] = parse_qs(parts.query)
                        words = " ".join(word for [word] in given.values())
                        self.assertIn(SITE + passed_on, words)
                self.assertEqual(hosts, {"wa.me", "t.me", "bsky.app", "x.com", "mailto"})
                self.assertIn(SITE + passed_on, self.shared(page)[-1])

    def test_a_story_is_shared_with_its_first_sentence_and_a_call_to_sign(self) -> None:
        for summary, first in (
            ("A teacher from Kashgar.", "A teacher from Kashgar."),
            ("She taught “music” & sang.\nShe has two sons.", "She taught “music” & sang."),
            ("Dr. Misal, a physician, was taken in 2018. No news since.",
             "Dr. Misal, a physician, was taken in 2018."),
            ("她是喀什的一名音乐教师，2018年被带走，至今没有消息。家人在等她。", "她是喀什的一名音乐教师，2018年被带走，至今没有消息。"),
            ("Without a stop", "Without a stop"),
        ):  # fmt: skip
            with self.subTest(summary):
                person = make_detainee(summary=summary)
                link = SITE + person.get_absolute_url()
                self.assertEqual(
                    self.words(person),
                    f"{first} Read the story of Aygül Misal and sign for their release: {link}",
                )

    def test_there_is_no_call_to_sign_where_there_is_nothing_to_sign(self) -> None:
        link = SITE + self.person.get_absolute_url()
        self.petition.closes_at = timezone.now()
        self.petition.save()
        self.assertEqual(
            self.words(self.person),
            f"A teacher from Kashgar. Read the story of Aygül Misal: {link}",
        )

    def words(self, person: Detainee) -> str:
        """The text that goes with the link to the story."""
        return self.shared(self.client.get(person.get_absolute_url()).text)[-1]

    def test_no_one_learns_where_a_link_was_opened(self) -> None:
        for path in self.pages:
            with self.subTest(path):
                for link in re.findall(
                    r'<a [^>]*href="https://(?!campaign)[^>]*>', self.client.get(path).text
                ):
                    self.assertIn('rel="noreferrer external"', link)

    def test_nothing_of_the_signer_is_passed_on(self) -> None:
        link = link_in(sign_and_get_mail(self.petition, **{"for": self.person.reference}))
        thanks = self.client.get(press(link)["Location"])
        for value in self.shared(thanks.text):
            for secret in (
                self.person.reference,
                "for=",
                "also=",
                "Gülnar",
                "confirm",
                "thank-you",
            ):
                self.assertNotIn(secret, value)

    def test_who_signed_for_one_person_passes_on_their_story(self) -> None:
        link = link_in(sign_and_get_mail(self.petition, **{"for": self.person.reference}))
        thanks = thanks_of(press(link))
        self.assertIn(SITE + self.person.get_absolute_url(), self.shared(thanks.text)[-1])

    def test_a_person_without_a_summary_is_told_of_in_a_sentence(self) -> None:
        person = make_detainee(summary="", occupation="teacher")
        self.assertIn("Aygül Misal, teacher, In prison, as of March 2021.", self.words(person))

    def test_a_message_is_short_enough_for_every_site(self) -> None:
        """X takes 280 characters and counts each link as 23. Bluesky takes 300."""
        person = make_detainee("A" * 40, summary="word " * 78 + "end.")
        words = self.words(person)
        self.assertLess(len(words.replace(SITE + person.get_absolute_url(), "x" * 23)), 280)

    def test_a_closed_letter_is_passed_on_without_a_call_to_sign(self) -> None:
        Petition.objects.update(closes_at=timezone.now())
        page = self.client.get(self.petition.get_absolute_url())
        self.assertIn("please read this letter. https", self.shared(page.text)[-1])

    def test_no_script_of_others_is_asked_for(self) -> None:
        for path in self.pages:
            for source in re.findall(r'<script[^>]*src="([^"]*)"', self.client.get(path).text):
                self.assertTrue(source.startswith("/static/js/"))


@override_settings(SITE_URL=SITE)
class OddTitleTests(SharingTestCase):
    """A title arrives everywhere as it was written: no `&#x27;`, no `&amp;amp;`, no half of an escape."""

    def setUp(self) -> None:
        super().setUp()
        self.petition = make_petition()
        self.person = make_detainee()
        self.news = make_news()

    def pages(self) -> Iterator[str]:
        """Every type of page that can be passed on."""
        letter = self.petition.get_absolute_url()
        yield self.client.get(letter).text
        yield self.client.get(f"{letter}?for={self.person.reference}").text
        yield self.client.get(f"{letter}thank-you/").text
        yield self.client.get(f"{letter}thank-you/?for={self.person.reference}").text
        yield self.client.get(self.person.get_absolute_url()).text
        yield self.client.get(self.news.get_absolute_url()).text
        for given in ("", self.person.reference):
            typed = {"email": f"{next(NUMBERS)}@example.org", "for": given}
            link = link_in(sign_and_get_mail(self.petition, **typed))
            yield thanks_of(press(link)).text

    def test_on_every_page_in_every_link_and_tag(self) -> None:
        for title in ODD:
            Petition.objects.update(title=title)
            Petition.objects.filter(pk=self.petition.pk).update(summary=title, demand=title)
            Detainee.objects.update(summary=f"{title} was a teacher.")
            Name.objects.update(text=title, language=languages_of(title)[0])
            NewsItem.objects.update(headline=title, standfirst=title)
            self.petition.refresh_from_db()
            page_cache.invalidate()
            for number, page in enumerate(self.pages()):
                with self.subTest(title, number=number):
                    self.check(page, title)
            Signature.objects.all().delete()

    def check(self, page: str, title: str) -> None:
        shared = self.shared(page)
        links = [value for value in shared if re.match("https://(?!campaign)|mailto:", value)]
        self.assertEqual(len(links), 5)
        for link in links:
            given = parse_qs(urlsplit(link).query, strict_parsing=True)
            words = " ".join(word for [word] in given.values())
            self.assertIn(title, words, link)
            self.assertIn(SITE, words)
        self.assertIn(title, shared[-1])  # the text to copy
        for name in ("og:title", "og:description", "og:image:alt"):
            for value in re.findall(rf'property="{name}" content="([^"]*)"', page):
                self.assertIn(title, unescape(value))

    def test_in_the_feed_and_the_open_data(self) -> None:
        for title in ODD:
            with self.subTest(title):
                NewsItem.objects.update(headline=title)
                Petition.objects.update(title=title)
                page_cache.invalidate()
                feed = fromstring(self.client.get("/news/feed/").content)  # noqa: S314 - our own
                [entry] = feed.iter("{http://www.w3.org/2005/Atom}entry")
                self.assertEqual(entry.findtext("{http://www.w3.org/2005/Atom}title"), title)
                data = self.client.get("/data/petitions.json").json()
                self.assertIn(title, [each["title"] for each in data["petitions"]])

    def test_in_the_title_of_the_page_on_the_count(self) -> None:
        for title in ODD:
            Petition.objects.update(title=title)
            page_cache.invalidate()
            page = self.client.get(f"{self.petition.get_absolute_url()}integrity/").text
            [shown] = re.findall(r'property="og:title" content="([^"]*)"', page)
            self.assertEqual(unescape(shown), f"How to check the count: {title}")
