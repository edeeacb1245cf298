-- Pictures and files that people sent: fetched beside the turns, since a smart bot's address lives 5 minutes only.

CREATE TABLE media (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  inbox_id bigint NOT NULL,
  position int NOT NULL,                    -- in its message, from 0
  source text NOT NULL,                     -- sha256 of address and id: finds the row when its ticket is known
  org text NOT NULL,
  account text NOT NULL,
  contact text NOT NULL,
  chat_id text NOT NULL,
  chat_kind text NOT NULL,                  -- single | group
  trace text NOT NULL,
  kind text NOT NULL,                       -- image | file | voice | video
  url text NOT NULL DEFAULT '',             -- this and the next two open the file: emptied when the row ends
  media_id text NOT NULL DEFAULT '',
  aes_key text NOT NULL DEFAULT '',
  ticket bigint,
  state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'kept', 'lost')),
  attempts int NOT NULL DEFAULT 0,          -- counted before the work
  due_at timestamptz NOT NULL DEFAULT now(),
  ends_at timestamptz NOT NULL,             -- no try after this
  sha256 text NOT NULL DEFAULT '',          -- the file's name in the data folder
  type text NOT NULL DEFAULT '',            -- by its first bytes, not by what was claimed
  bytes bigint NOT NULL DEFAULT 0,
  file_name text NOT NULL DEFAULT '',       -- as sent: for showing only
  error text NOT NULL DEFAULT '',
  made_at timestamptz NOT NULL DEFAULT now(),
  done_at timestamptz,
  UNIQUE (inbox_id, position)
);
CREATE INDEX media_due ON media (due_at) WHERE state = 'waiting';
CREATE INDEX media_ticket ON media (ticket, id) WHERE ticket IS NOT NULL;
CREATE INDEX media_source ON media (source);

-- Ids that a smart bot shows in place of userids, and whose they are. Empty: asked, and plain or not visible.
CREATE TABLE open_userid (
  org text NOT NULL,
  open_id text NOT NULL,
  userid text NOT NULL DEFAULT '',
  asked_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (org, open_id)
);
