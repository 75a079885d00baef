-- What is published of a petition's log stays as it is, whatever the code does.
-- The log of a demonstration petition may be deleted: it is nobody's.
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
