-- A look-up that runs is not begun again; who asks for it meanwhile hears its result too.
CREATE TABLE diagnostic_asker (
  run bigint NOT NULL REFERENCES diagnostic_run ON DELETE CASCADE,
  asked_by text NOT NULL,                   -- as in diagnostic_run
  role text NOT NULL DEFAULT '',
  contact text NOT NULL,
  chat text NOT NULL DEFAULT '',            -- JSON; empty: 1:1
  PRIMARY KEY (run, asked_by, chat)
);
