-- The deliverer hops from place to place within a lane; the order within a place keeps its own index.
CREATE INDEX outbox_lane ON outbox (lane, place, id) WHERE state = 'due';
