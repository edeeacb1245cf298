-- How many reports a person, and an address, has sent by the web form.

ALTER TABLE web_form ADD COLUMN person text NOT NULL DEFAULT '', ADD COLUMN address text NOT NULL DEFAULT '';  -- a digest
CREATE INDEX web_form_person ON web_form (person, made_at);
CREATE INDEX web_form_address ON web_form (address, made_at);
