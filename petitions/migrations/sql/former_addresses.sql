CREATE TRIGGER former_address_of_petition BEFORE INSERT OR UPDATE OF slug ON petitions_petition
    FOR EACH ROW EXECUTE FUNCTION campaign_keep_former_address('petitions.petition');
CREATE TRIGGER petition_takes_its_former_addresses AFTER DELETE ON petitions_petition
    FOR EACH ROW EXECUTE FUNCTION campaign_delete_former_addresses('petitions.petition');

-- Receipts and the log keep the name with which they began, since every commitment is made from it.
CREATE FUNCTION petitions_keep_name_in_log() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.slug <> OLD.slug AND OLD.log_name = ''
        AND (OLD.state = 'withdrawn' OR OLD.state = 'published' AND OLD.publish_at <= clock_timestamp())
    THEN
        NEW.log_name := OLD.slug;
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER name_in_log_stays BEFORE UPDATE OF slug ON petitions_petition
    FOR EACH ROW EXECUTE FUNCTION petitions_keep_name_in_log();
