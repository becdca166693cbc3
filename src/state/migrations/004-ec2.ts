/** EC2 networking: what a task or a load balancer stands in. */
export const ec2 = `
  CREATE TABLE ec2_vpc (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL,
    region TEXT NOT NULL,
    cidr TEXT NOT NULL,
    is_default INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX ec2_vpc_account ON ec2_vpc (account_id, region);

  CREATE TABLE ec2_subnet (
    id TEXT PRIMARY KEY,
    vpc_id TEXT NOT NULL REFERENCES ec2_vpc (id),
    cidr TEXT NOT NULL,
    availability_zone TEXT NOT NULL,
    last_address TEXT
  ) STRICT;
  CREATE INDEX ec2_subnet_vpc ON ec2_subnet (vpc_id);

  CREATE TABLE ec2_security_group (
    id TEXT PRIMARY KEY,
    vpc_id TEXT NOT NULL REFERENCES ec2_vpc (id),
    name TEXT NOT NULL,
    description TEXT NOT NULL
  ) STRICT;
  CREATE INDEX ec2_security_group_vpc ON ec2_security_group (vpc_id);

  CREATE TABLE ec2_network_interface (
    id TEXT PRIMARY KEY,
    subnet_id TEXT NOT NULL REFERENCES ec2_subnet (id),
    address TEXT NOT NULL,
    task_arn TEXT,
    mac_address TEXT,
    sandbox_id TEXT,
    created_at_ms INTEGER NOT NULL,
    UNIQUE (subnet_id, address)
  ) STRICT;
  CREATE INDEX ec2_network_interface_task ON ec2_network_interface (task_arn);
  CREATE INDEX ec2_network_interface_sandbox ON ec2_network_interface (sandbox_id);
`;
