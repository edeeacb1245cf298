-- Articles with every version, the worklist of questions, status texts of open incidents.

CREATE TABLE article (
  id text PRIMARY KEY,
  state text NOT NULL CHECK (state IN ('draft', 'in_review', 'scheduled', 'published', 'expired', 'retired')),
  version int NOT NULL,                     -- newest; `state` is its state
  live_version int NOT NULL DEFAULT 0,      -- what readers see; 0: nothing
  publish_at timestamptz,
  published_at timestamptz,                 -- of the live version
  system text NOT NULL DEFAULT '',
  category text NOT NULL DEFAULT '',
  title text NOT NULL,
  owner text NOT NULL DEFAULT '',
  valid_from text NOT NULL DEFAULT '',      -- days on the firm's calendar, as written; '': open
  valid_until text NOT NULL DEFAULT '',
  review_by text NOT NULL DEFAULT '',
  reminded_of text NOT NULL DEFAULT '',     -- the day of review_by that the owner was reminded of
  told_version int NOT NULL DEFAULT 0,      -- its reviewers were told that this one waits for them
  pinned boolean NOT NULL DEFAULT false,
  changed_by text NOT NULL DEFAULT '',
  changed_at timestamptz NOT NULL,
  CHECK (live_version <= version)
);
CREATE INDEX article_listed ON article (system, category, title);
CREATE INDEX article_scheduled ON article (publish_at) WHERE state = 'scheduled';

CREATE TABLE article_version (
  article text NOT NULL REFERENCES article,
  version int NOT NULL,
  at timestamptz NOT NULL,
  by_person text NOT NULL,
  by_name text NOT NULL,
  note text NOT NULL DEFAULT '',
  body jsonb NOT NULL,                      -- the article, as kb/exchange writes it
  PRIMARY KEY (article, version)
);

CREATE TABLE article_log (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  article text NOT NULL REFERENCES article,
  version int NOT NULL,
  at timestamptz NOT NULL,
  step text NOT NULL,
  by_person text NOT NULL,
  by_name text NOT NULL,
  note text NOT NULL DEFAULT ''
);
CREATE INDEX article_log_of ON article_log (article, id);

CREATE TABLE article_reviewer (
  system text NOT NULL,                     -- '': systems without a line of their own
  userid text NOT NULL,
  PRIMARY KEY (system, userid)
);

CREATE TABLE article_file (
  article text NOT NULL,
  name text NOT NULL,
  type text NOT NULL,                       -- image/png, application/pdf, …
  bytes bytea NOT NULL,
  by_person text NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (article, name)
);

-- One vote a person and article; the last counts.
CREATE TABLE article_vote (
  article text NOT NULL,
  person text NOT NULL,
  helpful boolean NOT NULL,
  words text NOT NULL DEFAULT '',
  at timestamptz NOT NULL,
  PRIMARY KEY (article, person)
);

-- While an incident is open, its words answer matching questions in the place of articles.
CREATE TABLE incident_status (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  system text NOT NULL DEFAULT '',          -- '': any
  title text NOT NULL,
  text text NOT NULL,
  patterns jsonb NOT NULL DEFAULT '[]',
  keywords jsonb NOT NULL DEFAULT '[]',     -- sets of words, as in an article
  set_by text NOT NULL,
  set_at timestamptz NOT NULL,
  until timestamptz NOT NULL,
  cleared_at timestamptz
);

-- What the gateways answer with has a version: each builds its own copy when it has moved.
CREATE TABLE knowledge_version (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  version bigint NOT NULL
);
INSERT INTO knowledge_version (version) VALUES (1);

CREATE FUNCTION knowledge_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE knowledge_version SET version = version + 1;
  NOTIFY knowledge;
  RETURN NULL;
END $$;
CREATE TRIGGER moved AFTER INSERT OR DELETE OR UPDATE OF live_version, pinned ON article
  FOR EACH STATEMENT EXECUTE FUNCTION knowledge_moved();
CREATE TRIGGER moved AFTER INSERT OR DELETE OR UPDATE ON incident_status
  FOR EACH STATEMENT EXECUTE FUNCTION knowledge_moved();

-- Questions that found no answer, or one that did not help. One row for all who ask in the same words, masked.
CREATE TABLE question (
  key text PRIMARY KEY,
  words text NOT NULL,
  system text NOT NULL DEFAULT '',
  state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'taken', 'dismissed')),
  article text NOT NULL DEFAULT '',         -- taken: by this one
  closed_by text NOT NULL DEFAULT '',
  closed_at timestamptz NOT NULL DEFAULT '-infinity'
);

ALTER TABLE ask ADD COLUMN system text NOT NULL DEFAULT '';
ALTER TABLE ask ADD COLUMN question text;   -- key of `question`
CREATE INDEX ask_person ON ask (person, at);
CREATE INDEX ask_question ON ask (question, at) WHERE question IS NOT NULL;
