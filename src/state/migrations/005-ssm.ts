/** SSM Parameter Store: one row a version; values of SecureString are encrypted. */
export const ssm = `
  CREATE TABLE ssm_parameter (
    account_id TEXT NOT NULL,
    region TEXT NOT NULL,
    name TEXT NOT NULL,
    version INTEGER NOT NULL,
    type TEXT NOT NULL,
    value BLOB NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (account_id, region, name, version)
  ) STRICT;

  CREATE TABLE ssm_tag (
    account_id TEXT NOT NULL,
    region TEXT NOT NULL,
    resource_id TEXT NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (account_id, region, resource_id, key)
  ) STRICT;
`;
