"""A campaign with every type of page that a visitor can come to, and every way to come there."""

from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO

from django.utils import timezone
from PIL import Image
from playwright.sync_api import Page

from campaign.images import uploads
from campaign.images.models import Picture
from news.models import Author, NewsItem
from petitions.counting import published_figures
from petitions.models import Petition
from petitions.transparency import log
from profiles.models import (
    Amendment,
    Detainee,
    Event,
    ExternalRecord,
    Name,
    Relationship,
    Reply,
    Source,
    StatusClaim,
)
from profiles.models.places import Ethnicity, Place
from tests.browser import reader_pages, signer_pages
from tests.factories import (
    make_delivery,
    make_detainee,
    make_news,
    make_page,
    make_petition,
    make_press,
    make_statements,
    make_tally,
    make_translation,
)

LONG_WORD = f"https://example.org/{'a-long-address-' * 6}"  # as someone pastes it

# A wide table, a footnote and an address, in a text.
ALL_SIGNS = f"""

| Year | {" | ".join(["Prefecture"] * 9)} |
|---|{"--:|" * 9}
| 2017 | {" | ".join(["12"] * 9)} |

He was sentenced in 2019.[^1] See www.example.org.

[^1]: Letter of the court.

"""

LONGEST_NAME = (
    "Abdurahmanjan-Muhemmetimin-Ebeydullahoghli-Misalzadeqarihaji"  # 60 letters, no space
)
STORY = """He taught geography for **nineteen years**.

## What he was like

A former pupil says:

> He drew the rivers from memory, and *every* tributary had its name.

* He kept bees.
* He sang at weddings.

Read [his last article](https://example.org/article) if you can.
"""

type Visit = Callable[[Page], object]


