import { addressNumber, addressText, cidrSize, parseCidr } from '../../plan/cidr.ts';
import type { State } from '../../state/state.ts';
import { resourceId } from './resource-id.ts';

export interface NetworkInterfaceRow {
  readonly id: string;
  readonly subnetId: string;
  readonly address: string;
  readonly taskArn?: string;
  readonly macAddress?: string;
  readonly sandboxId?: string;
}

/** A task's interface with what its subnet says about it. */
export interface TaskInterface extends Omit<NetworkInterfaceRow, 'taskArn' | 'sandboxId'> {
  readonly taskArn: string;
  readonly vpcId: string;
  readonly accountId: string;
  readonly region: string;
  readonly availabilityZone: string;
}

interface Row {
  id: string;
  subnet_id: string;
  address: string;
  task_arn: string | null;
  mac_address: string | null;
  sandbox_id: string | null;
}

type Nullable<Shape, Key extends keyof Shape> = Omit<Shape, Key> & { [Name in Key]: Shape[Name] | null };

/** AWS keeps the first four addresses and the last one of every subnet for itself. */
const reservedAtStart = 4;
const reservedAtEnd = 1;

function prepare({ db }: State) {
  const select = 'SELECT * FROM ec2_network_interface';
  return {
    subnet: db.prepare<[string], { cidr: string; last_address: string | null }>(
      'SELECT cidr, last_address FROM ec2_subnet WHERE id = ?',
    ),
    handedOut: db.prepare<[string, string]>('UPDATE ec2_subnet SET last_address = ? WHERE id = ?'),
    isTaken: db.prepare<[string, string], { found: number }>(
      'SELECT 1 AS found FROM ec2_network_interface WHERE subnet_id = ? AND address = ?',
    ),
    insert: db.prepare<[string, string, string, string | null, number]>(
      'INSERT INTO ec2_network_interface (id, subnet_id, address, task_arn, created_at_ms) VALUES (?, ?, ?, ?, ?)',
    ),
    attach: db.prepare<[string, string]>('UPDATE ec2_network_interface SET task_arn = ? WHERE id = ?'),
    setSandbox: db.prepare<[string, string, string]>(
      'UPDATE ec2_network_interface SET sandbox_id = ?, mac_address = ? WHERE id = ?',
    ),
    all: db.prepare<[], Row>(`${select} ORDER BY created_at_ms, id`),
    unattached: db.prepare<[], Row>(`${select} WHERE task_arn IS NULL ORDER BY created_at_ms, id`),
    ofTask: db.prepare<[string], Row>(`${select} WHERE task_arn = ?`),
    ofSandbox: db.prepare<[string], Row>(`${select} WHERE sandbox_id = ?`),
    inSubnet: db.prepare<[string], { count: number }>(
      'SELECT count(*) AS count FROM ec2_network_interface WHERE subnet_id = ?',
    ),
    ofTasks: db.prepare<[string, string], Nullable<TaskInterface, 'macAddress'>>(
      `SELECT eni.id, subnet_id AS subnetId, address, task_arn AS taskArn, mac_address AS macAddress,
         vpc_id AS vpcId, account_id AS accountId, region, availability_zone AS availabilityZone
       FROM ec2_network_interface AS eni JOIN ec2_subnet ON ec2_subnet.id = subnet_id
         JOIN ec2_vpc ON ec2_vpc.id = vpc_id
       WHERE account_id = ? AND region = ? AND task_arn IS NOT NULL ORDER BY eni.id`,
    ),
    release: db.prepare<[string]>('DELETE FROM ec2_network_interface WHERE id = ?'),
  };
}

/** Elastic network interfaces: of tasks, and of warm sandboxes that no task owns yet. */
export class NetworkInterfaceStore {
  readonly #state: State;
  readonly #sql: ReturnType<typeof prepare>;

  constructor(state: State) {
    this.#state = state;
    this.#sql = prepare(state);
  }

  /**
   * Takes the next free address of a subnet. The search goes on behind the one handed out last, so that an address
   * that was just freed, and that somebody may still talk to, is the last to be taken again.
   *
   * @param taskArn whose it is; a warm one is nobody's
   * @throws Error when the subnet does not exist or is full
   */
  allocate(
    subnetId: string,
    nowMs: number,
    taskArn?: string,
  ): { readonly id: string; readonly address: string } {
    return this.#state.transaction(() => {
      const subnet = this.#sql.subnet.get(subnetId);
      if (subnet === undefined) throw new Error(`The subnet ID '${subnetId}' does not exist`);
      const isTaken = (address: string) => this.#sql.isTaken.get(subnetId, address) !== undefined;
      const address = nextFree(subnet.cidr, subnet.last_address, isTaken);
      if (address === undefined) throw new Error(`The subnet '${subnetId}' has no free addresses`);
      const id = resourceId('eni');
      this.#sql.insert.run(id, subnetId, address, taskArn ?? null, nowMs);
      this.#sql.handedOut.run(address, subnetId);
      return { id, address };
    });
  }

  attach(id: string, owner: { readonly taskArn: string }): void {
    this.#sql.attach.run(owner.taskArn, id);
  }

  setSandbox(id: string, sandbox: { readonly sandboxId: string; readonly macAddress: string }): void {
    this.#sql.setSandbox.run(sandbox.sandboxId, sandbox.macAddress, id);
  }

  list(): NetworkInterfaceRow[] {
    return this.#sql.all.all().map(fromRow);
  }

  listUnattached(): NetworkInterfaceRow[] {
    return this.#sql.unattached.all().map(fromRow);
  }

  /** How many addresses of a subnet are taken. */
  countIn(subnetId: string): number {
    return this.#sql.inSubnet.get(subnetId)?.count ?? 0;
  }

  /** The interfaces that tasks of an account and region have, by id; warm ones are nobody's business but ours. */
  listOfTasks(accountId: string, region: string): TaskInterface[] {
    return this.#sql.ofTasks
      .all(accountId, region)
      .map((row) => ({ ...row, macAddress: row.macAddress ?? undefined }));
  }

  findByTask(taskArn: string): NetworkInterfaceRow | undefined {
    const row = this.#sql.ofTask.get(taskArn);
    return row && fromRow(row);
  }

  findBySandbox(sandboxId: string): NetworkInterfaceRow | undefined {
    const row = this.#sql.ofSandbox.get(sandboxId);
    return row && fromRow(row);
  }

  release(id: string): void {
    this.#sql.release.run(id);
  }
}

/** Asks address by address: the next one is nearly always free, however many are taken. */
function nextFree(
  cidr: string,
  last: string | null,
  isTaken: (address: string) => boolean,
): string | undefined {
  const range = parseCidr(cidr);
  const usable = cidrSize(range) - reservedAtStart - reservedAtEnd;
  const first = range.base + reservedAtStart;
  const start = last === null ? 0 : addressNumber(last) - first + 1;
  for (let offset = 0; offset < usable; offset += 1) {
    const address = addressText(first + ((start + offset) % usable));
    if (!isTaken(address)) return address;
  }
  return undefined;
}

function fromRow(row: Row): NetworkInterfaceRow {
  return {
    id: row.id,
    subnetId: row.subnet_id,
    address: row.address,
    taskArn: row.task_arn ?? undefined,
    macAddress: row.mac_address ?? undefined,
    sandboxId: row.sandbox_id ?? undefined,
  };
}
