-- With an item go its reviews, its working version, and the links that show it to readers outside, whatever deletes it.
-- Argument of the trigger: the model.
CREATE OR REPLACE FUNCTION campaign_delete_reviews() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM campaign_review WHERE subject = TG_ARGV[0] AND subject_pk = OLD.id;
    DELETE FROM campaign_workingversion WHERE subject = TG_ARGV[0] AND subject_pk = OLD.id;
    DELETE FROM campaign_previewcomment USING campaign_previewlink AS link
        WHERE link_id = link.id AND link.subject = TG_ARGV[0] AND link.subject_pk = OLD.id;
    DELETE FROM campaign_previewlink WHERE subject = TG_ARGV[0] AND subject_pk = OLD.id;
    RETURN NULL;
END
$$;
