-- What is to be said, the limits on saying it, and the tokens it needs.

CREATE SEQUENCE outbox_id;
CREATE TABLE outbox (
  id bigint NOT NULL DEFAULT nextval('outbox_id'),
  created_at timestamptz NOT NULL DEFAULT now(),
  account text NOT NULL,
  chat_id text NOT NULL,
  chat_kind text NOT NULL,                      -- single | group
  place text NOT NULL,                          -- account/chat_id: rows of one place are sent one after another
  lane smallint NOT NULL,
  notice text NOT NULL,                         -- JSON of bot/message.h Notice; rendered when it is sent
  locale text NOT NULL,
  handle text NOT NULL DEFAULT '',
  handle_until timestamptz NOT NULL DEFAULT '-infinity',
  updates_code text NOT NULL DEFAULT '',        -- response_code of the card this row changes
  ticket bigint,
  trace text NOT NULL DEFAULT '',
  merge_key text NOT NULL DEFAULT '',
  expires_at timestamptz,
  fallback text NOT NULL DEFAULT '',            -- JSON of drafts, tried once in its place
  state text NOT NULL DEFAULT 'due',            -- due | sent | dead | dropped | superseded | merged
  attempts int NOT NULL DEFAULT 0,              -- counted before sending
  crashes int NOT NULL DEFAULT 0,               -- claims that nobody recorded the end of
  due_at timestamptz NOT NULL DEFAULT now(),
  leased_until timestamptz,                     -- not null: being sent
  worker text NOT NULL DEFAULT '',              -- gateway that sends it: takes its own leases back at start
  fence bigint NOT NULL DEFAULT 0,
  parts_done int NOT NULL DEFAULT 0,
  last_error text NOT NULL DEFAULT '',
  receipt text NOT NULL DEFAULT '',
  response_code text NOT NULL DEFAULT '',       -- lets the sent card be changed once
  sent_at timestamptz,
  PRIMARY KEY (id, created_at)
) PARTITION BY RANGE (created_at);
CREATE INDEX outbox_due ON outbox (place, lane, id) WHERE state = 'due';
CREATE INDEX outbox_ticket ON outbox (ticket, id) WHERE ticket IS NOT NULL;
CREATE INDEX outbox_dead ON outbox (id) WHERE state = 'dead';
SELECT make_partitions('outbox', 'month', 0, 2);
CREATE TABLE outbox_default PARTITION OF outbox DEFAULT;

-- Token buckets, shared by all gateways and kept over restarts.
CREATE TABLE bucket (
  key text PRIMARY KEY,
  tokens double precision NOT NULL,
  updated_at timestamptz NOT NULL
) WITH (fillfactor = 50);

-- Takes one token from every bucket or from none. 0: taken; else the seconds until it is worth trying again.
-- `most`: capacity; `rate`: tokens a second; `keep`: tokens left for more urgent lanes.
CREATE FUNCTION take_tokens(keys text[], most double precision[], rate double precision[], keep double precision[])
RETURNS double precision LANGUAGE plpgsql AS $$
DECLARE
  wait double precision := 0;
  have double precision;
BEGIN
  INSERT INTO bucket (key, tokens, updated_at)
    SELECT k, m, clock_timestamp() FROM unnest(keys, most) AS b (k, m) ORDER BY k ON CONFLICT DO NOTHING;
  PERFORM 1 FROM bucket WHERE key = ANY (keys) ORDER BY key FOR UPDATE;
  FOR i IN 1..coalesce(array_length(keys, 1), 0) LOOP
    SELECT least(most[i], tokens + rate[i] * greatest(0, extract(epoch FROM clock_timestamp() - updated_at))) INTO have
      FROM bucket WHERE key = keys[i];
    IF have < 1 + keep[i] THEN wait := greatest(wait, (1 + keep[i] - have) / rate[i]); END IF;
  END LOOP;
  IF wait > 0 THEN RETURN wait; END IF;
  UPDATE bucket b SET updated_at = clock_timestamp(),
      tokens = least(n.m, b.tokens + n.r * greatest(0, extract(epoch FROM clock_timestamp() - b.updated_at))) - 1
    FROM unnest(keys, most, rate) AS n (k, m, r) WHERE b.key = n.k;
  RETURN 0;
END $$;

-- Access tokens of apps: one refresh at a time over all gateways, by lease.
CREATE TABLE token (
  account text PRIMARY KEY,
  value text NOT NULL DEFAULT '',
  expires_at timestamptz NOT NULL DEFAULT '-infinity',
  lease_until timestamptz NOT NULL DEFAULT '-infinity',
  fence bigint NOT NULL DEFAULT 0,
  window_at timestamptz NOT NULL DEFAULT '-infinity',  -- refreshes are counted in windows of 10 minutes
  window_count int NOT NULL DEFAULT 0
);
