-- Clocks of tickets: one row a ticket says when somebody must look at it next. Events of a ticket make that now, in their
-- own transaction, whoever writes them; the keeper reads the events, says what is to be said and writes the next time.

CREATE TABLE ticket_clock (
  ticket bigint PRIMARY KEY,
  due_at timestamptz,                       -- null: nothing will happen until an event comes
  response_due_at timestamptz,              -- as last reckoned, for lists; null: stopped, paused or not promised
  resolution_due_at timestamptz,
  overdue boolean NOT NULL DEFAULT false,   -- one of them is
  watch jsonb NOT NULL DEFAULT '{}',        -- how far the chains of warnings have come
  fence bigint NOT NULL DEFAULT 0,
  attempts int NOT NULL DEFAULT 0,          -- since the last success
  leased_until timestamptz NOT NULL DEFAULT '-infinity'
) WITH (fillfactor = 70);
CREATE INDEX ticket_clock_due ON ticket_clock (due_at) WHERE due_at IS NOT NULL;

CREATE FUNCTION ticket_clock_is_due() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO ticket_clock (ticket, due_at)
  SELECT ticket, now() FROM fresh GROUP BY ticket ORDER BY ticket
  ON CONFLICT (ticket) DO UPDATE SET due_at = excluded.due_at;
  RETURN NULL;
END $$;
CREATE TRIGGER clock_is_due AFTER INSERT ON ticket_event
  REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION ticket_clock_is_due();

INSERT INTO ticket_clock (ticket, due_at)
SELECT number, now() FROM ticket WHERE state NOT IN ('closed', 'cancelled');

-- Calls to places outside, like a telephone bridge: committed with the step of the chain, made afterwards.
CREATE TABLE hook_call (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  hook text NOT NULL,
  body text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  due_at timestamptz DEFAULT now(),         -- null: made, or given up
  attempts int NOT NULL DEFAULT 0,          -- counted before the call
  done_at timestamptz,
  error text NOT NULL DEFAULT ''
);
CREATE INDEX hook_call_due ON hook_call (due_at) WHERE due_at IS NOT NULL;
