CREATE TRIGGER approval_of_petition AFTER INSERT ON campaign_change
    FOR EACH ROW WHEN (NEW.subject IN ('petitions.petition', 'petitions.addressee'))
    EXECUTE FUNCTION campaign_cancel_approval(
        'petitions_petition', 'petitions.petition', 'addressee_id', 'petitions.addressee');
CREATE TRIGGER approval_of_delivery AFTER INSERT ON campaign_change
    FOR EACH ROW WHEN (NEW.subject = 'petitions.delivery')
    EXECUTE FUNCTION campaign_cancel_approval('petitions_delivery', 'petitions.delivery');
CREATE TRIGGER approval_of_response AFTER INSERT ON campaign_change
    FOR EACH ROW WHEN (NEW.subject = 'petitions.response')
    EXECUTE FUNCTION campaign_cancel_approval('petitions_response', 'petitions.response');

CREATE TRIGGER petition_takes_its_reviews AFTER DELETE ON petitions_petition
    FOR EACH ROW EXECUTE FUNCTION campaign_delete_reviews('petitions.petition');
CREATE TRIGGER delivery_takes_its_reviews AFTER DELETE ON petitions_delivery
    FOR EACH ROW EXECUTE FUNCTION campaign_delete_reviews('petitions.delivery');
CREATE TRIGGER response_takes_its_reviews AFTER DELETE ON petitions_response
    FOR EACH ROW EXECUTE FUNCTION campaign_delete_reviews('petitions.response');
