"""A text that stands in a page of another language says which language it is, and from where it runs."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import override

from petitions.models import Petition
from tests.browser import signer_pages
from tests.factories import (
    make_delivery,
    make_detainee,
    make_news,
    make_page,
    make_petition,
    make_signature,
)
from tests.testcases import SiteTestCase

UYGHUR = re.compile(r"[\u0620-\u06ff]{3,}")
VOID = {"br", "hr", "img", "input", "link", "meta", "source", "wbr"}
NOT_TEXT = {"script", "title", "option", "textarea", "style"}  # `lang` has no effect in them


class Texts(HTMLParser):
    """The Uyghur texts of a page, each with the language and direction of what is around it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.around: list[tuple[str, str, str]] = [("", "", "")]
        self.found: list[tuple[str, str, str]] = []
        self.feed(html)

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            _tag, language, direction = self.around[-1]
            given = dict(attrs)
            self.around.append((tag, given.get("lang") or language, given.get("dir") or direction))

    @override
    def handle_endtag(self, tag: str) -> None:
        while len(self.around) > 1 and self.around.pop()[0] != tag:
            pass

    @override
    def handle_data(self, data: str) -> None:
        tag, language, direction = self.around[-1]
        if UYGHUR.search(data) and tag not in NOT_TEXT:
            self.found.append((data.strip()[:60], language, direction))


def wrong(html: str) -> Iterator[tuple[str, str, str]]:
    for text, language, direction in Texts(html).found:
        if not language.startswith("ug") or direction not in {"rtl", "auto"}:
            yield text, language, direction


class OtherPagesTests(SiteTestCase):
    def test_titles_of_items_say_their_language_wherever_they_stand(self) -> None:
        person = make_detainee(
            "Aygül",
            names={"ug-Arab": "ئايگۈل مىسال"},
            language="ug",
            slug="one",
            summary="بىر ئوقۇتقۇچى.",
        )
        petition = make_petition(
            slug="theirs", language="ug", title="ئۇلارنى قويۇپ بېرىڭلار", demand="ھەممىسىنى قويۇپ بېرىڭلار",
            summary="ئۇلار گۇناھسىز", letter="ھۆرمەتلىك ئەپەندىم",
        )  # fmt: skip
        further = make_petition(
            slug="further",
            language="ug",
            title="بالىلارنى قايتۇرۇڭلار",
            demand="بالىلارنى قايتۇرۇڭلار",
        )
        for each in (petition, further):
            each.people.add(person)
        make_delivery(petition)
        item = make_news(
            slug="item",
            language="ug",
            headline="ئۇ ھايات",
            standfirst="بىز ئاڭلىدۇق",
            body="ئۇزۇن تېكىست",
            kind="release",
        )
        item.people.add(person)
        item.petitions.add(petition)
        item.tags.create(name="Geneva", slug="geneva")
        make_page(slug="ours", language="ug", title="بىز توغرىلىق", body="بىز كىم")
        personal = signer_pages.paths(petition) | signer_pages.follower_paths(person, petition)
        several = signer_pages.to_confirm_several(Petition.objects.get(slug="theirs"))
        paths = (
            "/", "/profiles/", "/profiles/one/", "/petitions/", "/petitions/deliveries/", "/petitions/theirs/",
            "/petitions/theirs/?for=P-0001", "/petitions/theirs/integrity/", "/petitions/theirs/embed/", "/petitions/theirs/sign/",
            "/news/", "/news/item/", "/news/item/print/", "/news/tags/geneva/", "/news/corrections/", "/press/", "/ours/",
            several, *personal.values(),
        )  # fmt: skip
        make_signature(further, "both@example.org")
        seen = 0
        for path in paths:
            page = self.client.get(path)
            with self.subTest(path):
                self.assertEqual([*wrong(page.text)], [])
            seen += len(Texts(page.text).found)
        self.assertGreater(seen, 50)
