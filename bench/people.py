"""Very many invented people, with names, stories and gaps like those of real records."""

import random
from datetime import timedelta
from itertools import batched

from django.db import connection
from django.utils import timezone

from campaign.publishing.workflow import State
from profiles.models import Consent, Detainee, Event, Name, Source, StatusClaim
from profiles.models import vocabulary as words
from profiles.models.places import Ethnicity, Place

AT_ONCE = 5000

# The first are as common as the last are rare.
GIVEN = [
    "Memet",
    "Abdulla",
    "Aygul",
    "Tursun",
    "Muhemmet",
    "Abdurahman",
    "Ehmet",
    "Gulnar",
    "Yusup",
    "Turdi",
    "Patigul",
    "Ablet",
    "Qurban",
    "Tohti",
    "Rozi",
    "Mihrigul",
    "Imin",
    "Hasan",
    "Omer",
    "Osman",
    "Gulbahar",
    "Abliz",
    "Ablikim",
    "Semet",
    "Rahile",
    "Tursunay",
    "Dilshat",
    "Perhat",
    "Ferhat",
    "Kerim",
    "Nurmemet",
    "Nurmuhemmet",
    "Memetjan",
    "Ghalip",
    "Muxtar",
    "Dilnur",
    "Adil",
    "Alim",
    "Sabir",
    "Tahir",
    "Ismail",
    "Ibrahim",
    "Eli",
    "Weli",
    "Yasin",
    "Abduweli",
    "Abdukerim",
    "Abdureshit",
    "Gulnisa",
    "Aynur",
    "Reyhan",
    "Ruqiye",
    "Zeynep",
    "Patime",
    "Ayshe",
    "Meryem",
    "Helime",
    "Hebibe",
    "Dilmurat",
    "Ekber",
    "Enwer",
    "Erkin",
    "Eziz",
    "Gheni",
    "Hashim",
    "Helil",
    "Ilham",
    "Ilyar",
    "Islam",
    "Jappar",
    "Jelil",
    "Jume",
    "Kamil",
    "Lutpulla",
    "Mahmut",
    "Mijit",
    "Mutellip",
    "Nijat",
    "Obul",
    "Qadir",
    "Qasim",
    "Qeyser",
    "Rehim",
    "Reshit",
    "Sadir",
    "Salih",
    "Sami",
    "Sidik",
    "Sultan",
    "Yalqun",
    "Zunun",
    "Zulpiqar",
    "Yerlan",
    "Nurlan",
    "Serik",
    "Qairat",
    "Marat",
    "Dauren",
    "Bakyt",
    "Aizhan",
    "Saule",
    "Asel",
    "Gulzhan",
    "Janar",
    "Zhanna",
]
SYLLABLES = [
    "ab",
    "bek",
    "da",
    "dil",
    "er",
    "far",
    "ga",
    "gul",
    "ha",
    "jan",
    "kam",
    "la",
    "lim",
    "mah",
    "mir",
    "nar",
    "nur",
    "pa",
    "rah",
    "roz",
    "shir",
    "tash",
    "tur",
    "yar",
    "zi",
]
ARABIC = dict(zip("abptjxdrzsfqkglmnhouieywv", "ابپتجخدرزسفقكگلمنھوۇىەيۋۋ", strict=True)) | {
    " ": " "
}
WHEN = (
    "2017",
    "June 2017",
    "2017/2018",
    "12 March 2018",
    "after 2016",
    "before 2019",
    "unclear",
    "2019",
)
BORN = ("1969", "about 1970", "1970s", "", "", "1985", "12 May 1990", "1955", "before 1960")


def add(numbers: range) -> None:
    """The people with these numbers. Each number gives the same person every time."""
    draw = random.Random(numbers.start)  # noqa: S311
    vocabulary = ["".join(draw.choices(SYLLABLES, k=draw.choice([2, 3]))) for _ in range(4000)]
    places, peoples = list(Place.objects.all()), list(Ethnicity.objects.all())
    for some in batched(numbers, AT_ONCE):
        people = Detainee.objects.bulk_create(
            _person(draw, n, vocabulary, draw.choice([None, *places])) for n in some
        )
        Consent.objects.bulk_create(
            Consent(detainee=person, basis=words.Basis.PUBLIC_RECORD, capacity="none")
            for person in people
        )
        Name.objects.bulk_create(name for person in people for name in _names(draw, person))
        sources = Source.objects.bulk_create(
            Source(detainee=person, kind="witness", attribution="Someone", is_public=False)
            for person in people
        )
        StatusClaim.objects.bulk_create(
            StatusClaim(
                detainee=person,
                source=source,
                status=draw.choice(words.Status.values),
                as_of=str(draw.randint(2016, 2024)),
            )
            for person, source in zip(people, sources, strict=True)
        )
        Event.objects.bulk_create(
            Event(detainee=person, kind="taken", when=draw.choice(WHEN)) for person in people
        )
        link = Detainee.ethnicities.through
        link.objects.bulk_create(
            link(
                detainee=person,
                ethnicity=draw.choices(peoples, [2**-n for n in range(len(peoples))])[0],
            )
            for person in people
        )
        # As an import does: a draft has no listing that would be updated with each part.
        pks = [person.pk for person in people]
        Detainee.objects.filter(pk__in=pks).update(state=State.PUBLISHED)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")


def _person(
    draw: random.Random, number: int, vocabulary: list[str], home: Place | None
) -> Detainee:
    return Detainee(
        slug=f"bench-{number}",
        publish_at=timezone.now() - timedelta(minutes=draw.randint(1, 2_000_000)),
        gender=draw.choice(words.Gender.values),
        birth=draw.choice(BORN),
        home_place=home,
        occupation_group=draw.choice(["", *words.OccupationGroup.values]),
        summary=" ".join(draw.choices(vocabulary, k=25)),
        story=" ".join(draw.choices(vocabulary, k=180)) if draw.random() < 0.6 else "",
    )


def _names(draw: random.Random, person: Detainee) -> list[Name]:
    text = f"{_given(draw)} {_given(draw)}"
    arabic = "".join(ARABIC.get(letter, "") for letter in text.lower())
    return [
        Name(detainee=person, text=text),
        Name(detainee=person, text=arabic, language="ug-Arab", order=1),
        Name(detainee=person, text=f"{text} {_given(draw)}", kind="also_known_as", order=2),
    ]


def _given(draw: random.Random) -> str:
    if draw.random() < 0.2:
        return "".join(draw.choices(SYLLABLES, k=3)).capitalize()
    return draw.choices(GIVEN, [1 / (place + 3) for place in range(len(GIVEN))])[0]
