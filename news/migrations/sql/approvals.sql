CREATE TRIGGER approval_of_news AFTER INSERT ON campaign_change
    FOR EACH ROW WHEN (NEW.subject IN ('news.newsitem', 'campaign.picture'))
    EXECUTE FUNCTION campaign_cancel_approval('news_newsitem', 'news.newsitem', 'image_id', 'campaign.picture');
CREATE TRIGGER newsitem_takes_its_reviews AFTER DELETE ON news_newsitem
    FOR EACH ROW EXECUTE FUNCTION campaign_delete_reviews('news.newsitem');
