CREATE TRIGGER approval_of_homepage AFTER INSERT ON campaign_change
    FOR EACH ROW WHEN (NEW.subject = 'campaign.homepage')
    EXECUTE FUNCTION campaign_cancel_approval('campaign_homepage', 'campaign.homepage');
CREATE TRIGGER homepage_takes_its_reviews AFTER DELETE ON campaign_homepage
    FOR EACH ROW EXECUTE FUNCTION campaign_delete_reviews('campaign.homepage');
CREATE TRIGGER approval_of_notice AFTER INSERT ON campaign_change
    FOR EACH ROW WHEN (NEW.subject = 'campaign.notice')
    EXECUTE FUNCTION campaign_cancel_approval('campaign_notice', 'campaign.notice');
CREATE TRIGGER notice_takes_its_reviews AFTER DELETE ON campaign_notice
    FOR EACH ROW EXECUTE FUNCTION campaign_delete_reviews('campaign.notice');
