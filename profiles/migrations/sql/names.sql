-- Collects the words of names with their keys (profiles/names/keys.py), for the search.
CREATE OR REPLACE FUNCTION profiles_names_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO profiles_nameword (word, key)
        SELECT DISTINCT made.word, made.key
        FROM is_now, unnest(sounds) sound,
            LATERAL (SELECT split_part(sound, ' ', 1), split_part(sound, ' ', 2)) made (word, key)
        WHERE NOT EXISTS (
            SELECT FROM profiles_nameword row WHERE row.key = made.key AND row.word = made.word
        );
    RETURN NULL;
END
$$;
