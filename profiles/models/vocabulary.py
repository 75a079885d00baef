"""The controlled words of a profile. The codes are stable: exports and imports rely on them."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PlaceKind(TextChoices):
    PREFECTURE = "prefecture", _("Prefecture")
    CITY = "city", _("Directly administered city")
    COUNTY = "county", _("County")


class Identity(TextChoices):
    """How much the public may know about who someone is."""

    FULL = "full", _("Named")
    PARTIAL = "partial", _("Partly named, as under “shown as”")
    ANONYMOUS = "anonymous", _("Not named")


class PlaceLevel(TextChoices):
    """How exactly the public may know where someone lived or is held."""

    NONE = "none", _("No places")
    PREFECTURE = "prefecture", _("The prefecture")
    COUNTY = "county", _("The county")


class Gender(TextChoices):
    FEMALE = "female", _("Female")
    MALE = "male", _("Male")
    OTHER = "other", _("Other")
    UNKNOWN = "unknown", _("Not known")


class OccupationGroup(TextChoices):
    FARMER = "farmer", _("Farming")
    TRADER = "trader", _("Trade and business")
    EDUCATOR = "educator", _("Teaching and research")
    STUDENT = "student", _("Student")
    RELIGIOUS = "religious", _("Religious life")
    ARTIST = "artist", _("Writing, art and music")
    JOURNALIST = "journalist", _("Journalism")
    HEALTH = "health", _("Medicine and care")
    OFFICIAL = "official", _("Public service")
    ENGINEER = "engineer", _("Engineering and IT")
    HOMEMAKER = "homemaker", _("Home and family")
    WORKER = "worker", _("Crafts, transport and manual work")
    RETIRED = "retired", _("Retired")
    CHILD = "child", _("Child")
    OTHER = "other", _("Other")


class Status(TextChoices):
    UNKNOWN_PLACE = "unknown_place", _("Detained, location unknown")
    POLICE_CUSTODY = "police_custody", _("In police custody")
    CAMP = "camp", _("In an internment camp")
    CAMP_OR_PRISON = "camp_or_prison", _("In a camp or in prison")
    AWAITING_TRIAL = "awaiting_trial", _("Arrested, awaiting trial")
    PRISON = "prison", _("In prison")
    HOUSE_ARREST = "house_arrest", _("Under house or town arrest")
    FORCED_LABOUR = "forced_labour", _("Transferred to forced labour")
    HOSPITAL = "hospital", _("Detained in hospital")
    CHILD_FACILITY = "child_facility", _("In a state boarding facility for children")
    TRAVEL_BAN = "travel_ban", _("Banned from travelling")
    MISSING = "missing", _("Missing")
    RELEASED_CONDITIONAL = "released_conditional", _("Released with conditions")
    RELEASED = "released", _("Released")
    DIED_IN_CUSTODY = "died_in_custody", _("Died in custody")
    DIED_AFTER_RELEASE = "died_after_release", _("Died soon after release")
    DIED = "died", _("Died, circumstances unknown")
    UNKNOWN = "unknown", _("Status not known")


# People who are no longer held. We count no days for them.
NOT_HELD = {
    Status.TRAVEL_BAN,
    Status.RELEASED_CONDITIONAL,
    Status.RELEASED,
    Status.DIED_IN_CUSTODY,
    Status.DIED_AFTER_RELEASE,
    Status.DIED,
    Status.UNKNOWN,
}


# People for whom no one needs to ask any more. Someone who is released with conditions is not free.
FREE = {Status.RELEASED}
DEAD = {Status.DIED_IN_CUSTODY, Status.DIED_AFTER_RELEASE, Status.DIED}
ENDED = FREE | DEAD


class EventKind(TextChoices):
    LAST_CONTACT = "last_contact", _("Last contact")
    PASSPORT_TAKEN = "passport_taken", _("Passport taken")
    SUMMONED = "summoned", _("Summoned")
    TAKEN = "taken", _("Taken away")
    TO_CAMP = "to_camp", _("Taken to a camp")
    ARRESTED = "arrested", _("Formally arrested")
    TRIED = "tried", _("Tried")
    SENTENCED = "sentenced", _("Sentenced")
    TRANSFERRED = "transferred", _("Transferred")
    TO_LABOUR = "to_labour", _("Moved to forced labour")
    SEEN = "seen", _("Seen")
    CALL = "call", _("Phone or video call")
    FORCED_STATEMENT = "forced_statement", _("Statement on state media")
    HOSPITALISED = "hospitalised", _("In hospital")
    RELEASED = "released", _("Released")
    REDETAINED = "redetained", _("Detained again")
    DIED = "died", _("Died")
    RESPONSE = "response", _("Response from the authorities")
    OTHER = "other", _("Other")


# The first of these that has a date begins the days held.
BEGINS_DETENTION = (
    EventKind.TAKEN,
    EventKind.TO_CAMP,
    EventKind.ARRESTED,
    EventKind.SUMMONED,
    EventKind.LAST_CONTACT,
)


class NameLanguage(TextChoices):
    UG_LATN = "ug-Latn", _("Uyghur, Latin script")
    UG_ARAB = "ug-Arab", _("Uyghur, Arabic script")
    UG_CYRL = "ug-Cyrl", _("Uyghur, Cyrillic script")
    ZH_HANS = "zh-Hans", _("Chinese")
    ZH_PINYIN = "zh-Latn-pinyin", _("Chinese, pinyin")
    KK_CYRL = "kk-Cyrl", _("Kazakh, Cyrillic script")
    KK_ARAB = "kk-Arab", _("Kazakh, Arabic script")
    KK_LATN = "kk-Latn", _("Kazakh, Latin script")
    KY_CYRL = "ky-Cyrl", _("Kyrgyz")
    UZ_LATN = "uz-Latn", _("Uzbek")
    TT_CYRL = "tt-Cyrl", _("Tatar")
    EN = "en", _("English")


class NameKind(TextChoices):
    PRIMARY = "primary", _("Name")
    OFFICIAL = "official", _("As in official documents")
    PINYIN = "pinyin", _("Pinyin")
    TRANSLITERATION = "transliteration", _("Transliteration")
    ALSO_KNOWN_AS = "also_known_as", _("Also known as")
    RELIGIOUS = "religious", _("Religious name")
    MAIDEN = "maiden", _("Maiden name")
    PEN = "pen", _("Pen name")
    NICKNAME = "nickname", _("Nickname")
    MISSPELLING = "misspelling", _("Misspelling seen in sources")


class SourceKind(TextChoices):
    RELATIVE = "relative", _("Relative")
    FORMER_DETAINEE = "former_detainee", _("Former detainee")
    WITNESS = "witness", _("Witness")
    OFFICIAL_DOCUMENT = "official_document", _("Official notice or verdict")
    LEAKED_DOCUMENT = "leaked_document", _("Leaked official document")
    OFFICIAL_REPLY = "official_reply", _("Official response")
    STATE_MEDIA = "state_media", _("State media")
    NEWS_MEDIA = "news_media", _("News media")
    NGO = "ngo", _("Report by an organisation")
    UN = "un", _("United Nations document")
    SOCIAL_MEDIA = "social_media", _("Social media")
    LAWYER = "lawyer", _("Lawyer")
    DATABASE = "database", _("Database")


class Reliability(TextChoices):
    HIGH = "high", _("Highly reliable")
    LIKELY = "likely", _("Probably reliable")
    UNSURE = "unsure", _("Reliability uncertain")
    UNLIKELY = "unlikely", _("Probably unreliable")
    LOW = "low", _("Highly unreliable")
    UNKNOWN = "unknown", _("Not assessed")


class Confidence(TextChoices):
    DOCUMENTED = "documented", _("Documented")
    CORROBORATED = "corroborated", _("Two independent sources")
    SINGLE = "single", _("Single source")
    DISPUTED = "disputed", _("Disputed")
    UNVERIFIED = "unverified", _("Not verified")


class Basis(TextChoices):
    """Why the campaign may publish. What is not complete is kept as “unchecked”, and allows nothing."""

    CONSENT = "consent", _("Consent")
    PUBLIC_RECORD = "public_record", _("Already on public record")
    UNCHECKED = "unchecked", _("Incomplete: needs checking, allows nothing yet")


class ConsentMeans(TextChoices):
    """How a consent was given."""

    WRITING = "writing", _("In writing, signed")
    MESSAGE = "message", _("By email or message")
    CALL = "call", _("By phone")
    MEETING = "meeting", _("In person")
    THROUGH_OTHERS = "through_others", _("Through someone they trust")


class Capacity(TextChoices):
    SELF = "self", _("The person")
    SPOUSE = "spouse", _("Wife or husband")
    PARENT = "parent", _("Parent")
    CHILD = "child", _("Son or daughter")
    SIBLING = "sibling", _("Sister or brother")
    RELATIVE = "relative", _("Other relative")
    LAWYER = "lawyer", _("Lawyer")
    FRIEND = "friend", _("Friend")
    NONE = "none", _("No one: public record")


# Those who can give a consent.
GIVERS = tuple(each for each in Capacity if each != Capacity.NONE)


class ChargeKind(TextChoices):
    SEPARATISM = "separatism", _("Separatism or subversion")
    TERRORISM = "terrorism", _("Terrorism or extremism")
    HATRED = "hatred", _("Inciting hatred")
    PUBLIC_ORDER = "public_order", _("Disturbing public order")
    RELIGION = "religion", _("Religious practice")
    SECRETS = "secrets", _("State secrets or contact abroad")
    ECONOMIC = "economic", _("Financial or tax offences")
    OTHER = "other", _("Other")


class TrialKind(TextChoices):
    OPEN = "open", _("Open trial")
    SECRET = "secret", _("Secret trial")
    IN_ABSENTIA = "in_absentia", _("In absentia")
    NONE = "none", _("No trial")
    UNKNOWN = "unknown", _("Not known")


class SentenceKind(TextChoices):
    FIXED = "fixed", _("Prison term")
    LIFE = "life", _("Life imprisonment")
    DEATH = "death", _("Death sentence")
    DEATH_REPRIEVE = "death_reprieve", _("Death sentence with reprieve")
    SUSPENDED = "suspended", _("Suspended sentence")
    ADMINISTRATIVE = "administrative", _("Administrative detention")
    NONE = "none", _("No known sentence")


# Sentences that are counted in months.
TERMS = {SentenceKind.FIXED, SentenceKind.SUSPENDED, SentenceKind.ADMINISTRATIVE}


class ReasonKind(TextChoices):
    TRAVEL = "travel", _("Travel abroad")
    RELATIVES_ABROAD = "relatives_abroad", _("Relatives or contacts abroad")
    RELIGION = "religion", _("Prayer, dress or religious teaching")
    LANGUAGE = "language", _("Language, books or teaching")
    CULTURE = "culture", _("Writing, music or scholarship")
    TELEPHONE = "telephone", _("Phone, messages or an app")
    BIRTHS = "births", _("Number of children")
    PROPERTY = "property", _("Business or property")
    PETITIONING = "petitioning", _("Complaint or protest")
    RELATED = "related", _("Related to someone detained")
    PAST = "past", _("Detained before")
    NO_REASON = "no_reason", _("No known reason")
    OTHER = "other", _("Other")


class ReplyKind(TextChoices):
    CONFIRMED = "confirmed", _("Confirmed the report")
    DENIED = "denied", _("Denied the report")
    OTHER_ACCOUNT = "other_account", _("Gave a different account")
    NONE = "none", _("Did not respond")


class Relation(TextChoices):
    """What the other person is to this person."""

    SPOUSE = "spouse", _("Wife or husband")
    PARENT = "parent", _("Mother or father")
    CHILD = "child", _("Daughter or son")
    SIBLING = "sibling", _("Sister or brother")
    GRANDPARENT = "grandparent", _("Grandparent")
    GRANDCHILD = "grandchild", _("Grandchild")
    AUNT_OR_UNCLE = "aunt_or_uncle", _("Aunt or uncle")
    NIECE_OR_NEPHEW = "niece_or_nephew", _("Niece or nephew")
    COUSIN = "cousin", _("Cousin")
    IN_LAW = "in_law", _("Relative by marriage")
    TEACHER = "teacher", _("Teacher")
    STUDENT = "student", _("Student")
    COLLEAGUE = "colleague", _("Colleague")
    FRIEND = "friend", _("Friend")
    SAME_CASE = "same_case", _("Detained in the same case")


# What this person is to the other one, where that is a different word.
_OPPOSITE = {
    Relation.PARENT: Relation.CHILD,
    Relation.GRANDPARENT: Relation.GRANDCHILD,
    Relation.AUNT_OR_UNCLE: Relation.NIECE_OR_NEPHEW,
    Relation.TEACHER: Relation.STUDENT,
}
OPPOSITE = {one: one for one in Relation} | _OPPOSITE | {b: a for a, b in _OPPOSITE.items()}


class AmendmentKind(TextChoices):
    UPDATE = "update", _("New information")
    CORRECTION = "correction", _("Correction")
    DISPUTED = "disputed", _("Disputed")


class Registry(TextChoices):
    XVD = "xvd", _("Xinjiang Victims Database")
    CECC = "cecc", _("CECC Political Prisoner Database")
    WGAD = "wgad", _("UN Working Group on Arbitrary Detention")
    WGEID = "wgeid", _("UN Working Group on Enforced Disappearances")
    URGENT_ACTION = "urgent_action", _("Amnesty Urgent Action")
    WIKIDATA = "wikidata", _("Wikidata")
    OTHER = "other", _("Another database")


class TipKind(TextChoices):
    NEWS = "news", _("I know something about a person on this site")
    CORRECTION = "correction", _("Something on this site is wrong")
    SOMEBODY_NEW = "somebody_new", _("I know of someone who is not on this site")
    WITHDRAW = "withdraw", _("I want you to take something down")
    OTHER = "other", _("Something else")


class TipState(TextChoices):
    NEW = "new", _("New")
    AT_WORK = "at_work", _("In progress")
    CLOSED = "closed", _("Closed")
