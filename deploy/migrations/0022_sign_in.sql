-- Second factors, sessions that can be looked at, locks that last longer each time.

ALTER TABLE desk_account ADD COLUMN team text NOT NULL DEFAULT '';
ALTER TABLE desk_account ADD COLUMN locks int NOT NULL DEFAULT 0;       -- since the last success: each lasts twice as long

ALTER TABLE web_session ADD COLUMN second_at timestamptz;               -- when the second factor was shown; NULL: not yet
ALTER TABLE web_session ADD COLUMN remote text NOT NULL DEFAULT '';
ALTER TABLE web_session ADD COLUMN agent text NOT NULL DEFAULT '';
CREATE INDEX web_session_userid ON web_session (lower(userid));

CREATE TABLE login_address (
  address text PRIMARY KEY,
  failures int NOT NULL,
  since timestamptz NOT NULL,
  locks int NOT NULL DEFAULT 0,
  locked_until timestamptz NOT NULL DEFAULT '-infinity'
);

-- Of everybody who signs in, with a password or through WeCom. Secrets are sealed under a key that is not in the database.
CREATE TABLE second_factor (
  userid text PRIMARY KEY,                  -- folded to lower case
  secret text NOT NULL DEFAULT '',          -- sealed; empty: none yet
  proposed text NOT NULL DEFAULT '',        -- sealed; shown, and not yet answered with a code
  step bigint NOT NULL DEFAULT 0,           -- the last time step that was used: none counts twice
  failures int NOT NULL DEFAULT 0,
  locks int NOT NULL DEFAULT 0,
  locked_until timestamptz NOT NULL DEFAULT '-infinity',
  since timestamptz
);
CREATE TABLE recovery_code (
  userid text NOT NULL,
  code text NOT NULL,                       -- sha256(userid, code): 60 random bits need no slow hash
  PRIMARY KEY (userid, code)
);
