-- Rosters that come from an iCalendar: the last copy that could be read, and who is on duty by it.
CREATE TABLE duty_calendar (
  roster text PRIMARY KEY,
  way text NOT NULL CHECK (way IN ('link', 'upload')),
  text text NOT NULL DEFAULT '',              -- reduced to what a roster needs; empty: never read yet
  made_by text NOT NULL DEFAULT '',           -- upload: user id
  fetched_at timestamptz,                     -- the copy; null: never
  next_at timestamptz NOT NULL DEFAULT now(), -- when it is looked at again
  fault text NOT NULL DEFAULT '',             -- why the last look failed
  report jsonb NOT NULL DEFAULT '{}'          -- what of the copy is not taken, and where shifts overlap
);
CREATE TABLE duty_span (
  roster text NOT NULL REFERENCES duty_calendar ON DELETE CASCADE,
  from_at timestamptz NOT NULL,
  to_at timestamptz NOT NULL CHECK (to_at > from_at),
  person text NOT NULL,
  PRIMARY KEY (roster, from_at)
);
-- Gateways take it with the rest of what they know.
CREATE TRIGGER moved AFTER INSERT OR DELETE ON duty_span
  FOR EACH STATEMENT EXECUTE FUNCTION knowledge_moved();

-- A file that somebody looks at before it is taken.
CREATE TABLE duty_calendar_draft (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  roster text NOT NULL,
  text text NOT NULL,
  made_by text NOT NULL,
  made_at timestamptz NOT NULL DEFAULT now()
);
