"""The roles of staff and their rights: the one table. `migrate` and `make run` write it to the database.

A role is a group of Django's, and the table is the truth for the groups that it names. They get the rights that are
missing and lose those that are not in the table, so "Editors" may do the same on every site of this version. At the
desk they can be seen and given to colleagues, not changed (campaign/site_admin.py). An organisation that needs
other rights makes a group of its own: the table leaves it alone, and the page “Who may do what” shows it. A role that
leaves the table goes to RETIRED: its group loses every right.

Administrators have no group. They are the accounts with Django's `is_superuser`, and that is the only mark of them.
Why: docs/decisions/0026-roles-and-step-up.md.
"""

from typing import Any, NamedTuple

from django.apps import apps as current_apps
from django.apps.registry import Apps
from django.db import DEFAULT_DB_ALIAS
from django.utils.translation import gettext_lazy as lazy
from django_stubs_ext import StrOrPromise

# Model → rights on it. A right is Django's codename without the model's name ("view"), or the whole
# codename where the model's name is not in it ("see_origin").
Rights = dict[str, str]


class Role(NamedTuple):
    purpose: StrOrPromise
    rights: Rights

    def codenames(self) -> set[tuple[str, str]]:
        """Each right as Django stores it: ("news", "view_newsitem")."""
        return {
            (app, right if "_" in right else f"{right}_{name}")
            for model, rights in self.rights.items()
            for app, name in [model.split(".")]
            for right in rights.split()
        }


# A person, and everything that is known about them.
PEOPLE: Rights = {
    "campaign.picture": "view add change",
    "profiles.amendment": "view add change delete",
    "profiles.consent": "add",
    "profiles.depiction": "view add",
    "profiles.detainee": "view add change delete",
    "profiles.detaineetranslation": "view change",
    "profiles.ethnicity": "view",
    "profiles.event": "view add change delete",
    "profiles.externalrecord": "view add change delete",
    "profiles.legalcase": "view add change delete",
    "profiles.name": "view add change delete",
    "profiles.place": "view",
    "profiles.quote": "view add change delete",
    "profiles.reason": "view add change delete",
    "profiles.relationship": "view add change delete",
    "profiles.reply": "view add change delete",
    "profiles.slughistory": "view",
    "profiles.source": "view add change delete",
    "profiles.spellinggroup": "view add change delete",
    "profiles.statusclaim": "view add change delete",
}
WRITING: Rights = PEOPLE | {
    "campaign.featureditem": "view add change delete",
    "campaign.homepage": "view add change",
    "campaign.notice": "view add change delete",
    "campaign.page": "view add change",
    "campaign.pagetranslation": "view change",
    "news.author": "view add change",
    "news.byline": "view add change delete",
    "news.correction": "view add change delete",
    "news.newsdocument": "view add change delete",
    "news.newsitem": "view add change delete",
    "news.newsitemtranslation": "view change",
    "news.presspage": "view add change",
    "news.spokesperson": "view add change delete",
    "news.tag": "view add change",
    "petitions.addressee": "view add change",
    "petitions.consenttext": "view",
    "petitions.delivery": "view",
    "petitions.paperbatch": "view",
    "petitions.petition": "view add change",
    "petitions.petitiontranslation": "view change",
    "petitions.response": "view",
    "petitions.signature": "view",
    "petitions.update": "view add change delete",
}

ADMINISTRATORS = "Administrators"  # the role without a group

