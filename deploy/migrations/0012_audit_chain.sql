-- The chain over the audit: one sealer gives rows that have been committed their place and a hash over the row and the
-- hash before. Writers never wait for the chain, so it has no head that they could fork or queue for.

-- A row of the audit and of its sealing as one text; both are needed again, to the letter, by whoever verifies.
CREATE FUNCTION audit_words(a audit, seq bigint, sealed_at bigint) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT row(seq, sealed_at, a.id, (extract(epoch FROM a.at) * 1000000)::bigint, a.actor, a.role, a.act, a.thing, a.detail,
             a.reason, a.way, a.remote)::text
$$;

CREATE TABLE audit_chain (
  seq bigint PRIMARY KEY,                   -- from 1, without a gap
  id bigint NOT NULL UNIQUE,
  at timestamptz NOT NULL,                  -- of the row: finds its partition
  sealed_at bigint NOT NULL,                -- microseconds
  hash text NOT NULL                        -- sha256(hash before, newline, audit_words), hex
);

CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the audit is append-only';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON audit FOR EACH ROW EXECUTE FUNCTION audit_is_append_only();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON audit_chain FOR EACH ROW EXECUTE FUNCTION audit_is_append_only();
