import type { State } from '../../../../state/state.ts';

/** A task's role, and the id under which the task asks for its credentials. */
export interface TaskRole {
  readonly taskArn: string;
  readonly credentialsId: string;
  readonly roleArn: string;
}

/** An access key that was issued for a task's role. */
export interface TaskKey {
  readonly accessKeyId: string;
  /** The secret key and the session token, sealed. */
  readonly secrets: Buffer;
  readonly expiresAtMs: number;
}

function prepare({ db }: State) {
  const role =
    'SELECT task_arn AS taskArn, credentials_id AS credentialsId, role_arn AS roleArn FROM ecs_task_role';
  return {
    addRole: db.prepare<TaskRole>(
      `INSERT INTO ecs_task_role (task_arn, credentials_id, role_arn) VALUES (@taskArn, @credentialsId, @roleArn)
       ON CONFLICT (task_arn) DO NOTHING`,
    ),
    roleOfTask: db.prepare<[string], TaskRole>(`${role} WHERE task_arn = ?`),
    role: db.prepare<[string], TaskRole>(`${role} WHERE credentials_id = ?`),
    roleOfKey: db.prepare<[string, number], TaskRole>(
      `${role} WHERE task_arn = (SELECT task_arn FROM ecs_task_key WHERE access_key_id = ? AND expires_at_ms > ?)`,
    ),
    addKey: db.prepare<TaskKey & { taskArn: string }>(
      `INSERT INTO ecs_task_key (access_key_id, task_arn, secrets, expires_at_ms)
       VALUES (@accessKeyId, @taskArn, @secrets, @expiresAtMs)`,
    ),
    newestKey: db.prepare<[string], TaskKey>(
      `SELECT access_key_id AS accessKeyId, secrets, expires_at_ms AS expiresAtMs FROM ecs_task_key
       WHERE task_arn = ? ORDER BY expires_at_ms DESC LIMIT 1`,
    ),
    dropExpired: db.prepare<[string, number]>(
      'DELETE FROM ecs_task_key WHERE task_arn = ? AND expires_at_ms <= ?',
    ),
    forget: db.prepare<[string]>('DELETE FROM ecs_task_role WHERE task_arn = ?'),
  };
}

/** Roles of tasks and the keys that were issued for them; both go with the task. */
export class TaskCredentialStore {
  readonly #sql: ReturnType<typeof prepare>;

  constructor(state: State) {
    this.#sql = prepare(state);
  }

  /** Keeps the role that the task has already. */
  addRole(role: TaskRole): void {
    this.#sql.addRole.run(role);
  }

  findRoleOfTask(taskArn: string): TaskRole | undefined {
    return this.#sql.roleOfTask.get(taskArn);
  }

  findRole(credentialsId: string): TaskRole | undefined {
    return this.#sql.role.get(credentialsId);
  }

  /** The role for which a key was issued that is still valid at that time. */
  findRoleOfKey(accessKeyId: string, nowMs: number): TaskRole | undefined {
    return this.#sql.roleOfKey.get(accessKeyId, nowMs);
  }

  /** Adds a key, and drops the task's keys that are no longer valid. */
  addKey(taskArn: string, key: TaskKey, nowMs: number): void {
    this.#sql.dropExpired.run(taskArn, nowMs);
    this.#sql.addKey.run({ ...key, taskArn });
  }

  newestKey(taskArn: string): TaskKey | undefined {
    return this.#sql.newestKey.get(taskArn);
  }

  forget(taskArn: string): void {
    this.#sql.forget.run(taskArn);
  }
}
