-- The reviews of an item go with it, whatever deletes it, and so does its working version. Argument of the trigger: the model.
CREATE OR REPLACE FUNCTION campaign_delete_reviews() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM campaign_review WHERE subject = TG_ARGV[0] AND subject_pk = OLD.id;
    DELETE FROM campaign_workingversion WHERE subject = TG_ARGV[0] AND subject_pk = OLD.id;
    RETURN NULL;
END
$$;

-- A working version takes its own reviews with it.
CREATE TRIGGER working_version_takes_its_reviews AFTER DELETE ON campaign_workingversion
    FOR EACH ROW EXECUTE FUNCTION campaign_delete_reviews('campaign.workingversion');
