"""Who works at a petition's desk: publishers review and invalidate; exporting is a right of its own.

Nobody has it by default: a list of signers is what an adversary wants most, and few people ever need one.
"""

from django.contrib.auth.management import create_permissions
from django.db import migrations

PUBLISHERS = ("review_signature", "view_invalidation", "add_invalidation", "change_invalidation")
EXPORTERS = ("view_petition", "view_signature", "export_signature")


def make(apps, schema_editor):
    config = apps.get_app_config("petitions")
    config.models_module = True  # permissions are made after all migrations; here they are needed now
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None
    permissions = apps.get_model("auth", "Permission").objects.filter(content_type__app_label="petitions")
    groups = apps.get_model("auth", "Group").objects
    for name, codenames in {"Publishers": PUBLISHERS, "Exporters": EXPORTERS}.items():
        group, _ = groups.get_or_create(name=name)
        group.permissions.add(*permissions.filter(codename__in=codenames))


class Migration(migrations.Migration):
    dependencies = [("petitions", "0009_desk"), ("campaign", "0002_staff_groups")]
    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
