-- Pictures and documents of articles: kept once by digest, for as long as a version names them.

DROP TABLE article_file;  -- had no page that wrote into it
CREATE TABLE article_file (
  id text PRIMARY KEY,                      -- first 32 digits of the SHA-256: its address
  name text NOT NULL,                       -- as it came: for showing and for saving under
  type text NOT NULL,                       -- found from the bytes
  bytes bytea NOT NULL,
  small bytea NOT NULL,                     -- a picture's small copy; empty: the whole one will do
  by_person text NOT NULL,
  at timestamptz NOT NULL
);
ALTER TABLE article_file ALTER bytes SET STORAGE EXTERNAL, ALTER small SET STORAGE EXTERNAL;  -- packed already
CREATE INDEX article_file_of_person ON article_file (by_person, at);

CREATE TABLE article_file_use (
  file text NOT NULL,                       -- no reference: an import may name what comes later
  article text NOT NULL,
  version int NOT NULL,
  PRIMARY KEY (file, article, version),
  FOREIGN KEY (article, version) REFERENCES article_version ON DELETE CASCADE
);
CREATE INDEX article_file_use_of ON article_file_use (article, version);

CREATE FUNCTION article_files_named() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO article_file_use (file, article, version)
    SELECT DISTINCT hit[1], NEW.article, NEW.version
    FROM regexp_matches(NEW.body::text, '/qa/file/([0-9a-f]{32})', 'g') AS hit;
  RETURN NULL;
END $$;
CREATE TRIGGER files_named AFTER INSERT ON article_version FOR EACH ROW EXECUTE FUNCTION article_files_named();
