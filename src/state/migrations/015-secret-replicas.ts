/**
 * Replicas of a secret in other regions of its account. Only what differs from the primary secret is held: values,
 * labels, tags and the policy are the primary's. `arn` is null where the replication failed.
 */
export const secretReplicas = `
  CREATE TABLE secretsmanager_replica (
    primary_arn TEXT NOT NULL REFERENCES secretsmanager_secret (arn) ON DELETE CASCADE,
    region TEXT NOT NULL,
    arn TEXT UNIQUE,
    kms_key_id TEXT,
    accessed_on_ms INTEGER,
    PRIMARY KEY (primary_arn, region)
  ) STRICT;
  CREATE INDEX secretsmanager_replica_region ON secretsmanager_replica (region);
`;
