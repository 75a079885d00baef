-- Collects the words of names, for suggestions. Only words of letters: Chinese characters and keys that begin
-- with a mark (profiles/names/keys.py) are looked up as they are.
CREATE FUNCTION profiles_names_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO profiles_nameword (word)
        SELECT DISTINCT key FROM is_now, unnest(keys) key
        WHERE length(key) > 2 AND key !~ '^[~="]'
            AND NOT EXISTS (SELECT FROM profiles_nameword WHERE word = key);
    RETURN NULL;
END
$$;
