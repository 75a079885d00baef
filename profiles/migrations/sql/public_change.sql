-- Notes when what the public reads about a person last changed; the listing is sorted by it.
-- The rows before and after a statement are compared without the columns that the public never reads. Rows that
-- are not public, and people who are not listed, are not compared.
-- Arguments: the column that names the person, and the columns that the public never reads.
CREATE FUNCTION profiles_told_anew() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    rows_of text := 'SELECT to_jsonb(it) - $1 AS told FROM %I it '
        'JOIN profiles_listing ON profiles_listing.detainee_id = it.%I';
    none text := 'SELECT NULL::jsonb AS told WHERE false';
    was text := CASE TG_OP WHEN 'INSERT' THEN none ELSE format(rows_of, 'was', TG_ARGV[0]) END;
    is_now text := CASE TG_OP WHEN 'DELETE' THEN none ELSE format(rows_of, 'is_now', TG_ARGV[0]) END;
    people bigint[];
BEGIN
    EXECUTE format(
        'WITH was_told AS (%s), is_told AS (%s) '
        'SELECT array_agg(DISTINCT (told ->> %L)::bigint) FROM ('
        '(TABLE was_told EXCEPT TABLE is_told) UNION ALL (TABLE is_told EXCEPT TABLE was_told)'
        ') other WHERE coalesce((told ->> ''is_public'')::boolean, true)',
        was, is_now, TG_ARGV[0]
    ) INTO people USING TG_ARGV[1:]::text[];
    INSERT INTO profiles_publicchange (detainee_id, at)
        SELECT id, now() FROM profiles_detainee WHERE id = ANY (people) ORDER BY id
        ON CONFLICT (detainee_id) DO UPDATE SET at = excluded.at
        WHERE profiles_publicchange.at < excluded.at;
    RETURN NULL;
END
$$;
