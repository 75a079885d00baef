"""The functions of the listing, the open data and the search, and the triggers that call them.

The functions are in the files of sql/. Below are the tables that the triggers watch.
"""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).with_name("sql")

# A trigger that sees the rows of a whole statement serves one kind of statement.
UPDATE = {"UPDATE": "OLD TABLE AS was NEW TABLE AS is_now"}
EVERY = UPDATE | {"INSERT": "NEW TABLE AS is_now", "DELETE": "OLD TABLE AS was"}
NEW = {kind: "NEW TABLE AS is_now" for kind in ("INSERT", "UPDATE")}

# What the listing is made of, with the column that names the person.
LISTING = {
    "profiles_detainee": "id",
    "profiles_detainee_ethnicities": "detainee_id",
    "profiles_name": "detainee_id",
    "profiles_consent": "detainee_id",
    "profiles_statusclaim": "detainee_id",
    "profiles_event": "detainee_id",
    "profiles_legalcase": "detainee_id",
    "profiles_reason": "detainee_id",
    "profiles_publicchange": "detainee_id",
}

# What a record of the open data is made of, with the columns that name people.
RECORD = {
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

# What the public reads about a person, with the column that names the person and those that it never reads.
PUBLIC = {
    "profiles_detainee": (
        "id", "created_at", "updated_at", "publish_at", "staff_notes", "merged_into_id", "searched", "named_because",
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
}


def functions(file, *names):
    """The functions of a file; their triggers go with them."""
    return migrations.RunSQL(
        (SQL / file).read_text(encoding="utf-8"), f"DROP FUNCTION {', '.join(names)} CASCADE"
    )


def triggers(name, table, function, *arguments, on=EVERY):
    return [
        f"CREATE TRIGGER {name}_after_{kind.lower()} AFTER {kind} ON {table} REFERENCING {rows} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {function}({', '.join(map(repr, arguments))})"
        for kind, rows in on.items()
    ]


TRIGGERS = [
    *triggers("listing", "profiles_listing", "profiles_listing_changed"),
    *triggers("words", "profiles_name", "profiles_names_changed", on=NEW),
    *triggers("open_data", "campaign_picture", "profiles_picture_changed", on=UPDATE),
    *triggers("open_data", "profiles_place", "profiles_word_changed", on=UPDATE),
    *triggers("open_data", "profiles_ethnicity", "profiles_word_changed", on=UPDATE),
]
for table, column in LISTING.items():
    TRIGGERS += triggers("listing", table, "profiles_people_changed", column)
for table, columns in RECORD.items():
    TRIGGERS += triggers("open_data", table, "profiles_open_data_changed", *columns)
for table, columns in PUBLIC.items():
    # Postgres fires triggers in the order of their names: the listing is up to date by then.
    TRIGGERS += triggers("told", table, "profiles_told_anew", *columns)


class Migration(migrations.Migration):
    dependencies = [("profiles", "0001_initial")]

    operations = [
        functions(
            "listing.sql",
            "profiles_facts_of",
            "profiles_listing_of",
            "profiles_list_again",
            "profiles_mark_again",
            "profiles_people_changed",
            "profiles_listing_changed",
        ),
        functions(
            "open_data.sql",
            "profiles_open_data_due",
            "profiles_open_data_changed",
            "profiles_picture_changed",
            "profiles_word_changed",
        ),
        functions("public_change.sql", "profiles_told_anew"),
        functions("names.sql", "profiles_names_changed"),
        migrations.RunSQL(";\n".join(TRIGGERS), migrations.RunSQL.noop),
    ]
