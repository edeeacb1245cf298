-- Search over tickets that finds Chinese words inside of others, and the filters of long lists. Written beside the turns by
-- whoever follows the sealed audit (handlers/console/search_store.cpp); an event of a ticket pays nothing for it.

-- Lists of what has ended ask the search too, so five indexes leave the way of every event.
DROP INDEX ticket_by_state, ticket_by_severity, ticket_by_system, ticket_by_holder, ticket_by_assignee;

-- A token begins with the ticket's block of 16,384 numbers: newest blocks are asked first, and a word that 100,000 tickets
-- hold costs what the newest 16,384 hold.
CREATE TABLE ticket_search (
  ticket bigint PRIMARY KEY,
  tokens tsvector NOT NULL
);
CREATE INDEX ticket_search_tokens ON ticket_search USING gin (tokens);

CREATE TABLE ticket_search_place (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  seq bigint NOT NULL,                      -- of audit_chain: up to here is done
  back bigint NOT NULL                      -- tickets up to this number are older than the search, and wait
);
INSERT INTO ticket_search_place (seq, back)
SELECT (SELECT coalesce(max(seq), 0) FROM audit_chain), (SELECT coalesce(max(number), 0) FROM ticket);

-- Pairs of Chinese characters, and whole words of letters and digits. A trigram index knows no words of two characters.
CREATE FUNCTION search_words(words text) RETURNS SETOF text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  WITH said AS (SELECT lower(normalize(left(words, 8000), NFKC)) AS t),
  pair AS (
    SELECT c AS one, lead(c) OVER (ORDER BY i) AS other
    FROM said, unnest(string_to_array(t, NULL)) WITH ORDINALITY AS u(c, i))
  SELECT one || other FROM pair WHERE ascii(one) BETWEEN 13312 AND 40959 AND ascii(other) BETWEEN 13312 AND 40959
  UNION SELECT left(m[1], 40) FROM said, regexp_matches(t, '[a-z0-9]+', 'g') AS m
$$;

CREATE FUNCTION ticket_tokens(number bigint, words text, filters text[]) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT array_to_tsvector(array_agg(number / 16384 || ':' || token))
  FROM (SELECT search_words(words) AS token UNION SELECT unnest(filters)) AS all_of_it
$$;
