"""The share pictures of petitions and news."""

from io import BytesIO
from unittest import mock

from django.conf import settings
from PIL import Image

from campaign.documents import cards, pdf
from campaign.web import page_cache
from news.public import cards as news_cards
from petitions.outreach import cards as petition_cards
from tests.factories import make_news, make_petition
from tests.testcases import SiteTestCase

PAPER = (251, 250, 247)
TITLES = (
    "Short",
    "Release everyone who was taken in Kashgar, Hotan and Aksu since the spring of 2017, and say where they are being held!",
    "قەشقەر ۋە خوتەندە تۇتقۇن قىلىنغان ھەممە ئوقۇتقۇچىلارنى دەرھال قويۇپ بېرىڭلار ۋە ئۇلارنىڭ نەدە ئىكەنلىكىنى ئېيتىڭلار!",
    "释放在喀什和田被带走的所有教师" * 8,
    "Donaudampfschifffahrtsgesellschaftskapitaen",
)


class CardTests(SiteTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.petition = make_petition()
        self.news = make_news()

    def test_each_page_names_its_own_wide_picture_and_offers_both(self) -> None:
        for item in (self.petition, self.news):
            address = item.get_absolute_url()
            page = self.client.get(address)
            self.assertContains(page, f'"og:image" content="{settings.SITE_URL}{address}card.png"')
            for shape, size in cards.SIZES.items():
                with self.subTest(address, shape=shape):
                    self.assertContains(page, f'href="{address}{shape}.png" download')
                    response = self.client.get(f"{address}{shape}.png")
                    self.assertEqual(response.headers["Content-Type"], "image/png")
                    with Image.open(BytesIO(response.content)) as made:
                        self.assertEqual(made.size, size)

    def test_every_title_fits(self) -> None:
        """The margin at the side stays empty, and so does the strip above the line at the foot."""
        for title in TITLES:
            self.petition.title = title[:120]
            for shape, (width, height) in cards.SIZES.items():
                with (
                    self.subTest(title, shape=shape),
                    Image.open(BytesIO(petition_cards.card(self.petition, shape).file())) as made,
                ):
                    picture, top = made.convert("RGB"), height // 4  # below the pattern
                    margins = (
                        picture.crop((width - 40, top, width, height)),
                        picture.crop((0, top, 40, height)),
                        picture.crop((0, height - 30, width, height)),
                    )
                    for margin in margins:
                        self.assertEqual(
                            {colour for _n, colour in margin.getcolors() or ()}, {PAPER}
                        )

    def test_below_a_title_that_leaves_room_stands_what_is_asked_for(self) -> None:
        for shape, (width, height) in cards.SIZES.items():
            with self.subTest(shape):
                drawn = [self.inked_rows(shape, width, height)]
                self.petition.demand = "Speak for them, and ask where each of them is. " * 4
                drawn.append(self.inked_rows(shape, width, height))
                self.petition.demand = make_petition().demand
                self.assertGreater(drawn[1], drawn[0] + 20)

    def inked_rows(self, shape: str, width: int, height: int) -> int:
        """How many rows of pixels between the pattern and the foot have something on them."""
        with Image.open(BytesIO(petition_cards.card(self.petition, shape).file())) as made:
            picture = made.convert("RGB")
        rows = (picture.crop((0, y, width, y + 1)) for y in range(height // 4, height - 110))
        return sum(row.getcolors() != [(width, PAPER)] for row in rows)

    def test_one_is_drawn_once_for_all_requests(self) -> None:
        address = f"{self.petition.get_absolute_url()}card.png"
        first = self.client.get(address)
        page_cache.cached_pages.clear()
        with mock.patch.object(pdf, "_render", side_effect=AssertionError("made again")):
            self.assertEqual(self.client.get(address).content, first.content)
            self.assertEqual(self.client.get(f"{address}?made=up").content, first.content)

    def test_one_that_is_not_public_has_none(self) -> None:
        for item, status in ((self.petition, 410), (self.news, 410)):
            address = item.get_absolute_url()
            type(item).objects.update(state="withdrawn")
            page_cache.invalidate()
            for shape in cards.SIZES:
                self.assertEqual(self.client.get(f"{address}{shape}.png").status_code, status)
        self.assertEqual(self.client.get("/petitions/made-up/card.png").status_code, 404)
        self.assertEqual(self.client.get("/news/made-up/card.png").status_code, 404)
        self.assertFalse(settings.FILE_CACHE_FOLDER.exists() and any(self.files()))

    def test_a_stale_one_is_deleted(self) -> None:
        for item, module in ((self.petition, petition_cards), (self.news, news_cards)):
            self.client.get(f"{item.get_absolute_url()}card.png")
            module.delete_stale()
            self.assertEqual(len(self.files()), 1)
            type(item).objects.update(state="withdrawn")
            module.delete_stale()
            self.assertEqual(self.files(), [])

    def files(self) -> list[str]:
        return sorted(path.name for path in settings.FILE_CACHE_FOLDER.glob("*/card*"))
