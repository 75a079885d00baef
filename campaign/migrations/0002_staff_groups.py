"""Two groups of staff: editors write and hand in, publishers also publish, withdraw and see who consented."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

WRITE = {
    "profiles": "detainee name statusclaim event source consent",
    "petitions": "petition addressee",
    "news": "newsitem",
    "campaign": "page picture",
}
# What has to be looked up while writing.
SEE = {"profiles": "place ethnicity slughistory", "petitions": "signature"}
DELETE = {"profiles": "detainee name statusclaim event source", "news": "newsitem"}
PUBLISH = {"profiles": "detainee", "petitions": "petition", "news": "newsitem", "campaign": "page"}


def names(actions, models):
    return {
        (app, f"{action}_{model}")
        for action in actions
        for app, listed in models.items()
        for model in listed.split()
    }


EDITOR = names(["view", "add", "change"], WRITE) | names(["view"], SEE) | names(["delete"], DELETE)
# Deleting a signature is how it is withdrawn for a signer who wrote to us; deleting a former address, how a
# name that must vanish does so from there too.
CUT = {"petitions": "signature", "profiles": "slughistory"}
PUBLISHER = EDITOR | names(["publish"], PUBLISH) | names(["delete"], CUT)
# An editor writes consents down; who gave those that stand, and how sources are reached, is for publishers.
EDITOR -= {("profiles", "view_consent"), ("profiles", "change_consent")}


def make(apps, schema_editor):
    for label in WRITE:
        config = apps.get_app_config(label)
        config.models_module = True  # permissions are made after all migrations; here they are needed now
        create_permissions(config, apps=apps, verbosity=0)
        config.models_module = None
    permission = apps.get_model("auth", "Permission").objects
    for group, granted in {"Editors": EDITOR, "Publishers": PUBLISHER}.items():
        made, _ = apps.get_model("auth", "Group").objects.get_or_create(name=group)
        made.permissions.add(
            *(
                permission.get(content_type__app_label=app, codename=codename)
                for app, codename in granted
            )
        )


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("campaign", "0001_initial"),
        ("profiles", "0001_initial"),
        ("petitions", "0001_initial"),
        ("news", "0001_initial"),
    ]
    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
