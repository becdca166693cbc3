import type { State } from '../../state/state.ts';
import { UnchangedReads } from '../../state/unchanged-reads.ts';
import type { WatchedRows } from '../../state/write-notices.ts';

export interface Vpc {
  readonly id: string;
  readonly accountId: string;
  readonly region: string;
  readonly cidr: string;
  readonly isDefault: boolean;
}

export interface Subnet {
  readonly id: string;
  readonly vpcId: string;
  readonly accountId: string;
  readonly region: string;
  readonly cidr: string;
  readonly availabilityZone: string;
}

export interface SecurityGroup {
  readonly id: string;
  readonly vpcId: string;
  readonly accountId: string;
  readonly region: string;
  readonly name: string;
  readonly description: string;
}

function prepare({ db }: State) {
  const vpc = 'SELECT id, account_id AS accountId, region, cidr, is_default AS isDefault FROM ec2_vpc';
  const subnet = `SELECT ec2_subnet.id, vpc_id AS vpcId, account_id AS accountId, region, ec2_subnet.cidr,
    availability_zone AS availabilityZone FROM ec2_subnet JOIN ec2_vpc ON ec2_vpc.id = vpc_id`;
  const group = `SELECT ec2_security_group.id, vpc_id AS vpcId, account_id AS accountId, region, name, description
    FROM ec2_security_group JOIN ec2_vpc ON ec2_vpc.id = vpc_id`;
  type VpcRow = Omit<Vpc, 'isDefault'> & { isDefault: number };
  return {
    addVpc: db.prepare<[string, string, string, string, number]>(
      'INSERT INTO ec2_vpc (id, account_id, region, cidr, is_default) VALUES (?, ?, ?, ?, ?)',
    ),
    addSubnet: db.prepare<[string, string, string, string]>(
      'INSERT INTO ec2_subnet (id, vpc_id, cidr, availability_zone) VALUES (?, ?, ?, ?)',
    ),
    addGroup: db.prepare<[string, string, string, string]>(
      'INSERT INTO ec2_security_group (id, vpc_id, name, description) VALUES (?, ?, ?, ?)',
    ),
    setVpcCidr: db.prepare<[string, string]>('UPDATE ec2_vpc SET cidr = ? WHERE id = ?'),
    setSubnetCidr: db.prepare<[string, string]>(
      'UPDATE ec2_subnet SET cidr = ?, last_address = NULL WHERE id = ?',
    ),
    vpc: db.prepare<[string], VpcRow>(`${vpc} WHERE id = ?`),
    vpcs: db.prepare<[string, string], VpcRow>(`${vpc} WHERE account_id = ? AND region = ? ORDER BY rowid`),
    allVpcs: db.prepare<[], VpcRow>(`${vpc} ORDER BY rowid`),
    subnet: db.prepare<[string], Subnet>(`${subnet} WHERE ec2_subnet.id = ?`),
    subnets: db.prepare<[string, string], Subnet>(
      `${subnet} WHERE account_id = ? AND region = ? ORDER BY ec2_subnet.rowid`,
    ),
    group: db.prepare<[string], SecurityGroup>(`${group} WHERE ec2_security_group.id = ?`),
    groups: db.prepare<[string, string], SecurityGroup>(
      `${group} WHERE account_id = ? AND region = ? ORDER BY ec2_security_group.rowid`,
    ),
    defaultGroup: db.prepare<[string], SecurityGroup>(`${group} WHERE vpc_id = ? AND name = 'default'`),
  };
}

const vpcRows: WatchedRows = { table: 'ec2_vpc' };
/** Which address was handed out last is none of what is read here, and changes with every task. */
const subnetRows: WatchedRows = { table: 'ec2_subnet', columns: ['vpc_id', 'cidr', 'availability_zone'] };
const groupRows: WatchedRows = { table: 'ec2_security_group' };

/** VPCs with their subnets and security groups. They hardly ever change, and every task asks for them many times. */
export class NetworkStore {
  readonly #sql: ReturnType<typeof prepare>;
  readonly #vpcs: UnchangedReads<Vpc | undefined>;
  readonly #vpcLists: UnchangedReads<readonly Vpc[]>;
  readonly #subnets: UnchangedReads<Subnet | undefined>;
  readonly #groups: UnchangedReads<SecurityGroup | undefined>;
  readonly #defaultGroups: UnchangedReads<SecurityGroup | undefined>;

  constructor(state: State) {
    this.#sql = prepare(state);
    this.#vpcs = new UnchangedReads(state, [vpcRows]);
    this.#vpcLists = new UnchangedReads(state, [vpcRows]);
    this.#subnets = new UnchangedReads(state, [vpcRows, subnetRows]);
    this.#groups = new UnchangedReads(state, [vpcRows, groupRows]);
    this.#defaultGroups = new UnchangedReads(state, [vpcRows, groupRows]);
  }

  addVpc(vpc: Vpc): void {
    this.#sql.addVpc.run(vpc.id, vpc.accountId, vpc.region, vpc.cidr, vpc.isDefault ? 1 : 0);
  }

  addSubnet(subnet: Pick<Subnet, 'id' | 'vpcId' | 'cidr' | 'availabilityZone'>): void {
    this.#sql.addSubnet.run(subnet.id, subnet.vpcId, subnet.cidr, subnet.availabilityZone);
  }

  addSecurityGroup(group: Pick<SecurityGroup, 'id' | 'vpcId' | 'name' | 'description'>): void {
    this.#sql.addGroup.run(group.id, group.vpcId, group.name, group.description);
  }

  setVpcCidr(id: string, cidr: string): void {
    this.#sql.setVpcCidr.run(cidr, id);
  }

  /** Its addresses are handed out from the beginning again. */
  setSubnetCidr(id: string, cidr: string): void {
    this.#sql.setSubnetCidr.run(cidr, id);
  }

  findVpc(id: string): Vpc | undefined {
    return this.#vpcs.get(id, () => {
      const row = this.#sql.vpc.get(id);
      return row && { ...row, isDefault: row.isDefault === 1 };
    });
  }

  listVpcs(accountId: string, region: string): readonly Vpc[] {
    return this.#vpcLists.get(`${accountId} ${region}`, () =>
      this.#sql.vpcs.all(accountId, region).map((row) => ({ ...row, isDefault: row.isDefault === 1 })),
    );
  }

  /** Every VPC of every account and region: their networks share this machine. */
  listAllVpcs(): Vpc[] {
    return this.#sql.allVpcs.all().map((row) => ({ ...row, isDefault: row.isDefault === 1 }));
  }

  findSubnet(id: string): Subnet | undefined {
    return this.#subnets.get(id, () => this.#sql.subnet.get(id));
  }

  listSubnets(accountId: string, region: string): Subnet[] {
    return this.#sql.subnets.all(accountId, region);
  }

  findSecurityGroup(id: string): SecurityGroup | undefined {
    return this.#groups.get(id, () => this.#sql.group.get(id));
  }

  listSecurityGroups(accountId: string, region: string): SecurityGroup[] {
    return this.#sql.groups.all(accountId, region);
  }

  defaultSecurityGroup(vpcId: string): SecurityGroup | undefined {
    return this.#defaultGroups.get(vpcId, () => this.#sql.defaultGroup.get(vpcId));
  }
}
