-- Roles as bot/access.h names them, and access that ends by itself.
ALTER TABLE desk_account DROP CONSTRAINT desk_account_role_check;
ALTER TABLE desk_account ADD CONSTRAINT desk_account_role_check
  CHECK (role IN ('agent', 'tester', 'developer', 'ops', 'product', 'contractor', 'lead', 'admin', 'auditor'));
ALTER TABLE desk_account ADD COLUMN until timestamptz NOT NULL DEFAULT 'infinity';
