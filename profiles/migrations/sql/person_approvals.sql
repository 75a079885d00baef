-- People come under the function that everything published has (campaign/migrations/sql/approvals.sql).
DROP FUNCTION profiles_approval_cancelled CASCADE;
CREATE TRIGGER approval_of_person AFTER INSERT ON campaign_change
    FOR EACH ROW WHEN (NEW.subject IN ('profiles.detainee', 'campaign.picture'))
    EXECUTE FUNCTION campaign_cancel_approval(
        'profiles_detainee', 'profiles.detainee', 'portrait_id', 'campaign.picture');
CREATE TRIGGER detainee_takes_its_reviews AFTER DELETE ON profiles_detainee
    FOR EACH ROW EXECUTE FUNCTION campaign_delete_reviews('profiles.detainee');
