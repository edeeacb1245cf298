-- Tickets: the events are the truth, the row is their fold, kept for questions that need an index.
-- Columns that are asked for stand alone; the rest of the fold is `body` (JSON, as handlers/tickets/ticket_store writes it).

CREATE SEQUENCE ticket_number START 1001;

CREATE TABLE ticket (
  number bigint PRIMARY KEY,
  source_inbox_id bigint UNIQUE,            -- one message opens at most one ticket
  state text NOT NULL CHECK (state IN ('draft', 'new', 'accepted', 'waiting', 'transferred', 'resolved', 'closed',
                                       'reopened', 'cancelled')),
  seen_by_team boolean NOT NULL,
  reporter text NOT NULL,                   -- person: key of the conversation
  assignee text NOT NULL DEFAULT '',
  holder text NOT NULL DEFAULT 'agent',
  severity text NOT NULL DEFAULT 'medium' CHECK (severity IN ('low', 'medium', 'high', 'urgent')),
  system text NOT NULL DEFAULT '',
  category text NOT NULL DEFAULT '' CHECK (category IN ('', 'data', 'program', 'consult')),
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  version int NOT NULL,                     -- events folded into this row
  body jsonb NOT NULL
) WITH (fillfactor = 80);
CREATE INDEX ticket_of_reporter ON ticket (reporter, number)
  WHERE state NOT IN ('closed', 'cancelled');
CREATE INDEX ticket_of_assignee ON ticket (assignee, created_at)
  WHERE state NOT IN ('resolved', 'closed', 'cancelled') AND assignee <> '';
CREATE INDEX ticket_queue ON ticket (created_at) WHERE state IN ('draft', 'new', 'transferred', 'reopened');

-- Append-only. `seq` counts a ticket's events from 1; the row lock of the ticket keeps it without gaps.
CREATE TABLE ticket_event (
  ticket bigint NOT NULL,
  seq int NOT NULL,
  at timestamptz NOT NULL,
  step text NOT NULL,
  by_person text NOT NULL DEFAULT '',       -- empty: the desk itself
  role text NOT NULL DEFAULT '',
  body jsonb NOT NULL,
  PRIMARY KEY (ticket, seq, at)
) PARTITION BY RANGE (at);
SELECT make_partitions('ticket_event', 'month', 1, 3);
CREATE TABLE ticket_event_default PARTITION OF ticket_event DEFAULT;

CREATE FUNCTION ticket_event_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'ticket_event is append-only';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON ticket_event
  FOR EACH ROW EXECUTE FUNCTION ticket_event_is_append_only();
