"""Synonyms that the spreadsheets of others use for our words. The comparison ignores case.

CHOICES: by the name of the vocabulary (profiles/models/vocabulary.py), then by word.
ETHNICITIES: by the code of the ethnicity. Towns are in profiles/search/towns.py.
"""

from profiles.models.vocabulary import (
    Confidence,
    Gender,
    NameKind,
    OccupationGroup,
    SourceKind,
    Status,
)

CHOICES: dict[str, dict[str, str]] = {
    "Gender": {
        "f": Gender.FEMALE, "woman": Gender.FEMALE, "girl": Gender.FEMALE, "女": Gender.FEMALE,
        "m": Gender.MALE, "man": Gender.MALE, "boy": Gender.MALE, "男": Gender.MALE,
    },
    "Status": {
        "internment camp": Status.CAMP, "camp": Status.CAMP, "concentration camp": Status.CAMP,
        "re-education camp": Status.CAMP, "reeducation camp": Status.CAMP,
        "internment camp or in prison": Status.CAMP_OR_PRISON,
        "internment camp or prison": Status.CAMP_OR_PRISON,
        "prison or internment camp": Status.CAMP_OR_PRISON,
        "camp or prison": Status.CAMP_OR_PRISON, "prison or camp": Status.CAMP_OR_PRISON,
        "prison": Status.PRISON, "imprisoned": Status.PRISON, "sentenced": Status.PRISON,
        "serving a sentence": Status.PRISON, "jail": Status.PRISON,
        "detention centre": Status.POLICE_CUSTODY, "detention center": Status.POLICE_CUSTODY,
        "police custody": Status.POLICE_CUSTODY, "pre-trial detention": Status.AWAITING_TRIAL,
        "awaiting trial": Status.AWAITING_TRIAL, "arrested": Status.AWAITING_TRIAL,
        "detained": Status.UNKNOWN_PLACE, "unknown location": Status.UNKNOWN_PLACE,
        "house arrest": Status.HOUSE_ARREST, "town arrest": Status.HOUSE_ARREST,
        "forced labour": Status.FORCED_LABOUR, "forced labor": Status.FORCED_LABOUR,
        "orphan camp": Status.CHILD_FACILITY, "orphanage": Status.CHILD_FACILITY,
        "boarding school": Status.CHILD_FACILITY, "hospital": Status.HOSPITAL,
        "documents withheld": Status.TRAVEL_BAN, "no contact": Status.MISSING,
        "disappeared": Status.MISSING, "released on bail": Status.RELEASED_CONDITIONAL,
        "free": Status.RELEASED, "deceased": Status.DIED_IN_CUSTODY,
        "unclear": Status.UNKNOWN, "unknown": Status.UNKNOWN, "not known": Status.UNKNOWN,
    },
    "Confidence": {
        "confirmed": Confidence.DOCUMENTED, "two sources": Confidence.CORROBORATED,
        "one source": Confidence.SINGLE, "unconfirmed": Confidence.UNVERIFIED,
        "assumed": Confidence.UNVERIFIED,
    },
    "NameKind": {"alias": NameKind.ALSO_KNOWN_AS, "aka": NameKind.ALSO_KNOWN_AS},
    "SourceKind": {
        "family": SourceKind.RELATIVE, "family member": SourceKind.RELATIVE,
        "verdict": SourceKind.OFFICIAL_DOCUMENT, "court document": SourceKind.OFFICIAL_DOCUMENT,
        "media": SourceKind.NEWS_MEDIA, "news": SourceKind.NEWS_MEDIA,
        "report": SourceKind.NGO, "organisation": SourceKind.NGO, "organization": SourceKind.NGO,
    },
    "OccupationGroup": {
        "farming": OccupationGroup.FARMER, "herder": OccupationGroup.FARMER,
        "businessman": OccupationGroup.TRADER, "businesswoman": OccupationGroup.TRADER,
        "businessperson": OccupationGroup.TRADER, "merchant": OccupationGroup.TRADER,
        "shopkeeper": OccupationGroup.TRADER, "business owner": OccupationGroup.TRADER,
        "teacher": OccupationGroup.EDUCATOR, "professor": OccupationGroup.EDUCATOR,
        "lecturer": OccupationGroup.EDUCATOR, "scholar": OccupationGroup.EDUCATOR,
        "imam": OccupationGroup.RELIGIOUS, "religious teacher": OccupationGroup.RELIGIOUS,
        "writer": OccupationGroup.ARTIST, "poet": OccupationGroup.ARTIST,
        "musician": OccupationGroup.ARTIST, "singer": OccupationGroup.ARTIST,
        "editor": OccupationGroup.JOURNALIST,
        "doctor": OccupationGroup.HEALTH, "nurse": OccupationGroup.HEALTH,
        "civil servant": OccupationGroup.OFFICIAL, "government employee": OccupationGroup.OFFICIAL,
        "police officer": OccupationGroup.OFFICIAL, "cadre": OccupationGroup.OFFICIAL,
        "programmer": OccupationGroup.ENGINEER, "it": OccupationGroup.ENGINEER,
        "housewife": OccupationGroup.HOMEMAKER, "homemaker": OccupationGroup.HOMEMAKER,
        "driver": OccupationGroup.WORKER, "tailor": OccupationGroup.WORKER,
        "cook": OccupationGroup.WORKER, "chef": OccupationGroup.WORKER,
        "builder": OccupationGroup.WORKER, "factory worker": OccupationGroup.WORKER,
        "pensioner": OccupationGroup.RETIRED, "retiree": OccupationGroup.RETIRED,
    },
}  # fmt: skip

ETHNICITIES: dict[str, tuple[str, ...]] = {
    "uyghur": ("Uighur", "Uygur", "Uyghurs", "维吾尔族", "维吾尔", "ئۇيغۇر"),
    "kazakh": ("Qazaq", "Kazak", "哈萨克族", "哈萨克", "قازاق", "Қазақ"),
    "kyrgyz": ("Kirghiz", "Kirgiz", "Qirghiz", "柯尔克孜族", "Кыргыз"),
    "uzbek": ("Ozbek", "Özbek", "乌孜别克族"),
    "tatar": ("Tartar", "塔塔尔族"),
    "hui": ("Dungan", "Tungan", "回族"),
    "tajik": ("Tajik (Pamiri)", "Pamiri", "塔吉克族"),
    "mongol": ("Mongolian", "蒙古族"),
    "tibetan": ("藏族",),
    "han": ("Han Chinese", "Chinese", "汉族"),
}
