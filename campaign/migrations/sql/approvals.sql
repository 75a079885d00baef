-- A change of a scheduled item cancels its approval: the item waits for review again, and no longer becomes public by
-- itself. The rule stands here, so it holds for the form, an undo, an import, a merge and plain SQL.
--
-- Arguments of the trigger: the item's table and model; then pairs of a column of that table and a model with a history
-- of its own, whose row the item's page shows, such as a picture.
CREATE FUNCTION campaign_cancel_approval() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    own_column text := 'id';
    -- Its time before this change, which may have been changed as well.
    was_for timestamptz;
BEGIN
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

-- The reviews of an item go with it, whatever deletes it. Argument of the trigger: the model.
CREATE FUNCTION campaign_delete_reviews() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM campaign_review WHERE subject = TG_ARGV[0] AND subject_pk = OLD.id;
    RETURN NULL;
END
$$;
