-- Events of tickets are append-only and say who did what already: they are part of the audit as they stand, so a turn
-- writes them once. Both kinds of row take their numbers from one sequence, which gives the sealer its order. Events from
-- before have -1: their copies in `audit` were sealed then and stay.
ALTER TABLE ticket_event ADD COLUMN id bigint NOT NULL DEFAULT -1;
ALTER TABLE ticket_event ALTER COLUMN id SET DEFAULT nextval('audit_id');
CREATE INDEX ticket_event_id ON ticket_event (id);
CREATE INDEX ticket_event_person ON ticket_event (by_person, id);

-- Without a condition of its own, so that PostgreSQL sees through it: whoever asks says id > 0. Newest first or by person it is a merge of two index walks; by thing `ticket` (0: not an event)
-- leads it through the key of the events.
CREATE VIEW audit_trail AS
SELECT id, at, actor, role, act, thing, detail, reason, way, remote, 0::bigint AS ticket FROM audit
UNION ALL
SELECT id, at, by_person, role, step, 'ticket:' || ticket,
       seq || ' ' || encode(sha256(convert_to(body::text, 'UTF8')), 'hex'), '', 'event', '', ticket
FROM ticket_event;

DROP FUNCTION audit_words;
CREATE FUNCTION audit_words(a audit_trail, seq bigint, sealed_at bigint) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT row(seq, sealed_at, a.id, (extract(epoch FROM a.at) * 1000000)::bigint, a.actor, a.role, a.act, a.thing, a.detail,
             a.reason, a.way, a.remote)::text
$$;

-- Of an act by a person and of acts on a thing: what is left for `audit` itself, whose rows are few now.
DROP INDEX audit_actor;
DROP INDEX audit_thing;
CREATE INDEX audit_actor ON audit (actor, id);
CREATE INDEX audit_thing ON audit (thing, id);
