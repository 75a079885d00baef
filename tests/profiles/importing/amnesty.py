"""A spreadsheet of people who do not exist, in the layout of Amnesty's case files, with all their oddities.

115 rows in the two layouts that there were; dates in every shape that such files have, cells that are blank
here and there, and 25 empty columns at the end of the later file.
"""

from collections.abc import Iterator
from itertools import chain, cycle, islice, repeat

CASES = 115
_SHAPES = (
    (58, ["March 2017", "October 2018", "June 2016"]),
    (16, ["5 May 2017", "23 December 2018"]),
    (7, ["2017", "2018"]),
    (6, ["Early 2017", "Early 2018"]),
    (5, ["March-April 2018", "January-February 2017"]),
    (4, ["End 2017"]),
    (9, ["Mar-17", "Jun-18"]),
    (2, ["Late 2017"]),
    (2, ["2017/2018"]),
    (1, ["After 2016"]),
    (1, ["2016-2018"]),
    (1, ["Mid-2017"]),
    (1, ["End 2017-beginning 2018"]),
    (1, ["End 2016-early 2017"]),
    (1, ["Unclear"]),
)
LAST_CONTACT = list(chain.from_iterable(islice(cycle(words), times) for times, words in _SHAPES))
BORN = [
    *islice(cycle(["12 March 1979", "27 October 1985"]), 58),
    *islice(cycle(["3 May 1966"]), 25),
    *islice(cycle(["1952", "1990"]), 17),
    *islice(cycle(["June 1971"]), 8),
    *repeat("Unknown", 3),
    *repeat("", 4),
]
AGES = ["43", "60-62", "About 60", "Early seventies", ""]
GIVEN = [
    ("Aygül", "艾古丽"), ("Memet", "买买提"), ("Gülnar", "古丽娜尔"), ("Tursun", "吐尔逊"), ("Nurlan", ""),
    ("Perhat", "帕尔哈提"), ("Reyhan", "热依汗"), ("Qurban", "库尔班"), ("Zeynep", ""), ("Abliz", "阿布力孜"),
]  # fmt: skip
FATHERS = ["Misal", "Misali", "Örnek Misal", "Ülge Misal"]
ETHNICITIES = ["Uyghur"] * 6 + ["Kazakh", "Kyrgyz", "Tatar/Uyghur", "Kyrgyz/Uzbek"]
HOMES = [
    "Ghulja (Yining)",
    "Kashgar (Kashi)",
    "Qaraqash, Hotan",
    "Ürümqi",
    "Kumul (Hami)",
    "Example village",
]
WORK = ["Businessman", "Housewife", "Farmer", "Teacher", "Imam", "Driver", ""]
QUARANTINED = [
    "Internment camp", "Prison", "Internment camp or in prison", "Orphan camp", "Unknown",
    "Thought to be in Example Facility No. 1",
]  # fmt: skip
OFFICIAL = ["Unknown", "Unknown", "Unknown", "“Gathering a crowd to disturb social order”"]
SUSPECTED = ["Travel abroad", "Having relatives abroad; prayer", "", "Unknown"]

FIRST = [
    "case_id", "name_uyghur", "name_chinese", "photo_url", "profession", "date_of_birth", "age_years",
    "ethnicity", "home_town", "arrest_reason_official", "arrest_reason_suspected",
    "arrest_last_contact_date", "arrest_last_contact_location", "held_location", "summary",
    "personal_details",
]  # fmt: skip
LATER = [
    heading.replace("held_location", "assumed_held_location")
    for heading in FIRST
    if heading != "photo_url"
]
EMPTY_AT_THE_END = 25


def cases(number: int = CASES) -> Iterator[dict[str, str]]:
    for n in range(number):
        given, chinese = GIVEN[n % len(GIVEN)]
        name = f"{given} {FATHERS[n // len(GIVEN) % len(FATHERS)]}" + (f" {n}" if n >= 40 else "")
        yield {
            "case_id": f"SR{n + 1:03d}",
            "name_uyghur": name,
            "name_chinese": f"{chinese}·示例" if chinese else "",
            "photo_url": f"https://pictures.example/{n + 1}.jpg",
            "profession": WORK[n % len(WORK)],
            "date_of_birth": BORN[n % CASES],
            "age_years": AGES[n % len(AGES)],
            "ethnicity": ETHNICITIES[n % len(ETHNICITIES)],
            "home_town": HOMES[n % len(HOMES)],
            "arrest_reason_official": OFFICIAL[n % len(OFFICIAL)],
            "arrest_reason_suspected": SUSPECTED[n % len(SUSPECTED)],
            "arrest_last_contact_date": LAST_CONTACT[n % CASES],
            "arrest_last_contact_location": HOMES[(n + 1) % len(HOMES)],
            "held_location": QUARANTINED[n % len(QUARANTINED)],
            "summary": "" if n == 17 else f"{name} was taken away.\n\nHer family has heard nothing since.",
            "personal_details": "Loves books, walnut trees; and “quotation marks”." if n % 3 else "",
        }  # fmt: skip


def first_file(number: int = CASES) -> list[list[str]]:
    return [FIRST, *([case[heading] for heading in FIRST] for case in cases(number))]


def later_file(number: int = CASES) -> list[list[str]]:
    empty = [""] * EMPTY_AT_THE_END
    rows = [[case[heading.replace("assumed_", "")] for heading in LATER] for case in cases(number)]
    return [[*row, *empty] for row in [LATER, *rows]]
