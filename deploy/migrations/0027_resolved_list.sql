-- What is solved and not closed yet, newest first: a column of the board. Whoever reports pays nothing for it.
CREATE INDEX ticket_resolved ON ticket (number) WHERE seen_by_team AND state = 'resolved';
