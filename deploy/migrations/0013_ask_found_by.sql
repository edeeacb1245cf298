-- What found the article of an ask: pattern, keyword, search, chosen (from "您是不是想问"), status; '' before this.
-- New outcomes beside it: suggested, chosen, rejected.
ALTER TABLE ask ADD COLUMN found_by text NOT NULL DEFAULT '';
