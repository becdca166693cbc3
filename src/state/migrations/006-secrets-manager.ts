/** Secrets Manager: a secret, its versions (encrypted), and the staging labels that point at them. */
export const secretsManager = `
  CREATE TABLE secretsmanager_secret (
    arn TEXT PRIMARY KEY,
    account_id TEXT NOT NULL,
    region TEXT NOT NULL,
    name TEXT NOT NULL,
    deleted_at_ms INTEGER,
    document TEXT NOT NULL,
    UNIQUE (account_id, region, name)
  ) STRICT;

  CREATE TABLE secretsmanager_version (
    secret_arn TEXT NOT NULL REFERENCES secretsmanager_secret (arn) ON DELETE CASCADE,
    version_id TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('string', 'binary')),
    value BLOB NOT NULL,
    created_at_ms INTEGER NOT NULL,
    stages TEXT NOT NULL,
    PRIMARY KEY (secret_arn, version_id)
  ) STRICT;
`;
