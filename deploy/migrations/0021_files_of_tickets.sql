-- Files of tickets go both ways: uploaded on pages too, with small copies of pictures, and out to the reporter.

ALTER TABLE media
  ALTER inbox_id DROP NOT NULL,                       -- NULL: uploaded on a page
  ADD side text NOT NULL DEFAULT 'reporter' CHECK (side IN ('reporter', 'told', 'team')),  -- told: the team's, sent to the reporter
  ADD small_sha256 text NOT NULL DEFAULT '',          -- a picture's small copy; '': none
  ADD width int NOT NULL DEFAULT 0,
  ADD height int NOT NULL DEFAULT 0;
CREATE INDEX media_person ON media (org, contact, made_at);

-- Copies at the platform: a retry sends by the id that it has. They live 3 days there.
CREATE TABLE media_upload (
  account text NOT NULL,
  kind text NOT NULL,                                 -- image | file
  digest text NOT NULL,                               -- of the bytes and the name
  media_id text NOT NULL,
  made_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (account, kind, digest)
);