def build_site() -> dict[str, Visit]:
    """The types of page by name, each with what brings a visitor's browser there."""
    person = _person_of_whom_much_is_known()
    make_detainee(LONGEST_NAME, slug="long-name")
    make_detainee("Yusup", slug="little", as_of="", status="unknown", covers=("name", "story"))
    make_detainee("Taken Back", slug="withdrawn", state="withdrawn")
    for number in range(1, 26):
        make_detainee(f"Person {number} Misal", status="camp" if number % 2 else "missing")
    petition = _petition_that_is_open(person)
    closed = make_petition(
        slug="closed",
        title="Let the families telephone",
        opens_at=timezone.now() - timedelta(days=400),
        closes_at=timezone.now() - timedelta(days=40),
    )
    make_delivery(
        closed,
        days_ago=30,
        answered_on=timezone.localdate(),
        answer="We have received your letter.",
    )
    make_delivery(closed, note="Handed over in Geneva.", to_whom=LONGEST_NAME)
    make_petition(slug="flooded", title="Free the bakers", asks_proof=True)
    make_petition(slug="soon", title="Open the gates", opens_at=timezone.now() + timedelta(days=9))
    item = _news_item(person, petition)
    for number in range(2, 16):
        make_news(slug=f"item-{number}", headline=f"A step forward, number {number}")
    make_news(slug="long", headline=LONG_WORD, body=f"```\n{LONG_WORD * 9}\n```")
    make_petition(title=LONG_WORD, summary=LONG_WORD)
    _press()
    make_page(slug="about", title="About", body="## Who we are\n\nA campaign.\n\n* One\n* Two")
    make_page(slug="privacy", title="Privacy", body="We keep little.")
    for translated in (person, petition, item):
        make_translation(translated, "ug")
        make_translation(translated, "zh-Hans", made_from="older")
    return {
        "home": at("/"),
        "news with long words": at("/news/long/"),
        "wall": at("/profiles/"),
        "wall, page 2": at("/profiles/?page=2"),
        "wall, filtered": at("/profiles/?status=camp&q=Person"),
        "wall, nobody found": at("/profiles/?q=zzzzzzzz&gender=other"),
        "map": at("/profiles/map/"),
        "map of homes, filtered": at("/profiles/map/home/?place=kashgar&gender=male"),
        "numbers": at("/profiles/numbers/"),
        "numbers, filtered": at("/profiles/numbers/?status=camp&year=2017,unknown"),
        "person of whom much is known": at(person.get_absolute_url()),
        "person of whom little is known": at("/profiles/little/"),
        "person with a long name": at("/profiles/long-name/"),
        "petitions": at("/petitions/"),
        "deliveries": at("/petitions/deliveries/"),
        "petition": at(f"{petition.get_absolute_url()}?for={person.reference}"),
        "letter of one's own": at(petition.letter_url(person)),
        "petition with mistakes": press(petition.get_absolute_url(), "Sign"),
        "petition with a question": press(
            petition.get_absolute_url(), "Sign", **{"Your name": "example.com"}
        ),
        "petition that asks for work": at("/petitions/flooded/"),
        "petition to come": at("/petitions/soon/"),
        "closed petition": at("/petitions/closed/"),
        "how the number can be checked": at("/petitions/release-them/integrity/"),
        "nothing to check yet": at("/petitions/flooded/integrity/"),
        "embedded count": at("/petitions/release-them/embed/"),
        "tell us": at("/profiles/tell/"),
        "tell us, with mistakes": press("/profiles/tell/", "Send to the campaign"),
        "come back": at("/profiles/tell/again/"),
        "open data": at("/data/"),
        "news": at("/news/"),
        "news item": at(item.get_absolute_url()),
        "press release": at("/news/the-release/"),
        "press release to print": at("/news/the-release/print/"),
        "event": at("/news/vigil/"),
        "news by tag": at("/news/tags/geneva/"),
        "corrections": at("/news/corrections/"),
        "press": at("/press/"),
        "about": at("/about/"),
        "person in Uyghur": at(f"{person.get_absolute_url()}?lang=ug"),
        "petition in Uyghur": at(f"{petition.get_absolute_url()}?lang=ug"),
        "older translation of a news item": at(f"{item.get_absolute_url()}?lang=zh-hans"),
        "not found": at("/no-such-page/"),
        "withdrawn": at("/profiles/withdrawn/"),
        **{name: at(path) for name, path in signer_pages.paths(petition).items()},
        **{name: at(path) for name, path in signer_pages.follower_paths(person, petition).items()},
        **{name: at(path) for name, path in reader_pages.paths(person).items()},
        "following with a mistake": press(petition.get_absolute_url(), "Follow by email"),
        "asked for with a mistake": press("/petitions/mine/", "Email me the link"),
        "thanks for several": press(
            signer_pages.to_confirm_several(petition), "Confirm my signatures"
        ),
        "not me": press(signer_pages.not_mine(petition), "This was not me"),
    }


def at(path: str) -> Visit:
    return lambda page: page.goto(path)


def press(path: str, button: str, **typed: str) -> Visit:
    """typed: values by the labels of their fields."""

    def visit(page: Page) -> None:
        page.goto(path)
        for label, value in typed.items():
            page.get_by_label(label).fill(value)
        with page.expect_navigation():
            page.get_by_role("button", name=button, exact=True).click()

    return visit


def _press() -> None:
    """A release with everything that it can have, an event, and the page for the press."""
    make_press().spokespeople.create(name="A. Speaker", role="Director", topics="Law")
    release = make_news(
        kind="release", slug="the-release", headline="The world must act", dateline="Geneva", notes="Pictures are free.",
        quote="بىز كۈتىمىز.", quote_speaker="A daughter", image=_picture("A march along a lake."), caption="On Saturday",
    )  # fmt: skip
    release.bylines.create(author=Author.objects.create(name="A. Writer", is_pseudonym=True))
    release.tags.create(name="Geneva", slug="geneva")
    release.documents.create(title="The letter", language="ug", name="letter.pdf", size=234_567)
    make_news(kind="event", slug="vigil", headline="Reading of the names", place="Palais Wilson")
    make_news(kind="coverage", headline="A long report", reported_on="May 2026")


