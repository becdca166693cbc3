/**
 * Secrets Manager: a secret and its versions, whose values are sealed. `stages` holds the staging labels that point
 * at a version. A deleted secret stays until its recovery window is over.
 */
export const secretsManager = `
  CREATE TABLE secretsmanager_secret (
    arn TEXT PRIMARY KEY,
    account_id TEXT NOT NULL,
    region TEXT NOT NULL,
    name TEXT NOT NULL,
    created_at_ms INTEGER NOT NULL,
    deleted_at_ms INTEGER,
    purge_at_ms INTEGER,
    document TEXT NOT NULL,
    UNIQUE (account_id, region, name)
  ) STRICT;
  CREATE INDEX secretsmanager_secret_purge ON secretsmanager_secret (purge_at_ms) WHERE purge_at_ms IS NOT NULL;

  CREATE TABLE secretsmanager_version (
    secret_arn TEXT NOT NULL REFERENCES secretsmanager_secret (arn) ON DELETE CASCADE,
    sequence INTEGER NOT NULL,
    version_id TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('string', 'binary')),
    value BLOB NOT NULL,
    created_at_ms INTEGER NOT NULL,
    accessed_on_ms INTEGER,
    stages TEXT NOT NULL,
    PRIMARY KEY (secret_arn, version_id)
  ) STRICT;
`;
