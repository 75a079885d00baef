"""The switches' row and who may turn them, who sees the checks of the count, and the goal that was reached."""

from django.contrib.auth.management import create_permissions
from django.db import migrations, models

PUBLISHERS = ("view_switches", "change_switches", "view_countcheck")


def make(apps, schema_editor):
    apps.get_model("petitions", "Switches").objects.get_or_create(pk=1)
    config = apps.get_app_config("petitions")
    config.models_module = True  # permissions are made after all migrations; here they are needed now
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None
    permissions = apps.get_model("auth", "Permission").objects.filter(content_type__app_label="petitions")
    publishers, _ = apps.get_model("auth", "Group").objects.get_or_create(name="Publishers")
    publishers.permissions.add(*permissions.filter(codename__in=PUBLISHERS))


class Migration(migrations.Migration):
    dependencies = [("petitions", "0016_consent"), ("campaign", "0002_staff_groups")]
    operations = [
        migrations.AlterField(
            model_name="petition",
            name="goal",
            field=models.PositiveIntegerField(
                default=1000,
                help_text="When it is reached the next one is shown by itself, and so on.",
                verbose_name="first goal",
            ),
        ),
        migrations.AddField(
            model_name="petition",
            name="goal_reached",
            field=models.PositiveBigIntegerField(db_default=0, default=0, editable=False),
        ),
        migrations.RunPython(make, migrations.RunPython.noop),
    ]
