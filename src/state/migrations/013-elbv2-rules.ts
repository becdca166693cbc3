/** Rules of load balancers' listeners. */
export const elbv2Rules = `
  CREATE TABLE elbv2_rule (
    arn TEXT PRIMARY KEY,
    listener_arn TEXT NOT NULL REFERENCES elbv2_listener (arn) ON DELETE CASCADE,
    priority INTEGER NOT NULL,
    document TEXT NOT NULL,
    UNIQUE (listener_arn, priority)
  ) STRICT;
`;
