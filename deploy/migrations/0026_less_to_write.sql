-- Indexes that every message pays for and no question needs: what is due is found by (lane, place, id), and who asked
-- what by the person.
DROP INDEX outbox_due;
DROP INDEX ask_article;
