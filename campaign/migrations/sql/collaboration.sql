-- The reviews of an item go with it, whatever deletes it, and so do its working version and what staff said about it.
-- Argument of the trigger: the model.
CREATE OR REPLACE FUNCTION campaign_delete_reviews() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM campaign_review WHERE subject = TG_ARGV[0] AND subject_pk = OLD.id;
    DELETE FROM campaign_workingversion WHERE subject = TG_ARGV[0] AND subject_pk = OLD.id;
    DELETE FROM campaign_remark WHERE subject = TG_ARGV[0] AND subject_pk = OLD.id;
    DELETE FROM campaign_caseowner WHERE subject = TG_ARGV[0] AND subject_pk = OLD.id;
    DELETE FROM campaign_reviewday WHERE subject = TG_ARGV[0] AND subject_pk = OLD.id;
    RETURN NULL;
END
$$;
