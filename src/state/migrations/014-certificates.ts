/** Certificates of ACM and server certificates of IAM; their private keys are sealed. */
export const certificates = `
  CREATE TABLE acm_certificate (
    arn TEXT PRIMARY KEY,
    account_id TEXT NOT NULL,
    region TEXT NOT NULL,
    created_at_ms INTEGER NOT NULL,
    document TEXT NOT NULL,
    certificate TEXT NOT NULL,
    chain TEXT,
    private_key BLOB NOT NULL
  ) STRICT;
  CREATE INDEX acm_certificate_scope ON acm_certificate (account_id, region, created_at_ms);

  CREATE TABLE iam_server_certificate (
    arn TEXT PRIMARY KEY,
    account_id TEXT NOT NULL,
    name TEXT NOT NULL,
    path TEXT NOT NULL,
    id TEXT NOT NULL,
    created_at_ms INTEGER NOT NULL,
    tags TEXT NOT NULL,
    certificate TEXT NOT NULL,
    chain TEXT,
    private_key BLOB NOT NULL,
    UNIQUE (account_id, name)
  ) STRICT;
`;
