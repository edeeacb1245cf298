-- Mass incidents: tickets that speak of the same trouble, under one parent. Written only where tickets are alike or are put
-- together, so an ordinary message meets none of it. What a ticket is part of stands in its events; these rows find it.

-- An incident that the bot proposed. Whoever reports the same later carries its number in the ticket itself.
CREATE TABLE incident (
  parent bigint PRIMARY KEY,                -- a ticket
  proposed_at timestamptz NOT NULL,
  seeds bigint[] NOT NULL,                  -- tickets that were there before it was proposed
  told_groups text[] NOT NULL DEFAULT '{}'  -- the bot has said there once that the team knows
);
CREATE INDEX incident_proposed ON incident (proposed_at);

CREATE TABLE incident_ticket (
  ticket bigint PRIMARY KEY,
  parent bigint NOT NULL,
  state text NOT NULL CHECK (state IN ('child', 'left'))
);
CREATE INDEX incident_ticket_of ON incident_ticket (parent) WHERE state = 'child';
