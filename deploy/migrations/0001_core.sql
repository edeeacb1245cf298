-- The inbox and the conversations that its messages belong to.

-- Monthly or daily partitions of `parent`, from `behind` units ago to `ahead` units from now; safe to call again and by many.
CREATE FUNCTION make_partitions(parent text, unit text, behind int, ahead int) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  first timestamptz;
  name text;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('make_partitions'));
  FOR step IN -behind..ahead LOOP
    first := date_trunc(unit, now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC' + step * ('1 ' || unit)::interval;
    name := parent || to_char(first AT TIME ZONE 'UTC', CASE unit WHEN 'day' THEN '_YYYYMMDD' ELSE '_YYYYMM' END);
    IF to_regclass(name) IS NULL THEN
      EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)', name, parent, first,
                     first + ('1 ' || unit)::interval);
    END IF;
  END LOOP;
END $$;

-- What was seen: one row a message for 7 days, so that a platform's retries and re-deliveries make nothing new.
CREATE TABLE inbox_key (
  account text NOT NULL,
  key text NOT NULL,
  seen_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (account, key)
);
CREATE INDEX inbox_key_seen ON inbox_key USING brin (seen_at);

CREATE SEQUENCE inbox_id;
CREATE TABLE inbox (
  id bigint NOT NULL DEFAULT nextval('inbox_id'),
  received_at timestamptz NOT NULL DEFAULT now(),
  conversation text NOT NULL,
  account text NOT NULL,
  external_id text NOT NULL,
  trace text NOT NULL,
  message text NOT NULL,                    -- JSON of bot/message.h Inbound
  state text NOT NULL DEFAULT 'waiting',    -- waiting | done | dead
  error text,
  done_at timestamptz,
  PRIMARY KEY (id, received_at)
) PARTITION BY RANGE (received_at);
CREATE INDEX inbox_waiting ON inbox (id) WHERE state = 'waiting';
CREATE INDEX inbox_waiting_of ON inbox (conversation, id) WHERE state = 'waiting';
CREATE INDEX inbox_dead ON inbox (id) WHERE state = 'dead';
SELECT make_partitions('inbox', 'day', 1, 7);
CREATE TABLE inbox_default PARTITION OF inbox DEFAULT;

-- One row a person: the dialog as data, and the fenced lease of the worker that holds it.
CREATE TABLE conversation (
  key text PRIMARY KEY,
  dialog text NOT NULL DEFAULT '{}',
  fence bigint NOT NULL DEFAULT 0,
  attempts int NOT NULL DEFAULT 0,          -- claims since the last finished turn: counted before the work
  leased_until timestamptz NOT NULL DEFAULT '-infinity',
  worker text,
  wake_at timestamptz,
  updated_at timestamptz NOT NULL DEFAULT now()
) WITH (fillfactor = 70);
CREATE INDEX conversation_wake ON conversation (wake_at) WHERE wake_at IS NOT NULL;

-- People as a channel knows them. `reachable_at`: when the app could last speak to them 1:1.
CREATE TABLE contact (
  org text NOT NULL,
  userid text NOT NULL,                     -- folded to lower case: WeCom compares so
  shown_id text NOT NULL,
  name text NOT NULL DEFAULT '',
  app_account text,                         -- the app that reaches this person 1:1
  unreachable_at timestamptz,
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (org, userid)
);
