/** SSM Parameter Store: one row a version, the highest one being the parameter; values of SecureString are sealed. */
export const ssm = `
  CREATE TABLE ssm_parameter (
    account_id TEXT NOT NULL,
    region TEXT NOT NULL,
    name TEXT NOT NULL,
    version INTEGER NOT NULL,
    type TEXT NOT NULL CHECK (type IN ('String', 'StringList', 'SecureString')),
    value BLOB NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (account_id, region, name, version)
  ) STRICT;

  CREATE TABLE ssm_tag (
    account_id TEXT NOT NULL,
    region TEXT NOT NULL,
    parameter_name TEXT NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (account_id, region, parameter_name, key)
  ) STRICT;
`;
