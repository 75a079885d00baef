"""Who works with the newer parts of a profile, and who reads what visitors tell.

Tips are read by a group of their own: in what a relative writes there may be more than in any profile.
"""

from django.contrib.auth.management import create_permissions
from django.db import migrations

PARTS = "legalcase reason quote reply relationship amendment externalrecord"
READERS = ("view_tip", "change_tip", "delete_tip")


def make(apps, schema_editor):
    config = apps.get_app_config("profiles")
    config.models_module = True  # permissions are made after all migrations; here they are needed now
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None
    permissions = apps.get_model("auth", "Permission").objects.filter(content_type__app_label="profiles")
    writing = [f"{action}_{part}" for action in ("view", "add", "change", "delete") for part in PARTS.split()]
    granted = {"Editors": writing, "Publishers": writing, "Tip readers": READERS}
    for name, codenames in granted.items():
        group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=name)
        group.permissions.add(*permissions.filter(codename__in=codenames))
    # To choose whom a tip is about, they look people up.
    group.permissions.add(*permissions.filter(codename="view_detainee"))


class Migration(migrations.Migration):
    dependencies = [("profiles", "0008_tips"), ("campaign", "0002_staff_groups")]
    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
