-- A change of an author cancels the approval of the scheduled items that name them, as a change of the item itself does
-- (campaign/migrations/sql/approvals.sql).
CREATE FUNCTION news_cancel_approval_of_bylines() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE news_newsitem SET state = 'in_review' WHERE state = 'published' AND publish_at > clock_timestamp()
        AND id IN (SELECT item_id FROM news_byline WHERE author_id = NEW.subject_pk);
    RETURN NULL;
END
$$;
CREATE TRIGGER approval_of_bylines AFTER INSERT ON campaign_change
    FOR EACH ROW WHEN (NEW.subject = 'news.author' AND NEW.before IS NOT NULL)
    EXECUTE FUNCTION news_cancel_approval_of_bylines();
