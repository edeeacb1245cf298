-- The audit reaches edits of articles and settings, and a chat outside hears how far it goes.

-- Steps of articles, status texts, reviewers and files, whoever takes them: a page, a chat, the command line.
CREATE FUNCTION audit_article_step() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO audit (actor, role, act, thing, detail, way)
  VALUES (NEW.by_person, '', 'article_' || NEW.step, 'article:' || NEW.article, 'version ' || NEW.version, 'event');
  RETURN NULL;
END $$;
CREATE TRIGGER audited AFTER INSERT ON article_log FOR EACH ROW EXECUTE FUNCTION audit_article_step();

CREATE FUNCTION audit_status() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO audit (actor, role, act, thing, detail, way)
  VALUES (NEW.set_by, '', CASE TG_OP WHEN 'INSERT' THEN 'status_set' ELSE 'status_ended' END, 'status:' || NEW.id,
          CASE WHEN NEW.ticket = 0 THEN NEW.system ELSE 'ticket ' || NEW.ticket END, 'event');
  RETURN NULL;
END $$;
CREATE TRIGGER audited AFTER INSERT OR UPDATE OF cleared_at ON incident_status FOR EACH ROW EXECUTE FUNCTION audit_status();

CREATE FUNCTION audit_reviewer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO audit (actor, role, act, thing, detail, way)
  VALUES ('', '', CASE TG_OP WHEN 'INSERT' THEN 'reviewer_named' ELSE 'reviewer_taken_off' END,
          'system:' || CASE TG_OP WHEN 'INSERT' THEN NEW.system ELSE OLD.system END,
          CASE TG_OP WHEN 'INSERT' THEN NEW.userid ELSE OLD.userid END, 'event');
  RETURN NULL;
END $$;
CREATE TRIGGER audited AFTER INSERT OR DELETE ON article_reviewer FOR EACH ROW EXECUTE FUNCTION audit_reviewer();

-- How far the audit reached when a chat was told so: once for each nominal time.
CREATE TABLE audit_told (
  nominal timestamptz PRIMARY KEY,
  count bigint NOT NULL
);
