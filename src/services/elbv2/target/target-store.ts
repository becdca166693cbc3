import type { State } from '../../../state/state.ts';
import type { TargetHealth } from './target-health.ts';

export interface Target {
  readonly targetGroupArn: string;
  readonly id: string;
  readonly port: number;
  readonly availabilityZone?: string;
  readonly state: 'registered' | 'draining';
  readonly registeredAtMs: number;
  readonly drainingSinceMs?: number;
  readonly health: TargetHealth;
  /** Draining, and nothing is in flight any more. */
  readonly drained: boolean;
}

interface Row {
  target_group_arn: string;
  id: string;
  port: number;
  availability_zone: string | null;
  state: 'registered' | 'draining';
  registered_at_ms: number;
  draining_since_ms: number | null;
  health: string;
  drained: number;
}

const registering: TargetHealth = { state: 'initial', reason: 'Elb.RegistrationInProgress' };

function prepare({ db }: State) {
  const select = 'SELECT * FROM elbv2_target';
  const one = 'target_group_arn = ? AND id = ? AND port = ?';
  return {
    register: db.prepare<[string, string, number, string | null, number, string]>(
      `INSERT INTO elbv2_target (target_group_arn, id, port, availability_zone, state, registered_at_ms, health)
       VALUES (?, ?, ?, ?, 'registered', ?, ?)
       ON CONFLICT DO UPDATE SET state = 'registered', registered_at_ms = excluded.registered_at_ms,
         draining_since_ms = NULL, health = excluded.health, drained = 0 WHERE state = 'draining'`,
    ),
    drain: db.prepare<[number, string, string, number]>(
      `UPDATE elbv2_target SET state = 'draining', draining_since_ms = ?, drained = 0
       WHERE ${one} AND state = 'registered'`,
    ),
    remove: db.prepare<[string, string, number]>(`DELETE FROM elbv2_target WHERE ${one}`),
    setHealth: db.prepare<[string, string, string, number]>(
      `UPDATE elbv2_target SET health = ? WHERE ${one} AND state = 'registered'`,
    ),
    setDrained: db.prepare<[string, string, number]>(
      `UPDATE elbv2_target SET drained = 1 WHERE ${one} AND state = 'draining'`,
    ),
    find: db.prepare<[string, string, number], Row>(`${select} WHERE ${one}`),
    ofGroup: db.prepare<[string], Row>(
      `${select} WHERE target_group_arn = ? ORDER BY registered_at_ms, id, port`,
    ),
    drainingOfGroup: db.prepare<[string], Row>(`${select} WHERE target_group_arn = ? AND state = 'draining'`),
    countOfGroup: db.prepare<[string], { count: number }>(
      `SELECT count(*) AS count FROM elbv2_target WHERE target_group_arn = ? AND state = 'registered'`,
    ),
    groupsWithDraining: db.prepare<[], { arn: string }>(
      `SELECT DISTINCT target_group_arn AS arn FROM elbv2_target WHERE state = 'draining'`,
    ),
  };
}

/**
 * Targets. The API and ECS write `state`; `health` and `drained` are what the data path saw. What routing depends on
 * is told as such.
 */
export class TargetStore {
  readonly #state: State;
  readonly #sql: ReturnType<typeof prepare>;

  constructor(state: State) {
    this.#state = state;
    this.#sql = prepare(state);
  }

  /** One that is registered stays as it is; one that was draining starts anew. */
  register(
    targetGroupArn: string,
    target: { readonly id: string; readonly port: number; readonly availabilityZone?: string },
    nowMs: number,
  ): void {
    const { id, port, availabilityZone } = target;
    const health = JSON.stringify(registering);
    this.#sql.register.run(targetGroupArn, id, port, availabilityZone ?? null, nowMs, health);
    this.#tell(targetGroupArn, true);
  }

  startDraining(targetGroupArn: string, id: string, port: number, nowMs: number): void {
    const changed = this.#sql.drain.run(nowMs, targetGroupArn, id, port).changes > 0;
    if (changed) this.#tell(targetGroupArn, true);
  }

  remove(targetGroupArn: string, id: string, port: number): void {
    this.#sql.remove.run(targetGroupArn, id, port);
    this.#tell(targetGroupArn, true);
  }

  setHealth(targetGroupArn: string, id: string, port: number, health: TargetHealth): void {
    this.#sql.setHealth.run(JSON.stringify(health), targetGroupArn, id, port);
    this.#tell(targetGroupArn, false);
  }

  setDrained(targetGroupArn: string, id: string, port: number): void {
    this.#sql.setDrained.run(targetGroupArn, id, port);
    this.#tell(targetGroupArn, false);
  }

  find(targetGroupArn: string, id: string, port: number): Target | undefined {
    const row = this.#sql.find.get(targetGroupArn, id, port);
    return row && fromRow(row);
  }

  listOf(targetGroupArn: string): Target[] {
    return this.#sql.ofGroup.all(targetGroupArn).map(fromRow);
  }

  /** How many targets are registered with the target groups in all. */
  count(targetGroupArns: readonly string[]): number {
    return targetGroupArns.reduce((sum, arn) => sum + (this.#sql.countOfGroup.get(arn)?.count ?? 0), 0);
  }

  listDraining(targetGroupArn: string): Target[] {
    return this.#sql.drainingOfGroup.all(targetGroupArn).map(fromRow);
  }

  /** The target groups in which a target is draining. */
  groupsWithDraining(): string[] {
    return this.#sql.groupsWithDraining.all().map(({ arn }) => arn);
  }

  #tell(arn: string, routing: boolean): void {
    this.#state.changed({ kind: 'target-group', arn });
    if (routing) this.#state.changed({ kind: 'routing' });
  }
}

function fromRow(row: Row): Target {
  const health: TargetHealth = JSON.parse(row.health);
  return {
    targetGroupArn: row.target_group_arn,
    id: row.id,
    port: row.port,
    availabilityZone: row.availability_zone ?? undefined,
    state: row.state,
    registeredAtMs: row.registered_at_ms,
    drainingSinceMs: row.draining_since_ms ?? undefined,
    health,
    drained: row.drained === 1,
  };
}
