"""The languages that texts may be written in, each with its name in its own script."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

ORIGINAL = "en"  # what a text is written in, unless staff say something else


@dataclass(frozen=True, slots=True)
class Language:
    """code: BCP 47. name: in its own script. label: for staff. instead: what its readers can read as well."""

    code: str
    name: str
    label: StrOrPromise
    is_rtl: bool = False
    instead: tuple[str, ...] = ()

    @property
    def direction(self) -> str:
        return "rtl" if self.is_rtl else "ltr"

    @property
    def parameter(self) -> str:
        """As addresses name it: “zh-hans”."""
        return self.code.lower()


# In the order of every list.
LANGUAGES = (
    Language("en", "English", _("English")),
    Language("ug", "ئۇيغۇرچە", _("Uyghur"), is_rtl=True),
    Language("zh-Hans", "简体中文", _("Chinese, simplified"), instead=("zh-Hant",)),
    Language("zh-Hant", "繁體中文", _("Chinese, traditional"), instead=("zh-Hans",)),
    Language("kk", "Қазақша", _("Kazakh")),
    Language("tr", "Türkçe", _("Turkish")),
    Language("ru", "Русский", _("Russian")),
    Language("ar", "العربية", _("Arabic"), is_rtl=True),
    Language("fr", "Français", _("French")),
    Language("de", "Deutsch", _("German")),
    Language("es", "Español", _("Spanish")),
    Language("ja", "日本語", _("Japanese")),
)
BY_CODE = {each.code: each for each in LANGUAGES}
BY_PARAMETER = {each.parameter: each for each in LANGUAGES}


PARAMETER = "lang"  # of an address: in which language its page is shown


def address(path: str, language: Language) -> str:
    """Of the page at this path, translated into this language."""
    return f"{path}?{urlencode({PARAMETER: language.parameter})}"


def language_choices() -> list[tuple[str, StrOrPromise]]:
    return [(each.code, each.label) for each in LANGUAGES]


def wanted() -> list[Language]:
    """The languages into which the campaign translates."""
    return [each for each in LANGUAGES if each.parameter in settings.TRANSLATE_INTO]
