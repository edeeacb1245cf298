-- Bulk runs of the console: one verb on many tickets, done in the background one ticket a transaction. Whoever holds the run's
-- row locked does its next ticket, so several gateways share a run, or take it over, and none does a ticket twice.
CREATE TABLE bulk_run (
  id text PRIMARY KEY,                        -- random
  person text NOT NULL,                       -- key of the conversation of who asked
  org text NOT NULL,
  userid text NOT NULL,
  name text NOT NULL,
  form text NOT NULL DEFAULT '',              -- verb and arguments, as the page's form sent them
  state text NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'running', 'stopped', 'done')),
  cut boolean NOT NULL,                       -- more fitted than one run takes
  made_at timestamptz NOT NULL,
  started_at timestamptz,
  ended_at timestamptz
);
CREATE INDEX bulk_run_of ON bulk_run (person, made_at);
CREATE INDEX bulk_run_open ON bulk_run (started_at) WHERE state = 'running';
CREATE TABLE bulk_item (
  run text NOT NULL REFERENCES bulk_run ON DELETE CASCADE,
  place int NOT NULL,
  ticket bigint NOT NULL,
  outcome text NOT NULL DEFAULT 'waiting' CHECK (outcome IN ('waiting', 'done', 'refused', 'failed')),
  answer text NOT NULL DEFAULT '',            -- the refusal as a notice, unrendered
  PRIMARY KEY (run, place)
);

-- Filters of the queue with a name. `audience`: whose list a view stands in, a person's key, or "org/" for all of the team.
CREATE TABLE saved_view (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  audience text NOT NULL,
  owner text NOT NULL,                        -- key of who made it
  name text NOT NULL,
  query text NOT NULL,                        -- of the queue's address
  place bigint NOT NULL,
  made_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX saved_view_of ON saved_view (audience, place);
CREATE TABLE saved_view_default (
  person text PRIMARY KEY,
  view bigint NOT NULL REFERENCES saved_view ON DELETE CASCADE
);
CREATE INDEX saved_view_default_of ON saved_view_default (view);
