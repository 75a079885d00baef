"""Where somebody agreed to updates later than they signed; and who may read the wordings of consent."""

from django.contrib.auth.management import create_permissions
from django.db import migrations, models


def make(apps, schema_editor):
    config = apps.get_app_config("petitions")
    config.models_module = True  # permissions are made after all migrations; here they are needed now
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None
    permission = apps.get_model("auth", "Permission").objects.get(
        content_type__app_label="petitions", codename="view_consenttext"
    )
    for name in ("Editors", "Publishers"):
        group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=name)
        group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("petitions", "0015_closing_note"),
        ("campaign", "0002_staff_groups"),
    ]
    operations = [
        migrations.AddField(
            model_name="signature",
            name="updates_agreed_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="agreed to updates"),
        ),
        migrations.AddField(
            model_name="signature",
            name="updates_consent",
            field=models.CharField(
                blank=True, db_default="", max_length=20, verbose_name="wording of the consent to updates"
            ),
        ),
        migrations.RunPython(make, migrations.RunPython.noop),
    ]
