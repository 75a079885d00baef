-- A translation is a part of the person's record in the open data (open_data.sql).
CREATE TRIGGER open_data_after_insert AFTER INSERT ON profiles_detaineetranslation REFERENCING NEW TABLE AS is_now
    FOR EACH STATEMENT EXECUTE FUNCTION profiles_open_data_changed('item_id');
CREATE TRIGGER open_data_after_update AFTER UPDATE ON profiles_detaineetranslation
    REFERENCING OLD TABLE AS was NEW TABLE AS is_now
    FOR EACH STATEMENT EXECUTE FUNCTION profiles_open_data_changed('item_id');
CREATE TRIGGER open_data_after_delete AFTER DELETE ON profiles_detaineetranslation REFERENCING OLD TABLE AS was
    FOR EACH STATEMENT EXECUTE FUNCTION profiles_open_data_changed('item_id');
