-- With an item goes what names it, whatever deletes it: as before (collaboration.sql), and the links that show it to readers
-- outside, with their comments. Argument of the trigger: the model.
CREATE OR REPLACE FUNCTION campaign_delete_reviews() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM campaign_review WHERE subject = TG_ARGV[0] AND subject_pk = OLD.id;
    DELETE FROM campaign_workingversion WHERE subject = TG_ARGV[0] AND subject_pk = OLD.id;
    DELETE FROM campaign_remark WHERE subject = TG_ARGV[0] AND subject_pk = OLD.id;
    DELETE FROM campaign_caseowner WHERE subject = TG_ARGV[0] AND subject_pk = OLD.id;
    DELETE FROM campaign_reviewday WHERE subject = TG_ARGV[0] AND subject_pk = OLD.id;
    DELETE FROM campaign_previewcomment USING campaign_previewlink AS link
        WHERE link_id = link.id AND link.subject = TG_ARGV[0] AND link.subject_pk = OLD.id;
    DELETE FROM campaign_previewlink WHERE subject = TG_ARGV[0] AND subject_pk = OLD.id;
    RETURN NULL;
END
$$;
