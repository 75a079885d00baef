"""Records of before that break the rules of today. Nothing is made up for them.

A consent that lacks something, or contradicts itself, becomes “unchecked”: it allows nothing until staff have
completed it. A status without a source is hidden. A name gets the language that its letters say.
"""

from pathlib import Path

from django.db import migrations
from django.db.models import F, Q
from django.db.models.functions import Now, TruncDate

from campaign.history.changes import attribute_to
from profiles.names.scripts import LANGUAGES, languages_of, scripts_of

LISTING = Path(__file__).with_name("sql") / "listing.sql"
WHY = "Checked against the rules for consents, sources and names."
GIVERS = ["self", "spouse", "parent", "child", "sibling", "relative", "lawyer", "friend"]
MEANS = ["writing", "message", "call", "meeting", "through_others"]
SCRIPT_OF = {language: script for script, known in LANGUAGES.items() for language in known}


def facts_function():
    """The first function of the file, whose wording newer databases got at once."""
    sql = LISTING.read_text(encoding="utf-8")
    return sql[: sql.index("\n$$;") + 4].replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")


def check_consents(consents):
    complete = Q(
        capacity__in=GIVERS, obtained_precision="day", obtained_by__in=MEANS
    ) & ~Q(giver="") & ~Q(language="") & (
        Q(covers_name=True) | Q(covers_story=True) | Q(covers_place=True)
        | Q(covers_photo=True) | Q(covers_quote=True) | Q(covers_relatives=True)
    )
    consents.filter(basis="consent").exclude(complete).update(basis="unchecked")
    consents.filter(basis="public_record").exclude(capacity="none", giver="").update(basis="unchecked")
    consents.filter(
        ~Q(basis__in=["consent", "public_record"])
        | Q(obtained_latest__gt=TruncDate(Now()))
        | Q(withdrawn_at__date__lt=F("obtained_earliest"))
        | Q(expires_on__lte=F("obtained_earliest"))
    ).update(basis="unchecked")


def check_names(names):
    """A second row of one name with its right language goes. What either row hid stays hidden."""
    for name in names.iterator():
        possible = languages_of(name.text)
        if not possible or SCRIPT_OF.get(name.language) in scripts_of(name.text):
            continue
        right = names.filter(detainee=name.detainee_id, text=name.text, language=possible[0])
        if right.exists():
            if not name.is_public:
                right.update(is_public=False)
            name.delete()
        else:
            names.filter(pk=name.pk).update(language=possible[0])


def check(apps, schema_editor):
    attribute_to(None, WHY)
    check_consents(apps.get_model("profiles", "Consent").objects.all())
    claims = apps.get_model("profiles", "StatusClaim").objects
    claims.filter(is_public=True, source=None).update(is_public=False)
    check_names(apps.get_model("profiles", "Name").objects.all())


class Migration(migrations.Migration):
    dependencies = [("profiles", "0004_tip_is_announced")]
    operations = [
        migrations.RunSQL(facts_function(), migrations.RunSQL.noop),
        migrations.RunPython(check, migrations.RunPython.noop),
    ]