# In the order in which the desk shows them.
ROLES = {
    "Researchers": Role(
        lazy(
            "Write about people: drafts, sources and events. They submit them for review, and change no news and no petitions."
        ),
        PEOPLE,
    ),
    "Editors": Role(
        lazy(
            "Write everything and submit it for review. They publish nothing, and do not see who gave consent."
        ),
        WRITING,
    ),
    "Publishers": Role(
        lazy("Publish people, news, pages and petitions, and answer for what the public sees."),
        WRITING
        | {
            "campaign.homepage": "view add change publish",
            "campaign.menu": "view add change delete",
            "campaign.menuentry": "view add change delete",
            "campaign.notice": "view add change delete publish",
            "campaign.page": "view add change publish",
            "campaign.pagetranslation": "view change review",
            "campaign.picture": "view add change see_origin",
            "campaign.redirect": "view add change delete",
            "campaign.savedview": "share",
            "campaign.sitestate": "view change",
            "followers.followercount": "view",
            "news.newsitem": "view add change delete publish close",
            "news.newsitemtranslation": "view change review",
            "news.presspage": "view add change publish",
            "news.tag": "view add change delete",
            "petitions.petition": "view add change publish",
            "petitions.petitiontranslation": "view change review",
            "profiles.consent": "view add change",
            "profiles.depiction": "view add delete",
            "profiles.detainee": "view add change delete publish close",
            "profiles.detaineetranslation": "view change review",
            "profiles.slughistory": "view delete",
        },
    ),
    "Petition managers": Role(
        lazy(
            "Run petitions: publish and deliver them, write to signers, review signatures without names, and defend the "
            "count."
        ),
        {
            "campaign.limit": "view change",
            "campaign.savedview": "share",
            "followers.followercount": "view",
            "petitions.accessrule": "view add change delete",
            "petitions.addressee": "view add change",
            "petitions.addressrule": "view add change delete",
            "petitions.consenttext": "view",
            "petitions.countcheck": "view",
            "petitions.delivery": "view add change delete publish",
            "petitions.dossier": "view add delete",
            "petitions.invalidation": "view add change",
            "petitions.paperbatch": "view add change delete",
            "petitions.petition": "view add change publish",
            "petitions.petitiontranslation": "view change review",
            "petitions.response": "view add change delete publish",
            "petitions.rulechange": "view",
            "petitions.signature": "view delete review serve_signers",
            "petitions.switches": "view change",
            "petitions.update": "view add change delete send",
            "profiles.detainee": "view",
        },
    ),
    "Newsroom": Role(
        lazy(
            "Write and publish news, and write pages. They look up people and petitions, and change neither."
        ),
        {
            "campaign.featureditem": "view add change delete",
            "campaign.homepage": "view add change",
            "campaign.notice": "view add change delete",
            "campaign.page": "view add change",
            "campaign.pagetranslation": "view change",
            "campaign.picture": "view add change",
            "followers.followercount": "view",
            "news.author": "view add change",
            "news.byline": "view add change delete",
            "news.correction": "view add change delete",
            "news.newsdocument": "view add change delete",
            "news.newsitem": "view add change delete publish close",
            "news.newsitemtranslation": "view change review",
            "news.presspage": "view add change publish",
            "news.spokesperson": "view add change delete",
            "news.tag": "view add change delete",
            "petitions.petition": "view",
            "profiles.depiction": "view add",
            "profiles.detainee": "view",
        },
    ),
    "Translators": Role(
        lazy(
            "Translate people, petitions, news and pages that they may look up. They change no original, and review nothing."
        ),
        {
            "campaign.page": "view",
            "campaign.pagetranslation": "view change",
            "news.newsitem": "view",
            "news.newsitemtranslation": "view change",
            "petitions.petition": "view",
            "petitions.petitiontranslation": "view change",
            "profiles.detainee": "view",
            "profiles.detaineetranslation": "view change",
        },
    ),
    "Moderators": Role(
        lazy(
            "Review signatures and take floods out. Only they see signers’ names, towns and comments: "
            "each time with a stated reason, and every look is logged."
        ),
        {
            "petitions.accessrule": "view add change delete",
            "petitions.countcheck": "view",
            "petitions.invalidation": "view add change",
            "petitions.petition": "view",
            "petitions.signature": "view delete review see_signers",
        },
    ),
    "Data protection": Role(
        lazy(
            "Read who looked at signers, when and why, and the activity log. They see no signer. They do what someone asks by "
            "letter or phone: stop emails to their address, and erase what they signed."
        ),
        {
            "campaign.activity": "view",
            "petitions.signature": "serve_signers",
            "petitions.signeraccess": "view",
        },
    ),
    "Importers": Role(
        lazy("Import spreadsheets, which makes many drafts at once."),
        {"profiles.detainee": "view add change", "profiles.importbatch": "view add"},
    ),
    "Tip readers": Role(
        lazy("Read what visitors tell us in confidence, and look up the people it is about."),
        {"profiles.detainee": "view", "profiles.tip": "view change delete"},
    ),
    "Exporters": Role(
        lazy(
            "Export signatures. Give this only for as long as it is needed: an adversary wants this list most."
        ),
        {"petitions.petition": "view", "petitions.signature": "view export"},
    ),
    "Exporters of people": Role(
        lazy("Export people, drafts included. Give this only for as long as it is needed."),
        {"profiles.detainee": "view export"},
    ),
    "Staff managers": Role(
        lazy(
            "Invite colleagues, give and take roles, deactivate accounts and reset second factors. They do not change their "
            "own roles, and neither make nor change Administrators."
        ),
        {"auth.user": "view add change", "campaign.accountevent": "view"},
    ),
    ADMINISTRATORS: Role(
        lazy(
            "Do everything there is. Only they make Administrators. Have two or three, and give everyone else a narrower role."
        ),
        {},
    ),
}
# Names of roles that an earlier version had. No colleague keeps rights that no one can see in the table.
RETIRED: frozenset[str] = frozenset()


def sync(*, using: str = DEFAULT_DB_ALIAS, apps: Apps = current_apps, **kwargs: Any) -> None:
    """Give the group of each role its rights: what `post_migrate` calls (campaign/apps.py)."""
    try:
        groups = apps.get_model("auth", "Group").objects.using(using)
        existing = apps.get_model("auth", "Permission").objects.using(using)
    except LookupError:
        return  # migrated back to before there were groups
    permissions = {
        (app, codename): pk
        for app, codename, pk in existing.values_list("content_type__app_label", "codename", "pk")
    }
    for retired in groups.filter(name__in=RETIRED):
        retired.permissions.clear()
    for name, role in ROLES.items():
        if name == ADMINISTRATORS:
            continue
        group, _ = groups.get_or_create(name=name)
        # Some are missing while an app is migrated back.
        group.permissions.set(permissions[right] for right in role.codenames() & permissions.keys())
