CREATE TRIGGER approval_of_page AFTER INSERT ON campaign_change
    FOR EACH ROW WHEN (NEW.subject = 'campaign.page')
    EXECUTE FUNCTION campaign_cancel_approval('campaign_page', 'campaign.page');
CREATE TRIGGER page_takes_its_reviews AFTER DELETE ON campaign_page
    FOR EACH ROW EXECUTE FUNCTION campaign_delete_reviews('campaign.page');
