-- The words of a ticket are taken apart by the program (kb/inner_words.h), at a tenth of the time; Traditional and Simplified are one
-- there, so every ticket is read once more, beside the daily work.
DROP FUNCTION ticket_tokens, search_words;
UPDATE ticket_search_place SET back = (SELECT coalesce(max(number), 0) FROM ticket);
