-- Look-ups on tickets (templates/diagnostics): what was asked of which system for a ticket, and what came back. A row is
-- work while done_at is null; whoever holds its fence may end it. Findings are masked and cut before they are written.

CREATE TABLE diagnostic_run (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  ticket bigint NOT NULL,
  diagnostic text NOT NULL,                 -- its id in the files
  way text NOT NULL CHECK (way IN ('page', 'chat', 'opening')),
  asked_by text NOT NULL DEFAULT '',        -- person: key of the conversation; empty: the desk itself
  asked_name text NOT NULL DEFAULT '',
  role text NOT NULL DEFAULT '',
  contact text NOT NULL DEFAULT '',         -- chat: who hears the result, and in which group else
  chat jsonb,
  asked_at timestamptz NOT NULL DEFAULT now(),
  leased_until timestamptz NOT NULL DEFAULT '-infinity',
  fence bigint NOT NULL DEFAULT 0,
  attempts int NOT NULL DEFAULT 0,          -- counted before the look-up
  done_at timestamptz,
  took_ms int,
  outcome text NOT NULL DEFAULT '',         -- found, late, away, refused, too_large, unreadable, missing, gone, given_up
  detail text NOT NULL DEFAULT '',
  findings text NOT NULL DEFAULT ''
);
CREATE INDEX diagnostic_run_ticket ON diagnostic_run (ticket, id);
-- The same look-up is not asked for twice at a time, and by the desk itself only once.
CREATE UNIQUE INDEX diagnostic_run_waits ON diagnostic_run (ticket, diagnostic) WHERE done_at IS NULL;
CREATE UNIQUE INDEX diagnostic_run_opening ON diagnostic_run (ticket, diagnostic) WHERE way = 'opening';
