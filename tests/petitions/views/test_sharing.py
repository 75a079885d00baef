"""Sharing: how a link looks on other sites, and that it reveals nothing about the person who shared it."""

import re
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.test import override_settings
from django.utils import timezone

from profiles.models import Detainee
from tests.factories import make_detainee
from tests.petitions.testcases import SigningTestCase, link_in, press, sign_and_get_mail

SITE = "https://campaign.example"


@override_settings(SITE_URL=SITE)
class SharingTests(SigningTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.person = make_detainee()
        letter, story = self.petition.get_absolute_url(), self.person.get_absolute_url()
        self.pages = {letter: letter, story: story, f"{letter}thank-you/": letter}

    def shared(self, page: str) -> list[str]:
        """The decoded content of the links, buttons and texts for sharing."""
        [part] = re.findall(r'<div class="share">.*?</ul>.*?</textarea>', page, re.DOTALL)[:1]
        values = re.findall(r'(?:href|data-share-[a-z]+)="([^"]*)"', part)
        values += re.findall(r"<textarea[^>]*>(.*?)</textarea>", part, re.DOTALL)
        return [unescape(value) for value in values]

    def test_a_page_says_what_it_is_to_those_who_show_links(self) -> None:
        petition, person = self.petition.get_absolute_url(), self.person.get_absolute_url()
        for path, about, image in (
            (petition, (self.petition.title, self.petition.summary), "/static/img/share"),
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

    def test_no_script_of_others_is_asked_for(self) -> None:
        for path in self.pages:
            for source in re.findall(r'<script[^>]*src="([^"]*)"', self.client.get(path).text):
                self.assertTrue(source.startswith("/static/js/"))
