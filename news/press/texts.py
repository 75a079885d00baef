"""The plain texts of a press pack."""

from collections.abc import Iterable

from django.conf import settings
from django.utils.translation import gettext as _

from campaign.publishing.sharing import absolute
from campaign.text import markdown
from news.models import NewsItem, PressPage
from news.public.item import shown_quote
from news.public.press import Release, about_heading
from profiles.public.profile import PublicProfile


def release_text(item: NewsItem, release: Release) -> str:
    """The release as journalists expect it, without any markup."""
    parts = [
        release.line.upper(),
        item.headline,
        item.standfirst,
        ", ".join(filter(None, [release.place, release.day])),
        markdown.plain_text(item.body).strip(),
        _("ENDS"),
    ]
    if release.notes:
        parts += [_("NOTES TO EDITORS"), markdown.without_tags(release.notes).strip()]
    parts.append(contact_text(release.press))
    parts.append(absolute(item.reading_path))
    return _joined(parts)


def contact_text(press: PressPage | None) -> str:
    """About the campaign, and whom to ask; the address of the site alone if there is no press page."""
    if press is None:
        return f"{settings.CAMPAIGN_NAME}\n{settings.SITE_URL}"
    contact = [press.contact_name, press.email, press.phone, hours(press), press.languages]
    return _joined(
        [
            about_heading(),
            markdown.plain_text(press.boilerplate).strip(),
            _("PRESS CONTACT"),
            "\n".join(filter(None, contact)),
        ]
    )


def hours(press: PressPage) -> str:
    if not press.hours:
        return ""
    zone = press.time_zone.rpartition("/")[2].replace("_", " ")
    return _("%(hours)s (%(zone)s time)") % {"hours": press.hours, "zone": zone}


def quotes_text(item: NewsItem, people: Iterable[PublicProfile]) -> str:
    """The pull quote, and the words of families that may be quoted."""
    quotes = []
    if quote := shown_quote(item):
        quotes.append((quote["text"], ", ".join(filter(None, [quote["speaker"], quote["role"]]))))
    for person in people:
        about = f"({person.name}, {person.reference})"
        quotes += [(each.text, f"{each.speaker} {about}") for each in person.quotes]
    return _joined(f"“{text}”\n{speaker}" for text, speaker in quotes)


def _joined(parts: Iterable[str]) -> str:
    return "\n\n".join(filter(None, parts)) + "\n"
