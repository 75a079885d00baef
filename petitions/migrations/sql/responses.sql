-- A response cannot be older than its delivery. A check cannot say so: they are rows of two tables.
CREATE FUNCTION petitions_response_in_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM petitions_response JOIN petitions_delivery ON petitions_delivery.id = delivery_id
        WHERE petitions_delivery.id = (to_jsonb(NEW) ->> TG_ARGV[0])::bigint AND answered_on < delivered_on
    ) THEN
        RAISE EXCEPTION 'It cannot have been answered before it was delivered.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'response_after_it_was_delivered';
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER response_after_delivery AFTER INSERT OR UPDATE ON petitions_response
    FOR EACH ROW EXECUTE FUNCTION petitions_response_in_order('delivery_id');
CREATE TRIGGER delivery_before_response AFTER UPDATE OF delivered_on ON petitions_delivery
    FOR EACH ROW EXECUTE FUNCTION petitions_response_in_order('id');
