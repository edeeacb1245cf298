-- A message that was sent and never answered for is neither delivered nor refused.

-- unsure: attempts after which nobody knows whether the message arrived, kills of the process among them.
-- last_verdict: what the last attempt came to: delivered, retry, back_off, unknown, lapsed, seen_before, dead, alarm.
-- state gains 'unknown': repeated once on a channel that cannot recognise repeats, and unanswered again.
ALTER TABLE outbox ADD COLUMN unsure int NOT NULL DEFAULT 0, ADD COLUMN last_verdict text NOT NULL DEFAULT '';
CREATE INDEX outbox_unknown ON outbox (id) WHERE state = 'unknown';

-- Each gateway holds a session lock on its name for as long as it lives: what the gone were working on is free at once.
CREATE FUNCTION gateway_present(worker text) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 2
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND classid = 1685419129 AND objid = (hashtext('gateway:' || split_part(worker, '/', 1))::bigint & 4294967295)::oid)
$$;
