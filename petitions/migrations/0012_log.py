"""What is published of the log stays as it was, whatever the code does.

The demonstration's can be taken out again: it is nobody's.
"""

from django.db import migrations, models
from django.db.models import Q

_STAYS = """
CREATE FUNCTION petitions_log_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND EXISTS (
        SELECT FROM petitions_petition WHERE id = OLD.petition_id AND is_demo
    ) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'The log of a petition is only added to.'
        USING ERRCODE = 'integrity_constraint_violation';
END
$$;

CREATE TRIGGER tree_head_stays BEFORE UPDATE OR DELETE ON petitions_treehead
    FOR EACH ROW EXECUTE FUNCTION petitions_log_stays();

CREATE TRIGGER leaf_stays BEFORE UPDATE OR DELETE ON petitions_leaf
    FOR EACH ROW WHEN (OLD.position IS NOT NULL) EXECUTE FUNCTION petitions_log_stays();

CREATE TRIGGER tile_stays BEFORE DELETE ON petitions_tile
    FOR EACH ROW EXECUTE FUNCTION petitions_log_stays();

CREATE TRIGGER tile_only_grows BEFORE UPDATE ON petitions_tile
    FOR EACH ROW WHEN (
        substring(NEW.hashes FOR octet_length(OLD.hashes)) IS DISTINCT FROM OLD.hashes
        OR (NEW.petition_id, NEW.level, NEW.number) <> (OLD.petition_id, OLD.level, OLD.number)
    ) EXECUTE FUNCTION petitions_log_stays();
"""

_UNDONE = """
DROP TRIGGER tree_head_stays ON petitions_treehead;
DROP TRIGGER leaf_stays ON petitions_leaf;
DROP TRIGGER tile_stays ON petitions_tile;
DROP TRIGGER tile_only_grows ON petitions_tile;
DROP FUNCTION petitions_log_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("petitions", "0011_updates_and_dossiers")]
    operations = [
        migrations.AddField("treehead", "statement", models.JSONField(default=dict)),
        migrations.AlterModelOptions(
            "treehead", {"default_permissions": (), "ordering": ("-made_at", "-pk")}
        ),
        migrations.AddIndex(
            "leaf",
            models.Index(
                fields=["petition", "reason", "position"],
                name="leaf_removes",
                condition=Q(action="remove", position__isnull=False),
            ),
        ),
        migrations.RunSQL(_STAYS, _UNDONE),
    ]
