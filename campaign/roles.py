"""The groups of staff and their rights: the one table. `migrate` and `make run` write it to the database.

The table is the truth for the groups that it names. They get the rights that are missing and lose those that
are not in the table, so "Editors" may do the same on every site of this version. At the desk these
groups can be seen and given to colleagues, not changed (campaign/site_admin.py). An organisation that
needs other rights makes a group of its own: groups that the table does not name are never touched.
"""

from typing import Any, NamedTuple

from django.apps import apps as current_apps
from django.apps.registry import Apps
from django.db import DEFAULT_DB_ALIAS

# Model → rights on it. A right is Django's codename without the model's name ("view"), or the whole
# codename where the model's name is not in it ("see_origin").
Rights = dict[str, str]


class Role(NamedTuple):
    purpose: str
    rights: Rights

    def codenames(self) -> set[tuple[str, str]]:
        """Each right as Django stores it: ("news", "view_newsitem")."""
        return {
            (app, right if "_" in right else f"{right}_{name}")
            for model, rights in self.rights.items()
            for app, name in [model.split(".")]
            for right in rights.split()
        }


EDITORS: Rights = {
    "campaign.page": "view add change",
    "campaign.picture": "view add change",
    "news.newsitem": "view add change delete",
    "petitions.addressee": "view add change",
    "petitions.consenttext": "view",
    "petitions.delivery": "view",
    "petitions.paperbatch": "view",
    "petitions.petition": "view add change",
    "petitions.signature": "view",
    "petitions.update": "view add change delete",
    "profiles.amendment": "view add change delete",
    "profiles.consent": "add",
    "profiles.depiction": "view add",
    "profiles.detainee": "view add change delete",
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

ROLES = {
    "Editors": Role("Write and submit for review. They do not see who gave consent.", EDITORS),
    "Publishers": Role(
        "Answer for what the public sees and for what counts: they publish, review and send.",
        EDITORS
        | {
            "campaign.limit": "view change",
            "campaign.page": "view add change publish",
            "campaign.picture": "view add change see_origin",
            "campaign.sitestate": "view change",
            "news.newsitem": "view add change delete publish close",
            "petitions.accessrule": "view add change delete",
            "petitions.addressrule": "view add change delete",
            "petitions.countcheck": "view",
            "petitions.delivery": "view add change delete",
            "petitions.dossier": "view add delete",
            "petitions.invalidation": "view add change",
            "petitions.paperbatch": "view add change delete",
            "petitions.petition": "view add change publish",
            "petitions.rulechange": "view",
            "petitions.signature": "view delete review serve_signers",
            "petitions.switches": "view change",
            "petitions.update": "view add change delete send",
            "profiles.consent": "view add change",
            "profiles.depiction": "view add delete",
            "profiles.detainee": "view add change delete publish close",
            "profiles.importbatch": "view add",
            "profiles.slughistory": "view delete",
        },
    ),
    "Moderators": Role(
        "Review signatures and take floods out. Only they see signers’ names, towns and comments: "
        "each time with a stated reason, and every look is logged.",
        {
            "petitions.accessrule": "view add change delete",
            "petitions.countcheck": "view",
            "petitions.invalidation": "view add change",
            "petitions.petition": "view",
            "petitions.signature": "view delete review see_signers",
        },
    ),
    "Data protection": Role(
        "Read who looked at signers, when and why, and the activity log. They see no signer. They do what someone asks by letter or phone: stop "
        "emails to their address, and erase what they signed.",
        {
            "campaign.activity": "view",
            "petitions.signature": "serve_signers",
            "petitions.signeraccess": "view",
        },
    ),
    "Exporters": Role(
        "Export signatures, for as long as they need to: an adversary wants this list most.",
        {"petitions.petition": "view", "petitions.signature": "view export"},
    ),
    "Importers": Role(
        "Import spreadsheets, which makes many drafts at once.",
        {"profiles.detainee": "view add change", "profiles.importbatch": "view add"},
    ),
    "Exporters of people": Role(
        "Export people, drafts included, for as long as they need to.",
        {"profiles.detainee": "view export"},
    ),
    "Tip readers": Role(
        "Read what visitors tell us in confidence, and look up the people it is about.",
        {"profiles.detainee": "view", "profiles.tip": "view change delete"},
    ),
}


def sync(*, using: str = DEFAULT_DB_ALIAS, apps: Apps = current_apps, **kwargs: Any) -> None:
    """Give each group its rights: what `post_migrate` calls (campaign/apps.py)."""
    try:
        groups = apps.get_model("auth", "Group").objects.using(using)
        existing = apps.get_model("auth", "Permission").objects.using(using)
    except LookupError:
        return  # migrated back to before there were groups
    permissions = {
        (app, codename): pk
        for app, codename, pk in existing.values_list("content_type__app_label", "codename", "pk")
    }
    for name, role in ROLES.items():
        group, _ = groups.get_or_create(name=name)
        # Some are missing while an app is migrated back.
        group.permissions.set(permissions[right] for right in role.codenames() & permissions.keys())
