-- What a change of the press page, or of a picture on it, does to its approval (campaign/migrations/sql/approvals.sql).
CREATE FUNCTION news_cancel_approval_of_press() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE news_presspage SET state = 'in_review' WHERE state = 'published' AND publish_at > clock_timestamp()
        AND id IN (SELECT press_id FROM news_spokesperson WHERE picture_id = NEW.subject_pk);
    RETURN NULL;
END
$$;
CREATE TRIGGER approval_of_press AFTER INSERT ON campaign_change
    FOR EACH ROW WHEN (NEW.subject = 'news.presspage')
    EXECUTE FUNCTION campaign_cancel_approval('news_presspage', 'news.presspage');
CREATE TRIGGER approval_of_press_pictures AFTER INSERT ON campaign_change
    FOR EACH ROW WHEN (NEW.subject = 'campaign.picture')
    EXECUTE FUNCTION news_cancel_approval_of_press();
CREATE TRIGGER presspage_takes_its_reviews AFTER DELETE ON news_presspage
    FOR EACH ROW EXECUTE FUNCTION campaign_delete_reviews('news.presspage');
