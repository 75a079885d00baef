"""When what the public reads of a person last changed; the listing is sorted by it.

Before and after a statement the rows are compared without the columns that the public never reads; of rows
that are not shown, and of people who are not listed, nothing is compared.
"""

from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models

before = import_module("profiles.migrations.0012_where_taken")
listing = import_module("profiles.migrations.0005_listing")

LISTING_OF = before.LISTING_OF.replace("person.updated_at", "changed.at").replace(
    "FROM profiles_detainee person\n",
    "FROM profiles_detainee person\n"
    "LEFT JOIN profiles_publicchange changed ON changed.detainee_id = person.id\n",
)

# Arguments: the column that names the person, and the columns that the public never reads.
TOLD_ANEW = """
CREATE FUNCTION profiles_told_anew() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    rows_of text := 'SELECT to_jsonb(it) - $1 AS told FROM %I it '
        'JOIN profiles_listing ON profiles_listing.detainee_id = it.%I';
    none text := 'SELECT NULL::jsonb AS told WHERE false';
    was text := CASE TG_OP WHEN 'INSERT' THEN none ELSE format(rows_of, 'was', TG_ARGV[0]) END;
    is_now text := CASE TG_OP WHEN 'DELETE' THEN none ELSE format(rows_of, 'is_now', TG_ARGV[0]) END;
    people bigint[];
BEGIN
    EXECUTE format(
        'WITH was_told AS (%s), is_told AS (%s) '
        'SELECT array_agg(DISTINCT (told ->> %L)::bigint) FROM ('
        '(TABLE was_told EXCEPT TABLE is_told) UNION ALL (TABLE is_told EXCEPT TABLE was_told)'
        ') other WHERE coalesce((told ->> ''is_public'')::boolean, true)',
        was, is_now, TG_ARGV[0]
    ) INTO people USING TG_ARGV[1:]::text[];
    INSERT INTO profiles_publicchange (detainee_id, at)
        SELECT id, now() FROM profiles_detainee WHERE id = ANY (people) ORDER BY id
        ON CONFLICT (detainee_id) DO UPDATE SET at = excluded.at
        WHERE profiles_publicchange.at < excluded.at;
    RETURN NULL;
END
$$
"""

# What is told of a person, with the column that names her and those that are never told.
TOLD = {
    "profiles_detainee": (
        "id", "created_at", "updated_at", "publish_at", "staff_notes", "merged_into_id", "searched",
    ),
    "profiles_detainee_ethnicities": ("detainee_id", "id"),
    "profiles_name": ("detainee_id", "folded", "keys"),
    "profiles_consent": (
        "detainee_id", "capacity", "giver", "obtained", "obtained_earliest", "obtained_latest",
        "obtained_precision", "obtained_by", "language", "review_on", "notes",
    ),
    "profiles_source": ("detainee_id", "contact", "notes", "reliability"),
    "profiles_statusclaim": ("detainee_id", "recorded_at"),
    "profiles_event": ("detainee_id",),
    "profiles_legalcase": ("detainee_id",),
    "profiles_reason": ("detainee_id",),
    "profiles_quote": ("detainee_id",),
    "profiles_reply": ("detainee_id",),
    "profiles_relationship": ("detainee_id",),
    "profiles_amendment": ("detainee_id",),
    "profiles_externalrecord": ("detainee_id",),
}  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("profiles", "0014_erasing")]

    operations = [
        migrations.CreateModel(
            name="PublicChange",
            fields=[
                (
                    "detainee",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="public_change",
                        serialize=False,
                        to="profiles.detainee",
                    ),
                ),
                ("at", models.DateTimeField()),
            ],
            options={"default_permissions": ()},
        ),
        migrations.RunSQL(
            "INSERT INTO profiles_publicchange (detainee_id, at) "
            "SELECT id, updated_at FROM profiles_detainee WHERE state = 'published'",
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(LISTING_OF, before.LISTING_OF),
        listing.function(TOLD_ANEW),
        *(
            trigger
            for table, columns in TOLD.items()
            # After those of the listing, by their name: who is listed now is known by then.
            for trigger in listing.triggers(
                table, f"profiles_told_anew({', '.join(map(repr, columns))})", name="told"
            )
        ),
        *listing.triggers("profiles_publicchange", "profiles_people_changed('detainee_id')"),
    ]
