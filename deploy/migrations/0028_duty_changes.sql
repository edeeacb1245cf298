-- Who stands in for whom, arranged on the console: on top of what the rosters' file says.
CREATE TABLE duty_change (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  roster text NOT NULL,
  from_at timestamptz NOT NULL,
  to_at timestamptz NOT NULL CHECK (to_at > from_at),
  person text NOT NULL,                       -- user id of who is on duty; of a swap, of one of the two
  other text NOT NULL DEFAULT '',             -- of a swap, the other
  made_by text NOT NULL,
  made_at timestamptz NOT NULL DEFAULT now(),
  undone_at timestamptz
);
CREATE INDEX duty_change_open ON duty_change (to_at) WHERE undone_at IS NULL;
-- Gateways take it with the rest of what they know.
CREATE TRIGGER moved AFTER INSERT OR UPDATE ON duty_change
  FOR EACH STATEMENT EXECUTE FUNCTION knowledge_moved();
