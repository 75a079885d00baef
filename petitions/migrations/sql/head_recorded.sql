-- A head may change once: when it is recorded outside the database.
DROP TRIGGER tree_head_stays ON petitions_treehead;

CREATE TRIGGER tree_head_stays BEFORE DELETE ON petitions_treehead
    FOR EACH ROW EXECUTE FUNCTION petitions_log_stays();

CREATE TRIGGER tree_head_is_recorded_once BEFORE UPDATE ON petitions_treehead
    FOR EACH ROW WHEN (
        OLD.is_recorded OR to_jsonb(NEW) - 'is_recorded' <> to_jsonb(OLD) - 'is_recorded'
    ) EXECUTE FUNCTION petitions_log_stays();
