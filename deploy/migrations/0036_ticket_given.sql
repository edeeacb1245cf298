-- When somebody was last given a ticket by name: of equally busy people the next goes to who waited longest. Written by
-- transfers to a person alone.
CREATE TABLE ticket_given (
  person text PRIMARY KEY,
  at timestamptz NOT NULL
);
