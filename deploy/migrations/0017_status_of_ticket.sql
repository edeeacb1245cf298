-- A status text may belong to an incident's ticket, and ends with it.

ALTER TABLE incident_status ADD COLUMN ticket bigint NOT NULL DEFAULT 0;  -- 0: of none
CREATE INDEX incident_status_of_ticket ON incident_status (ticket) WHERE ticket <> 0 AND cleared_at IS NULL;

CREATE FUNCTION incident_is_over() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM incident_status WHERE ticket = NEW.number AND cleared_at IS NULL) THEN
    UPDATE incident_status SET cleared_at = now() WHERE ticket = NEW.number AND cleared_at IS NULL;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER incident_over AFTER UPDATE OF state ON ticket FOR EACH ROW
  WHEN (NEW.state IN ('resolved', 'closed', 'cancelled') AND OLD.state NOT IN ('resolved', 'closed', 'cancelled'))
  EXECUTE FUNCTION incident_is_over();
