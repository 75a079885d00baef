-- As in approvals.sql, but a translation is no change of its item: it has a review of its own, and what is not reviewed is not
-- public (campaign/translations). Django names its table after the item's: news_newsitem, news_newsitemtranslation.
CREATE OR REPLACE FUNCTION campaign_cancel_approval() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    own_column text := 'id';
    -- Its time before this change, which may have been changed as well.
    was_for timestamptz;
BEGIN
    IF NEW."table" = TG_ARGV[0] || 'translation' THEN
        RETURN NULL;
    END IF;
    IF NEW."table" = TG_ARGV[0] THEN
        -- Not when it is added or deleted, and not by a step of the workflow, which changes nothing else.
        IF NEW.before IS NULL OR NEW.after IS NULL
            OR NEW.after - ARRAY['state', 'publish_at', 'slug'] = '{}'
                AND (NEW.after ? 'state' OR NOT NEW.after ? 'slug')
        THEN
            RETURN NULL;
        END IF;
        was_for := (NEW.before ->> 'publish_at')::timestamptz;
    END IF;
    IF NEW.subject <> TG_ARGV[1] THEN
        own_column := NULL;
        FOR i IN 2 .. TG_NARGS - 1 BY 2 LOOP
            IF NEW.subject = TG_ARGV[i + 1] THEN
                own_column := TG_ARGV[i];
            END IF;
        END LOOP;
    END IF;
    IF own_column IS NOT NULL THEN
        EXECUTE format(
            'UPDATE %I SET state = ''in_review'' WHERE state = ''published'' AND %I IN ($1, $2) '
            'AND coalesce($3, publish_at) > clock_timestamp()',
            TG_ARGV[0], own_column
        ) USING NEW.subject_pk, NEW.moved_from, was_for;
    END IF;
    RETURN NULL;
END
$$;
