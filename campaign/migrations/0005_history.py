"""The tables of the history, and the function with which triggers write it (campaign/history/changes.py)."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import campaign.history.changes

# Arguments: whose history it is, the column that holds its key, and columns to leave out, as is what only
# says when the row was saved: a row saved as it was has not changed.
KEEP_CHANGE = """
CREATE FUNCTION campaign_keep_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    left_out text[] := TG_ARGV[2:] || 'updated_at'::text;
    old_row jsonb;
    new_row jsonb;
    before jsonb;
    after jsonb;
    subject_pk bigint;
    moved_from bigint;
    edit_id bigint := nullif(current_setting('campaign.edit', true), '');
BEGIN
    IF TG_OP = 'UPDATE' AND OLD IS NOT DISTINCT FROM NEW THEN
        RETURN NULL;
    END IF;
    IF TG_OP <> 'INSERT' THEN
        old_row := to_jsonb(OLD) - left_out;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        new_row := to_jsonb(NEW) - left_out;
    END IF;
    subject_pk := coalesce(new_row, old_row) ->> TG_ARGV[1];
    IF TG_OP = 'UPDATE' THEN
        SELECT jsonb_object_agg(key, value), jsonb_object_agg(key, new_row -> key)
        INTO before, after
        FROM jsonb_each(old_row)
        WHERE value IS DISTINCT FROM new_row -> key;
        IF before IS NULL THEN
            RETURN NULL;
        END IF;
        moved_from := before ->> TG_ARGV[1];
    ELSE
        before := old_row;
        after := new_row;
    END IF;
    IF edit_id IS NULL THEN
        INSERT INTO campaign_edit (at, author_id, why)
        VALUES (
            clock_timestamp(),
            nullif(current_setting('campaign.author', true), '')::integer,
            left(coalesce(current_setting('campaign.why', true), ''), 300)
        )
        RETURNING id INTO edit_id;
        PERFORM set_config('campaign.edit', edit_id::text, true);
    END IF;
    INSERT INTO campaign_change (edit_id, subject, subject_pk, moved_from, "table", row, before, after)
    VALUES (
        edit_id, TG_ARGV[0], subject_pk, moved_from, TG_TABLE_NAME,
        (coalesce(new_row, old_row) ->> 'id')::bigint, before, after
    );
    RETURN NULL;
END;
$$
"""


class Migration(migrations.Migration):
    dependencies = [
        ("campaign", "0004_picture_origin"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Edit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("why", models.CharField(blank=True, max_length=300)),
                (
                    "author",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"ordering": ("-pk",), "default_permissions": ()},
        ),
        migrations.CreateModel(
            name="Change",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("subject", models.CharField(max_length=60)),
                ("subject_pk", models.BigIntegerField()),
                ("moved_from", models.BigIntegerField(null=True)),
                ("table", models.CharField(max_length=63)),
                ("row", models.BigIntegerField()),
                ("before", models.JSONField(null=True)),
                ("after", models.JSONField(null=True)),
                (
                    "edit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="changes",
                        to="campaign.edit",
                    ),
                ),
            ],
            options={
                "ordering": ("pk",),
                "default_permissions": (),
                "indexes": [
                    models.Index(fields=["subject", "subject_pk", "edit"], name="change_of_subject"),
                    models.Index(
                        condition=models.Q(("moved_from__isnull", False)),
                        fields=["subject", "moved_from"],
                        name="change_moved_from",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("before__isnull", False), ("after__isnull", False), _connector="OR"
                        ),
                        name="change_has_a_before_or_an_after",
                    )
                ],
            },
        ),
        migrations.RunSQL(KEEP_CHANGE, "DROP FUNCTION campaign_keep_change()"),
        migrations.AddConstraint(
            model_name="picture", constraint=campaign.history.changes.TrackChanges(name="picture_kept")
        ),
    ]
