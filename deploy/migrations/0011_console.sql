-- Lists of the console: a keyset walk over one index each, however many tickets there are.
-- The expressions and conditions stand in handlers/console/list_store.cpp as they stand here.
CREATE INDEX ticket_open ON ticket
  ((CASE severity WHEN 'urgent' THEN 1 WHEN 'high' THEN 2 WHEN 'medium' THEN 3 ELSE 4 END), created_at, number)
  WHERE seen_by_team AND state IN ('draft', 'new', 'accepted', 'waiting', 'transferred', 'reopened');
CREATE INDEX ticket_by_state ON ticket (state, number) WHERE seen_by_team;
CREATE INDEX ticket_by_severity ON ticket (severity, number) WHERE seen_by_team;
CREATE INDEX ticket_by_system ON ticket (system, number) WHERE seen_by_team;
CREATE INDEX ticket_by_holder ON ticket (holder, number) WHERE seen_by_team;
CREATE INDEX ticket_by_assignee ON ticket (assignee, number) WHERE seen_by_team;

-- What was done and what was read, written in the transaction that did it: if this row cannot be written, nothing happens.
CREATE SEQUENCE audit_id;
CREATE TABLE audit (
  id bigint NOT NULL DEFAULT nextval('audit_id'),
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  actor text NOT NULL,                      -- person: key of the conversation; empty: the desk itself
  role text NOT NULL,
  act text NOT NULL,
  thing text NOT NULL,                      -- ticket:1002, outbox:77, account:lilei
  detail text NOT NULL DEFAULT '',          -- which field, which digest; never a value of a customer
  reason text NOT NULL DEFAULT '',
  way text NOT NULL,                        -- chat | page | cli
  remote text NOT NULL DEFAULT '',
  PRIMARY KEY (id, at)
) PARTITION BY RANGE (at);
CREATE INDEX audit_actor ON audit (actor, at);
CREATE INDEX audit_thing ON audit (thing, at);
SELECT make_partitions('audit', 'month', 1, 3);
CREATE TABLE audit_default PARTITION OF audit DEFAULT;
