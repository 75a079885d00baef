-- The activity log is append-only and hash-chained (campaign/activity).
--
-- The site's role may only insert (campaign/activity/privileges.py). These triggers hold for everyone, the owner
-- included. An owner can take them away, which is why there is a chain: `manage.py verify_activity` finds what was changed.

INSERT INTO campaign_activityhead (place, hash) VALUES (0, decode(repeat('00', 32), 'hex'));

-- No one chooses the time, the place or the hash of an entry, nor a number that a later entry would need.
CREATE FUNCTION campaign_activity_stamp() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    NEW.id := nextval(pg_get_serial_sequence('public.campaign_activity', 'id'));
    NEW.at := clock_timestamp();
    NEW.place := NULL;
    NEW.hash := NULL;
    RETURN NEW;
END;
$$;

-- Adds an entry to the chain as its transaction is committed: so the order is that of the commits, and no one waits for
-- the long transaction of a colleague. campaign/activity/verify.py computes the same hash.
CREATE FUNCTION campaign_activity_chain() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    head public.campaign_activityhead;
BEGIN
    SELECT * INTO STRICT head FROM public.campaign_activityhead FOR UPDATE;
    head.place := head.place + 1;
    head.hash := sha256(head.hash || convert_to(
        jsonb_build_array(
            head.place, NEW.id, (extract(epoch FROM NEW.at) * 1000000)::bigint,
            NEW.actor_id, NEW.kind, NEW.subject, NEW.subject_pk, NEW.detail
        )::text, 'UTF8'));
    UPDATE public.campaign_activity SET place = head.place, hash = head.hash WHERE id = NEW.id;
    UPDATE public.campaign_activityhead SET place = head.place, hash = head.hash WHERE id = head.id;
    RETURN NULL;
END;
$$;

CREATE FUNCTION campaign_activity_refuse() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF OLD.place IS NULL AND NEW.place IS NOT NULL
            AND to_jsonb(NEW) - ARRAY['place', 'hash'] = to_jsonb(OLD) - ARRAY['place', 'hash']
        THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'The activity log is append-only.' USING ERRCODE = 'insufficient_privilege';
END;
$$;

-- Otherwise anyone could attach them to a temporary table of their own and have them write into the log.
REVOKE EXECUTE ON FUNCTION
    campaign_activity_stamp(), campaign_activity_chain(), campaign_activity_refuse() FROM PUBLIC;

CREATE TRIGGER activity_stamp BEFORE INSERT ON campaign_activity
    FOR EACH ROW EXECUTE FUNCTION campaign_activity_stamp();
CREATE CONSTRAINT TRIGGER activity_chain AFTER INSERT ON campaign_activity
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION campaign_activity_chain();
CREATE TRIGGER activity_is_kept BEFORE UPDATE OR DELETE ON campaign_activity
    FOR EACH ROW EXECUTE FUNCTION campaign_activity_refuse();
CREATE TRIGGER activity_is_not_truncated BEFORE TRUNCATE ON campaign_activity
    FOR EACH STATEMENT EXECUTE FUNCTION campaign_activity_refuse();
