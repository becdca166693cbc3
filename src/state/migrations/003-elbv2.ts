/**
 * Elastic Load Balancing v2. On targets, `state` is desired (the API and ECS write it); `health` and `drained` are
 * what the data path observed.
 */
export const elbv2 = `
  CREATE TABLE elbv2_load_balancer (
    arn TEXT PRIMARY KEY,
    account_id TEXT NOT NULL,
    region TEXT NOT NULL,
    name TEXT NOT NULL,
    dns_name TEXT NOT NULL,
    vpc_id TEXT NOT NULL,
    created_at_ms INTEGER NOT NULL,
    document TEXT NOT NULL,
    UNIQUE (account_id, region, name)
  ) STRICT;

  CREATE TABLE elbv2_target_group (
    arn TEXT PRIMARY KEY,
    account_id TEXT NOT NULL,
    region TEXT NOT NULL,
    name TEXT NOT NULL,
    document TEXT NOT NULL,
    UNIQUE (account_id, region, name)
  ) STRICT;

  CREATE TABLE elbv2_listener (
    arn TEXT PRIMARY KEY,
    load_balancer_arn TEXT NOT NULL REFERENCES elbv2_load_balancer (arn) ON DELETE CASCADE,
    port INTEGER NOT NULL,
    document TEXT NOT NULL,
    bound TEXT,
    UNIQUE (load_balancer_arn, port)
  ) STRICT;

  CREATE TABLE elbv2_target (
    target_group_arn TEXT NOT NULL REFERENCES elbv2_target_group (arn) ON DELETE CASCADE,
    id TEXT NOT NULL,
    port INTEGER NOT NULL,
    availability_zone TEXT,
    state TEXT NOT NULL CHECK (state IN ('registered', 'draining')),
    registered_at_ms INTEGER NOT NULL,
    draining_since_ms INTEGER,
    health TEXT NOT NULL,
    drained INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (target_group_arn, id, port)
  ) STRICT;

  CREATE TABLE elbv2_tag (
    resource_arn TEXT NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (resource_arn, key)
  ) STRICT;
`;
