-- Writes a change of a row into the history, for the triggers of campaign/history/changes.py (TrackChanges).
-- Arguments of the trigger: the model whose history it is, the column that holds its key, and columns to leave
-- out. `updated_at` is always left out: a row that was saved without a change has not changed.
CREATE FUNCTION campaign_keep_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    left_out text[] := TG_ARGV[2:] || 'updated_at'::text;
    old_row jsonb;
    new_row jsonb;
    before jsonb;
    after jsonb;
    subject_pk bigint;
    moved_from bigint;
    edit_id bigint := nullif(current_setting('campaign.edit', true), '');
BEGIN
    IF TG_OP = 'UPDATE' AND OLD IS NOT DISTINCT FROM NEW THEN
        RETURN NULL;
    END IF;
    IF TG_OP <> 'INSERT' THEN
        old_row := to_jsonb(OLD) - left_out;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        new_row := to_jsonb(NEW) - left_out;
    END IF;
    subject_pk := coalesce(new_row, old_row) ->> TG_ARGV[1];
    IF TG_OP = 'UPDATE' THEN
        SELECT jsonb_object_agg(key, value), jsonb_object_agg(key, new_row -> key)
        INTO before, after
        FROM jsonb_each(old_row)
        WHERE value IS DISTINCT FROM new_row -> key;
        IF before IS NULL THEN
            RETURN NULL;
        END IF;
        moved_from := before ->> TG_ARGV[1];
    ELSE
        before := old_row;
        after := new_row;
    END IF;
    IF edit_id IS NULL THEN
        INSERT INTO campaign_edit (at, author_id, why)
        VALUES (
            clock_timestamp(),
            nullif(current_setting('campaign.author', true), '')::integer,
            left(coalesce(current_setting('campaign.why', true), ''), 300)
        )
        RETURNING id INTO edit_id;
        PERFORM set_config('campaign.edit', edit_id::text, true);
    END IF;
    INSERT INTO campaign_change (edit_id, subject, subject_pk, moved_from, "table", row, before, after)
    VALUES (
        edit_id, TG_ARGV[0], subject_pk, moved_from, TG_TABLE_NAME,
        (coalesce(new_row, old_row) ->> 'id')::bigint, before, after
    );
    RETURN NULL;
END;
$$;
