-- How far people have read a ticket's conversation: a row for each who looked, moved only when there was something new.
-- No foreign key: it would take a lock on the ticket's row, and looking at a ticket must never wait for, or hold up, a turn.
CREATE TABLE ticket_read (
  ticket bigint NOT NULL,
  side text NOT NULL CHECK (side IN ('reporter', 'team')),
  person text NOT NULL,                       -- key of the conversation
  seq int NOT NULL,                           -- of the other side's last words on the page
  at timestamptz NOT NULL,                    -- when it was opened
  PRIMARY KEY (ticket, side, person)
) WITH (fillfactor = 80);