def _person_of_whom_much_is_known() -> Detainee:
    kashgar = Place.objects.get(code="kashgar")
    person = make_detainee(
        "Abliz Misal",
        names={
            "ug-Arab": "ئابلىز مىسال",
            "zh-Hans": "阿布力孜·示例",
            "zh-Latn-pinyin": "Abulizi Shili",
        },
        slug="much",
        gender="male",
        birth="about 1971",
        home_place=kashgar,
        occupation="Teacher of geography",
        occupation_group="educator",
        portrait=_picture("A man with a grey beard, laughing."),
        withholds=True,
        checked_on=date(2026, 3, 1),
        summary="A teacher of geography who drew maps by hand, taken in the summer of 2017.",
        story=STORY,
    )
    person.ethnicities.add(Ethnicity.objects.get(code="uyghur"))
    Name.objects.create(detainee=person, text="Abliz Muellim", kind="nickname", order=9)
    source = Source.objects.create(
        detainee=person,
        kind="relative",
        attribution="a relative abroad",
        title="Testimony of his daughter",
        publisher="Example Archive",
        date="June 2019",
        url="https://example.org/testimony",
        archived_url="https://archive.example.org/testimony",
        reliability="likely",
    )
    make_statements(
        person,
        charge="disturbing social order",
        reason="He had visited his daughter in Turkey.",
        quote="I still set the table for him.",
        speaker="his daughter",
        source=source,
    )
    person.legal_cases.update(
        charge_original="扰乱社会秩序", charge_language="zh-Hans", law_article="Article 290",
        court="Example Intermediate Court", trial="secret", sentence="fixed", sentence_months=147,
    )  # fmt: skip
    Reply.objects.create(
        detainee=person, kind="denied", authority="A ministry", text="He lives a normal life."
    )
    Relationship.objects.create(
        detainee=person, kind="child", description="two small children", is_public=True
    )
    Amendment.objects.create(detainee=person, text="The year of birth was put right.")
    ExternalRecord.objects.create(detainee=person, registry="xvd", number="12345")
    Event.objects.create(
        detainee=person, kind="taken", when="summer 2017", place=kashgar, source=source,
        description="Three men came at night.",
    )  # fmt: skip
    Event.objects.create(
        detainee=person, kind="sentenced", when="2019", description="Twelve years."
    )
    Event.objects.create(detainee=person, kind="call", description="A call of two minutes.")
    StatusClaim.objects.create(
        detainee=person, status="prison", as_of="May 2024", place=kashgar, source=source,
        confidence="single", note="In the women’s and men’s prison of the prefecture.",
    )  # fmt: skip
    return person


def _petition_that_is_open(person: Detainee) -> Petition:
    petition = make_petition(
        slug="release-them",
        title="Free the teachers of Kashgar",
        letter="Excellency,\n\nwe ask you to speak for them.\n\nEvery one of them has a name.",
        goal=50,
        closes_at=timezone.now() + timedelta(days=100),
    )
    petition.people.add(person)
    make_tally(petition, {"NL": 12, "TR": 11, "KZ": 2, "JP": 1})
    published_figures.publish_now()
    log.publish_head(petition, "daily")
    return petition


def _news_item(person: Detainee, petition: Petition) -> NewsItem:
    item = make_news(
        slug="item-1",
        headline="A teacher is heard of for the first time in six years",
        standfirst="His daughter was told that he is alive.",
        body=f"{STORY}{ALL_SIGNS}![](picture:{_picture('A square at night.').pk})",
        image=_picture("A street with poplars on both sides."),
    )
    item.people.add(person)
    item.petitions.add(petition)
    return item


def _picture(alt: str) -> Picture:
    file = BytesIO()
    Image.radial_gradient("L").resize((300, 400)).convert("RGB").save(file, "JPEG")
    stored = uploads.store_picture(file, file.tell())
    return Picture.objects.create(
        name=stored.name, width=stored.width, height=stored.height, widths=stored.widths,
        alt=alt, credit="Private",
    )  # fmt: skip
