-- Forms, wording and limits changed on the console, over the files that ship. Every version is kept; the newest of a path counts.
CREATE TABLE template_edit (
  path text NOT NULL,                         -- below templates/: forms/trading.toml
  version int NOT NULL CHECK (version > 0),
  text text,                                  -- NULL: the file that ships counts again
  shipped text NOT NULL,                      -- what the file said then: an upgrade that changes it is seen
  by_person text NOT NULL,
  by_name text NOT NULL,
  note text NOT NULL DEFAULT '',
  at timestamptz NOT NULL,
  PRIMARY KEY (path, version)
);
-- Gateways take it with the rest of what they know.
CREATE TRIGGER moved AFTER INSERT ON template_edit
  FOR EACH STATEMENT EXECUTE FUNCTION knowledge_moved();
