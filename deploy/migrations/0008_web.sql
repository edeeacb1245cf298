-- Signing in, and forms that count once.

-- The cookie is a random secret; only its digest is kept, so a copy of this table signs nobody in.
CREATE TABLE web_session (
  id text PRIMARY KEY,                      -- sha256 of the cookie
  org text NOT NULL,
  userid text NOT NULL,
  name text NOT NULL DEFAULT '',
  way text NOT NULL,                        -- wecom | password
  made_at timestamptz NOT NULL,
  seen_at timestamptz NOT NULL
);
CREATE INDEX web_session_person ON web_session (org, userid);

-- On the way through WeCom's login: one use, five minutes, bound to the browser that began it. The way back stays here.
CREATE TABLE web_login (
  state text PRIMARY KEY,                   -- sha256 of what stands in the address
  browser text NOT NULL,                    -- sha256 of the browser's cookie
  return_to text NOT NULL,
  made_at timestamptz NOT NULL
);

-- Those who sign in with a password.
CREATE TABLE desk_account (
  userid text PRIMARY KEY,                  -- folded to lower case
  shown_id text NOT NULL,
  name text NOT NULL,
  role text NOT NULL CHECK (role IN ('agent', 'tester', 'developer', 'ops', 'product', 'contractor', 'lead', 'admin')),
  password text NOT NULL DEFAULT '',        -- argon2id as libsodium writes it; empty: not set
  failures int NOT NULL DEFAULT 0,          -- since the last success
  locked_until timestamptz NOT NULL DEFAULT '-infinity',
  updated_at timestamptz NOT NULL DEFAULT now()
);

-- A form that was sent twice makes one ticket.
CREATE TABLE web_form (
  token text PRIMARY KEY,
  ticket bigint NOT NULL,
  made_at timestamptz NOT NULL DEFAULT now()
);
