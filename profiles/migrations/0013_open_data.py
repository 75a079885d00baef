"""The records of the open data, and the triggers that say whose has to be made again.

A record is made of more tables than the listing, and of what others allow to be said of her with them. Only
of those who are listed, or were once, anything is due: drafts may change as they like.
"""

import django.db.models.deletion
from django.db import migrations, models

DUE = """
CREATE FUNCTION profiles_open_data_due(people bigint[]) RETURNS void LANGUAGE sql AS $$
    INSERT INTO profiles_opendue (detainee_id)
    SELECT id FROM (
        SELECT unnest(people)
        UNION SELECT other_id FROM profiles_relationship WHERE detainee_id = ANY (people)
        UNION SELECT detainee_id FROM profiles_relationship WHERE other_id = ANY (people)
    ) AS them (id)
    WHERE EXISTS (SELECT FROM profiles_listing WHERE detainee_id = id)
        OR EXISTS (SELECT FROM profiles_openrecord WHERE detainee_id = id)
$$
"""

# What a statement changed is in the tables `was` and `is_now`; the arguments name the people in them.
PART_CHANGED = """
CREATE FUNCTION profiles_open_data_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changed text[] := CASE TG_OP
        WHEN 'INSERT' THEN ARRAY['is_now'] WHEN 'DELETE' THEN ARRAY['was'] ELSE ARRAY['was', 'is_now']
    END;
    people bigint[];
BEGIN
    EXECUTE (
        SELECT 'SELECT array_agg(id) FROM ('
            || string_agg(format('SELECT %I AS id FROM %I', person, side), ' UNION ')
            || ') AS them WHERE id IS NOT NULL'
        FROM unnest(changed) AS side, unnest(TG_ARGV) AS person
    ) INTO people;
    IF people IS NOT NULL THEN
        PERFORM profiles_open_data_due(people);
    END IF;
    RETURN NULL;
END
$$
"""

PICTURE_CHANGED = """
CREATE FUNCTION profiles_picture_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM profiles_open_data_due(ARRAY(
        SELECT person.id FROM profiles_detainee person JOIN is_now ON is_now.id = person.portrait_id
    ));
    RETURN NULL;
END
$$
"""

# A place or a people got another name: it may be in any record.
WORD_CHANGED = """
CREATE FUNCTION profiles_word_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO profiles_opendue (detainee_id) SELECT detainee_id FROM profiles_openrecord;
    RETURN NULL;
END
$$
"""

# The tables that a record is made of, with the columns that name the people.
MADE_OF = {
    "profiles_detainee": ("id",),
    "profiles_detainee_ethnicities": ("detainee_id",),
    "profiles_name": ("detainee_id",),
    "profiles_consent": ("detainee_id",),
    "profiles_source": ("detainee_id",),
    "profiles_statusclaim": ("detainee_id",),
    "profiles_event": ("detainee_id",),
    "profiles_legalcase": ("detainee_id",),
    "profiles_reason": ("detainee_id",),
    "profiles_quote": ("detainee_id",),
    "profiles_reply": ("detainee_id",),
    "profiles_relationship": ("detainee_id", "other_id"),
    "profiles_amendment": ("detainee_id",),
    "profiles_externalrecord": ("detainee_id",),
    "profiles_listing": ("detainee_id",),
}
UPDATED = {"UPDATE": "OLD TABLE AS was NEW TABLE AS is_now"}
SIDES = UPDATED | {"INSERT": "NEW TABLE AS is_now", "DELETE": "OLD TABLE AS was"}


def triggers(table, call, sides=SIDES):
    """A trigger with such tables serves one kind of statement."""
    return [
        migrations.RunSQL(
            f"CREATE TRIGGER open_data_after_{kind.lower()} AFTER {kind} ON {table} "
            f"REFERENCING {tables} FOR EACH STATEMENT EXECUTE FUNCTION {call}",
            f"DROP TRIGGER open_data_after_{kind.lower()} ON {table}",
        )
        for kind, tables in sides.items()
    ]


def function(sql):
    name = sql.split("(")[0].split()[-1]
    return migrations.RunSQL(sql, f"DROP FUNCTION {name}")


class Migration(migrations.Migration):
    dependencies = [("profiles", "0012_where_taken"), ("campaign", "0006_tips")]

    operations = [
        migrations.CreateModel(
            name="Due",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "detainee",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="profiles.detainee",
                    ),
                ),
            ],
            options={"db_table": "profiles_opendue", "default_permissions": ()},
        ),
        migrations.CreateModel(
            name="OpenRecord",
            fields=[
                (
                    "detainee",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="open_record",
                        serialize=False,
                        to="profiles.detainee",
                    ),
                ),
                ("line", models.TextField(blank=True)),
                ("changed_at", models.DateTimeField(null=True)),
                ("until", models.DateTimeField(null=True)),
                ("form", models.CharField(max_length=16)),
            ],
            options={
                "default_permissions": (),
                "indexes": [
                    models.Index(
                        models.OrderBy(models.F("changed_at"), descending=True, nulls_last=True),
                        name="openrecord_changed",
                    ),
                    models.Index(fields=["until"], name="openrecord_until"),
                    models.Index(fields=["form"], name="openrecord_form"),
                ],
            },
        ),
        *(function(sql) for sql in (DUE, PART_CHANGED, PICTURE_CHANGED, WORD_CHANGED)),
        *(
            trigger
            for table, columns in MADE_OF.items()
            for trigger in triggers(
                table, f"profiles_open_data_changed({', '.join(map(repr, columns))})"
            )
        ),
        *triggers("campaign_picture", "profiles_picture_changed()", UPDATED),
        *triggers("profiles_place", "profiles_word_changed()", UPDATED),
        *triggers("profiles_ethnicity", "profiles_word_changed()", UPDATED),
        migrations.RunSQL(
            "INSERT INTO profiles_opendue (detainee_id) SELECT detainee_id FROM profiles_listing",
            migrations.RunSQL.noop,
        ),
    ]
