-- Shifts that one person offers another in chat: nothing changes hands before both have agreed; then a row of duty_change does it.
CREATE TABLE duty_swap (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  org text NOT NULL,
  roster text NOT NULL,
  from_at timestamptz NOT NULL,
  to_at timestamptz NOT NULL CHECK (to_at > from_at),
  back_from timestamptz,                      -- the taker's shift that the giver has in exchange; null: none
  back_to timestamptz,
  giver text NOT NULL,                        -- user ids
  taker text NOT NULL,
  asked_by text NOT NULL,
  state text NOT NULL CHECK (state IN ('drafted', 'asked', 'agreed', 'declined', 'withdrawn', 'expired')),
  made_at timestamptz NOT NULL,
  moved_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX duty_swap_open ON duty_swap (to_at) WHERE state IN ('drafted', 'asked');
