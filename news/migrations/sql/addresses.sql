CREATE TRIGGER former_address_of_newsitem BEFORE INSERT OR UPDATE OF slug ON news_newsitem
    FOR EACH ROW EXECUTE FUNCTION campaign_keep_former_address('news.newsitem');
CREATE TRIGGER newsitem_takes_its_former_addresses AFTER DELETE ON news_newsitem
    FOR EACH ROW EXECUTE FUNCTION campaign_delete_former_addresses('news.newsitem');
