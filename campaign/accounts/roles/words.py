"""Rights in words, for the page “Who may do what”. They are made from the table of roles, so they say what it says.

A right is ("news", "view_newsitem"), as in `Role.codenames`. A test fails if one of the table has no words here.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from django.apps import apps
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django_stubs_ext import StrOrPromise

from campaign.roles import ADMINISTRATORS, ROLES

type Right = tuple[str, str]

VERBS: dict[str, StrOrPromise] = {
    "view": lazy("see"),
    "add": lazy("add"),
    "change": lazy("change"),
    "delete": lazy("delete"),
    "publish": lazy("publish"),
    "close": lazy("choose who sees"),
    "send": lazy("send"),
    "review": lazy("review"),
    "share": lazy("share with everyone"),
    "export": lazy("export"),
    "erase": lazy("erase for good"),
}
# Rights whose codename does not have the name of a model.
SENTENCES: dict[Right, StrOrPromise] = {
    ("campaign", "see_origin"): lazy("See where a picture comes from"),
    ("news", "close_newsitem"): lazy("Limit who at the desk sees a news item"),
    ("profiles", "close_detainee"): lazy("Limit who at the desk sees a person"),
    ("petitions", "see_signers"): lazy(
        "See signers’ names, towns and comments, after stating a reason"
    ),
    ("petitions", "serve_signers"): lazy(
        "Stop emails to someone and erase what they signed, on request"
    ),
}
AREAS: dict[StrOrPromise, tuple[str, ...]] = {
    lazy("People"): ("profiles",),
    lazy("Signatures and the count"): (
        "petitions.signature", "petitions.signeraccess", "petitions.invalidation", "petitions.countcheck",
        "petitions.accessrule", "petitions.addressrule", "petitions.rulechange", "petitions.switches",
        "campaign.limit", "petitions.see_signers", "petitions.serve_signers",
    ),
    lazy("Petitions"): ("petitions",),
    lazy("News, pages and pictures"): (
        "news", "followers", "campaign.page", "campaign.pagetranslation", "campaign.picture", "campaign.see_origin",
    ),
    lazy("Accounts and logs"): ("auth", "campaign"),
}  # fmt: skip
# What a page of a person is made of. The page names them together.
PARTS = frozenset(
    f"profiles.{name}"
    for name in (
        "amendment", "event", "externalrecord", "legalcase", "name", "quote", "reason", "relationship", "reply",
        "statusclaim",
    )
)  # fmt: skip
# What can do much harm, in the order of the page.
ACTS: tuple[tuple[StrOrPromise, Right], ...] = (
    (lazy("Publish people"), ("profiles", "publish_detainee")),
    (lazy("Publish news"), ("news", "publish_newsitem")),
    (lazy("Limit who at the desk sees a person"), ("profiles", "close_detainee")),
    (lazy("Limit who at the desk sees a news item"), ("news", "close_newsitem")),
    (lazy("Publish pages"), ("campaign", "publish_page")),
    (lazy("Review translations of people’s stories"), ("profiles", "review_detaineetranslation")),
    (lazy("Publish and close petitions"), ("petitions", "publish_petition")),
    (lazy("Send updates to signers"), ("petitions", "send_update")),
    (lazy("Deliver a petition"), ("petitions", "add_delivery")),
    (lazy("Build and download dossiers"), ("petitions", "add_dossier")),
    (lazy("See who signed, after stating a reason"), ("petitions", "see_signers")),
    (lazy("Review signatures"), ("petitions", "review_signature")),
    (lazy("Erase a signature"), ("petitions", "delete_signature")),
    (lazy("Do what a signer asks by letter"), ("petitions", "serve_signers")),
    (lazy("Export signatures"), ("petitions", "export_signature")),
    (lazy("See who gave consent"), ("profiles", "view_consent")),
    (lazy("Read tips"), ("profiles", "view_tip")),
    (lazy("Import people"), ("profiles", "add_importbatch")),
    (lazy("Export people"), ("profiles", "export_detainee")),
    (lazy("Erase a person for good"), ("profiles", "erase_detainee")),
    (lazy("Choose who at the desk sees a person"), ("profiles", "close_detainee")),
    (lazy("Close and open the site"), ("campaign", "change_sitestate")),
    (lazy("Use the emergency switches"), ("petitions", "change_switches")),
    (lazy("Change access rules"), ("petitions", "change_accessrule")),
    (lazy("Change limits"), ("campaign", "change_limit")),
    (lazy("Invite colleagues and give roles"), ("auth", "change_user")),
    (lazy("Read the activity log"), ("campaign", "view_activity")),
    (lazy("Read who looked at signers"), ("petitions", "view_signeraccess")),
)


class Area(NamedTuple):
    name: StrOrPromise
    lines: list[str]


def areas(rights: Collection[Right]) -> Iterator[Area]:
    """What these rights allow: for each area a line such as “See, add, change: news items, pages”."""
    left = set(rights)
    for name, places in AREAS.items():
        inside = {right for right in left if _is_in(right, places)}
        left -= inside
        if inside:
            yield Area(name, _lines(inside))
    if left:
        yield Area(_("Other"), _lines(left))


def roles_with(right: Right, own: Mapping[str, Collection[Right]]) -> list[str]:
    """The roles that have a right. own: the rights of the groups that the organisation made."""
    table = [name for name, role in ROLES.items() if right in role.codenames()]
    made_here = [name for name, rights in own.items() if right in rights]
    return [*(name for name in table if name != ADMINISTRATORS), *made_here, ADMINISTRATORS]


def has_words(right: Right) -> bool:
    verb, _underscore, model = right[1].partition("_")
    return right in SENTENCES or (verb in VERBS and _is_model(right[0], model))


def _is_in(right: Right, places: Collection[str]) -> bool:
    app, codename = right
    model = codename.partition("_")[2]
    return bool({app, f"{app}.{model}", f"{app}.{codename}"} & set(places))


def _lines(rights: set[Right]) -> list[str]:
    """One line for all models with the same verbs, then the sentences."""
    verbs: dict[str, set[str]] = defaultdict(set)
    sentences = [
        str(SENTENCES.get(right, right[1])) for right in sorted(rights) if not _is_plain(right)
    ]
    for app, codename in (right for right in rights if _is_plain(right)):
        verb, _underscore, model = codename.partition("_")
        verbs[_plural(app, model)].add(verb)
    things: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for thing in sorted(verbs):
        things[tuple(verb for verb in VERBS if verb in verbs[thing])].append(thing)
    lines = [
        f"{capfirst(', '.join(str(VERBS[verb]) for verb in key))}: {', '.join(names)}"
        for key, names in sorted(things.items(), key=lambda pair: -len(pair[0]))
    ]
    return lines + sentences


def _is_plain(right: Right) -> bool:
    return right not in SENTENCES and has_words(right)


def _is_model(app: str, model: str) -> bool:
    return app in apps.app_configs and model in apps.all_models[app]


def _plural(app: str, model: str) -> str:
    if f"{app}.{model}" in PARTS:
        return _("the details of a person")
    return str(apps.get_model(app, model)._meta.verbose_name_plural)
