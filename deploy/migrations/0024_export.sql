-- Exports of tickets: asked for, written in the background in parts, fetched by the one who asked, gone after a day.
CREATE TABLE export_job (
  id text PRIMARY KEY,                      -- random
  person text NOT NULL,
  asked_at timestamptz NOT NULL,
  moved_at timestamptz NOT NULL,            -- of the last part: a job that stands still belonged to a process that ended
  format text NOT NULL,                     -- csv | jsonl
  words text NOT NULL,                      -- what was asked for, as its person reads it
  whole boolean NOT NULL,                   -- values not masked
  reason text NOT NULL,
  total bigint NOT NULL,
  done bigint NOT NULL DEFAULT 0,
  state text NOT NULL DEFAULT 'running' CHECK (state IN ('running', 'done', 'failed'))
);
CREATE INDEX export_job_of ON export_job (person, asked_at);
CREATE TABLE export_part (
  job text NOT NULL REFERENCES export_job ON DELETE CASCADE,
  seq int NOT NULL,
  body text NOT NULL,
  PRIMARY KEY (job, seq)
);
