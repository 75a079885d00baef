-- A picture remembers everyone whose portrait it was (profiles/models/depiction.py), however it became one.
CREATE FUNCTION profiles_portrait_chosen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- The former portrait too: staff may have removed its row by mistake.
    INSERT INTO profiles_depiction (picture_id, detainee_id)
        SELECT DISTINCT picture, NEW.id FROM unnest(ARRAY[NEW.portrait_id, OLD.portrait_id]) picture
        WHERE picture IS NOT NULL
        ON CONFLICT DO NOTHING;
    RETURN NULL;
END
$$;

CREATE TRIGGER depiction_after_insert AFTER INSERT ON profiles_detainee
    FOR EACH ROW WHEN (NEW.portrait_id IS NOT NULL) EXECUTE FUNCTION profiles_portrait_chosen();
CREATE TRIGGER depiction_after_update AFTER UPDATE OF portrait_id ON profiles_detainee
    FOR EACH ROW WHEN (NEW.portrait_id IS DISTINCT FROM OLD.portrait_id) EXECUTE FUNCTION profiles_portrait_chosen();

-- The portraits of before, as far as the history knows them.
INSERT INTO profiles_depiction (picture_id, detainee_id)
    SELECT picture.id, person.id FROM (
        SELECT id AS person_id, portrait_id AS picture_id FROM profiles_detainee
        UNION
        SELECT row, (side ->> 'portrait_id')::bigint FROM campaign_change, unnest(ARRAY[before, after]) side
        WHERE "table" = 'profiles_detainee'
    ) shown
    JOIN campaign_picture picture ON picture.id = shown.picture_id
    JOIN profiles_detainee person ON person.id = shown.person_id
    ON CONFLICT DO NOTHING;

-- Marks these people, their relatives, whose records name them, and people whose portrait shows them too. Only people
-- who are listed, or once were, have a record: drafts may change as they like.
CREATE OR REPLACE FUNCTION profiles_open_data_due(people bigint[]) RETURNS void LANGUAGE sql AS $$
    INSERT INTO profiles_opendue (detainee_id)
    SELECT id FROM (
        SELECT unnest(people)
        UNION SELECT other_id FROM profiles_relationship WHERE detainee_id = ANY (people)
        UNION SELECT detainee_id FROM profiles_relationship WHERE other_id = ANY (people)
        UNION SELECT sharing.id FROM profiles_detainee shown
            JOIN profiles_depiction depiction ON depiction.detainee_id = shown.id
            JOIN profiles_detainee sharing ON sharing.portrait_id = depiction.picture_id
            WHERE shown.id = ANY (people) OR shown.merged_into_id = ANY (people)
    ) AS them (id)
    WHERE EXISTS (SELECT FROM profiles_listing WHERE detainee_id = id)
        OR EXISTS (SELECT FROM profiles_openrecord WHERE detainee_id = id)
$$;

-- After a row of depictions was added, changed or deleted.
CREATE FUNCTION profiles_depiction_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM profiles_open_data_due(ARRAY(
        SELECT id FROM profiles_detainee WHERE portrait_id IN (NEW.picture_id, OLD.picture_id)
    ));
    RETURN NULL;
END
$$;

CREATE TRIGGER open_data_depiction AFTER INSERT OR UPDATE OR DELETE ON profiles_depiction
    FOR EACH ROW EXECUTE FUNCTION profiles_depiction_changed();
