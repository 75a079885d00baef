-- What was signed stays as it is, whatever the code does.
CREATE TRIGGER checkpoint_stays BEFORE UPDATE OR DELETE ON petitions_checkpoint
    FOR EACH ROW EXECUTE FUNCTION petitions_log_stays();
