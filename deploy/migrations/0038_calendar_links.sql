-- Calendars at an address: what the copy is known by there, so that one that has not changed is not sent again,
-- and since when it cannot be read.
ALTER TABLE duty_calendar
  ADD COLUMN asked text NOT NULL DEFAULT '',      -- digest of the address, which may carry a secret
  ADD COLUMN looked_at timestamptz,               -- when a gateway last took it in hand
  ADD COLUMN etag text NOT NULL DEFAULT '',
  ADD COLUMN modified text NOT NULL DEFAULT '',   -- Last-Modified, word by word
  ADD COLUMN failing_since timestamptz,           -- null: the last look went well
  ADD COLUMN told_at timestamptz;                 -- the leads heard of it; once until it goes well again
