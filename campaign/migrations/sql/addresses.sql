-- Keeps the address that something public had, so that it leads to the new one, and no other item gets it. The rule stands here,
-- so it holds for a form, a working version and plain SQL. What was never public leaves no trace.
-- Argument of the trigger: the model.
CREATE FUNCTION campaign_keep_former_address() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM campaign_formeraddress
        WHERE subject = TG_ARGV[0] AND slug = NEW.slug AND subject_pk <> NEW.id
    ) THEN
        RAISE unique_violation USING MESSAGE = 'another item had this address';
    END IF;
    IF TG_OP = 'UPDATE' AND NEW.slug <> OLD.slug THEN
        IF OLD.state = 'withdrawn' OR OLD.state = 'published' AND OLD.publish_at <= clock_timestamp() THEN
            INSERT INTO campaign_formeraddress (subject, subject_pk, slug)
                VALUES (TG_ARGV[0], OLD.id, OLD.slug) ON CONFLICT DO NOTHING;
        END IF;
        DELETE FROM campaign_formeraddress WHERE subject = TG_ARGV[0] AND slug = NEW.slug;
    END IF;
    RETURN NEW;
END
$$;

CREATE FUNCTION campaign_delete_former_addresses() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM campaign_formeraddress WHERE subject = TG_ARGV[0] AND subject_pk = OLD.id;
    RETURN NULL;
END
$$;

CREATE TRIGGER former_address_of_page BEFORE INSERT OR UPDATE OF slug ON campaign_page
    FOR EACH ROW EXECUTE FUNCTION campaign_keep_former_address('campaign.page');
CREATE TRIGGER page_takes_its_former_addresses AFTER DELETE ON campaign_page
    FOR EACH ROW EXECUTE FUNCTION campaign_delete_former_addresses('campaign.page');
