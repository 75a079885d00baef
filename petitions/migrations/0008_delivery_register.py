"""A petition's hand-over becomes a row of the delivery register, where there may be several."""

import petitions.models.delivery
from django.contrib.auth.management import create_permissions
from django.db import migrations, models
from django.db.models import Q

_CARRY_OVER = """
INSERT INTO petitions_delivery (
    petition_id, delivered_on, how, to_whom, note, count, paper_count, answer, answer_document,
    manifest_sha256, statement
)
SELECT
    petition.id, delivered_on, 'other', addressee.name, delivery_note,
    coalesce((
        SELECT sum(count) FROM petitions_daytally AS tally
        WHERE tally.petition_id = petition.id AND kind = 'counted' AND day <= delivered_on
    ), 0),
    0, '', '', '', '{}'
FROM petitions_petition AS petition
JOIN petitions_addressee AS addressee ON addressee.id = addressee_id
WHERE delivered_on IS NOT NULL;
-- Or the columns could not go in the same transaction.
SET CONSTRAINTS ALL IMMEDIATE;
"""

# What is saved here is on public pages at once, so it is for those who publish.
PUBLISHERS = ("delivery", "paperbatch")
EDITORS_SEE = ("view_delivery", "view_paperbatch")


def permit(apps, schema_editor):
    config = apps.get_app_config("petitions")
    config.models_module = True  # permissions are made after all migrations; here they are needed now
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None
    permission = apps.get_model("auth", "Permission").objects.filter(
        content_type__app_label="petitions"
    )
    group = apps.get_model("auth", "Group").objects
    group.get(name="Editors").permissions.add(*permission.filter(codename__in=EDITORS_SEE))
    group.get(name="Publishers").permissions.add(
        *permission.filter(
            codename__in=[
                f"{action}_{model}"
                for action in ("view", "add", "change", "delete")
                for model in PUBLISHERS
            ]
        )
    )


class Migration(migrations.Migration):
    dependencies = [
        ("petitions", "0007_receipts"),
        ("campaign", "0002_staff_groups"),
    ]
    operations = [
        migrations.AlterField(
            "delivery",
            "how",
            models.CharField(choices=[("in_person", "In person"), ("post", "By post"), ("email", "By email"), ("online", "Through the addressee’s website"), ("other", "Another way, described in the note")], default="in_person", max_length=10, verbose_name="how"),
        ),
        migrations.AlterField(
            "delivery",
            "answer_document",
            models.FileField(blank=True, upload_to=petitions.models.delivery.answer_path, verbose_name="document"),
        ),
        migrations.AddConstraint(
            "delivery",
            models.CheckConstraint(
                condition=Q(answer="", answer_document="") | Q(answered_on__isnull=False),
                name="delivery_answer_has_a_date",
                violation_error_message="An answer needs the day on which it came.",
            ),
        ),
        migrations.RunSQL(_CARRY_OVER, migrations.RunSQL.noop),
        migrations.RemoveField("petition", "delivered_on"),
        migrations.RemoveField("petition", "delivery_note"),
        migrations.RunPython(permit, migrations.RunPython.noop),
    ]
