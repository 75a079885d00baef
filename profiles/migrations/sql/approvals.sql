-- A change of a scheduled profile cancels its approval: the profile waits for review again, and no longer becomes
-- public by itself. The rule stands here, so it holds for the form, an undo, an import, a merge and plain SQL.
CREATE FUNCTION profiles_approval_cancelled() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE profiles_detainee SET state = 'in_review'
    WHERE state = 'published'
        -- Its time before this change, which may have been changed as well.
        AND (CASE WHEN NEW."table" = 'profiles_detainee' AND NEW.before ? 'publish_at'
            THEN (NEW.before ->> 'publish_at')::timestamptz ELSE publish_at END) > clock_timestamp()
        AND (NEW.subject = 'profiles.detainee' AND id IN (NEW.subject_pk, NEW.moved_from)
            OR NEW.subject = 'campaign.picture' AND portrait_id = NEW.subject_pk);
    RETURN NULL;
END
$$;

-- The person's own row: not when it is added, and not by a step of the workflow, which changes nothing else.
CREATE TRIGGER approval_after_person AFTER INSERT ON campaign_change
    FOR EACH ROW WHEN (
        NEW."table" = 'profiles_detainee' AND NEW.before IS NOT NULL AND NEW.after IS NOT NULL
        AND NOT (NEW.after - ARRAY['state', 'publish_at', 'slug'] = '{}'
            AND (NEW.after ? 'state' OR NOT NEW.after ? 'slug'))
    ) EXECUTE FUNCTION profiles_approval_cancelled();

CREATE TRIGGER approval_after_part AFTER INSERT ON campaign_change
    FOR EACH ROW WHEN (
        NEW."table" <> 'profiles_detainee' AND NEW.subject IN ('profiles.detainee', 'campaign.picture')
    ) EXECUTE FUNCTION profiles_approval_cancelled();
