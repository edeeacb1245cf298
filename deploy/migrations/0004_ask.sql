-- Every time an article was shown, and what became of it. Text is masked before it is stored.
CREATE TABLE ask (
  at timestamptz NOT NULL DEFAULT now(),
  person text NOT NULL,
  article text NOT NULL,
  outcome text NOT NULL,      -- shown | solved | unsolved
  words text NOT NULL DEFAULT '',
  ticket bigint
) PARTITION BY RANGE (at);
CREATE INDEX ask_article ON ask (article, at);
SELECT make_partitions('ask', 'month', 0, 2);
CREATE TABLE ask_default PARTITION OF ask DEFAULT;
