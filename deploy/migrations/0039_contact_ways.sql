-- How people are reached when a clock warns, as they have set it themselves; whoever has no row, as the files say.
CREATE TABLE contact_way (
  person text NOT NULL,                       -- user id, folded
  place int NOT NULL CHECK (place > 0),
  kind text NOT NULL CHECK (kind IN ('app', 'group', 'webhook', 'person')),
  target text NOT NULL DEFAULT '',            -- webhook: its name; person: the user id of who stands behind
  hours text NOT NULL DEFAULT '',             -- "08:00-22:00 22:00-26:00"; empty: always
  wait_seconds int NOT NULL CHECK (wait_seconds >= 60),
  PRIMARY KEY (person, place)
);
-- Gateways take it with the rest of what they know.
CREATE TRIGGER moved AFTER INSERT OR DELETE ON contact_way
  FOR EACH STATEMENT EXECUTE FUNCTION knowledge_moved();
