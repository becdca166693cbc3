import type { TaskDefinition } from '@aws-sdk/client-ecs';
import type { State } from '../../../state/state.ts';

export type TaskDefinitionStatus = 'ACTIVE' | 'INACTIVE' | 'DELETE_IN_PROGRESS';

/** The document with its times as milliseconds, for JSON knows no dates. */
type Stored = Omit<TaskDefinition, 'registeredAt' | 'deregisteredAt' | 'deleteRequestedAt'> & {
  registeredAt?: number;
  deregisteredAt?: number;
  deleteRequestedAt?: number;
};

interface Row {
  document: string;
}

interface Place {
  readonly accountId: string;
  readonly region: string;
}

function prepare({ db }: State) {
  return {
    put: db.prepare<[string, string, string, string, number, string, string]>(
      `INSERT INTO ecs_task_definition (arn, account_id, region, family, revision, status, document)
       VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (arn) DO UPDATE SET status = excluded.status, document = excluded.document`,
    ),
    nextRevision: db.prepare<[string, string, string], { last_revision: number }>(
      `INSERT INTO ecs_task_definition_family (account_id, region, family, last_revision) VALUES (?, ?, ?, 1)
       ON CONFLICT DO UPDATE SET last_revision = last_revision + 1 RETURNING last_revision`,
    ),
    find: db.prepare<[string], Row>('SELECT document FROM ecs_task_definition WHERE arn = ?'),
    latest: db.prepare<[string, string, string], { arn: string }>(
      `SELECT arn FROM ecs_task_definition WHERE account_id = ? AND region = ? AND family = ?
         AND status = 'ACTIVE' ORDER BY revision DESC LIMIT 1`,
    ),
    arns: db.prepare<[string, string, TaskDefinitionStatus], { arn: string; family: string }>(
      `SELECT arn, family FROM ecs_task_definition WHERE account_id = ? AND region = ? AND status = ?
       ORDER BY family, revision`,
    ),
    deleted: db.prepare<[], { arn: string }>(
      `SELECT arn FROM ecs_task_definition WHERE status = 'DELETE_IN_PROGRESS'`,
    ),
    remove: db.prepare<[string]>('DELETE FROM ecs_task_definition WHERE arn = ?'),
    families: db.prepare<[string, string], { family: string; active: number }>(
      `SELECT family, max(status = 'ACTIVE') AS active FROM ecs_task_definition
       WHERE account_id = ? AND region = ? AND status != 'DELETE_IN_PROGRESS' GROUP BY family ORDER BY family`,
    ),
  };
}

/** Task definitions. They never change, but for their status; the parsed documents are kept at hand. */
export class TaskDefinitionStore {
  readonly #state: State;
  readonly #sql: ReturnType<typeof prepare>;
  /** Whether any is being deleted: asked at every change of a task, and hardly ever so. */
  #mayHaveDeleted = true;
  readonly #parsed = new Map<string, TaskDefinition>();

  constructor(state: State) {
    this.#state = state;
    this.#sql = prepare(state);
  }

  /** Revisions count up per family and are never given twice. */
  nextRevision({ accountId, region }: Place, family: string): number {
    return this.#sql.nextRevision.get(accountId, region, family)?.last_revision ?? 1;
  }

  put({ accountId, region }: Place, definition: TaskDefinition): void {
    const arn = definition.taskDefinitionArn ?? '';
    const { family = '', revision = 0, status = 'ACTIVE' } = definition;
    this.#parsed.delete(arn);
    if (status === 'DELETE_IN_PROGRESS') this.#mayHaveDeleted = true;
    this.#sql.put.run(arn, accountId, region, family, revision, status, JSON.stringify(stored(definition)));
    this.#state.changed({ kind: 'task-definition', arn });
  }

  find(arn: string): TaskDefinition | undefined {
    const known = this.#parsed.get(arn);
    if (known !== undefined) return known;
    const row = this.#sql.find.get(arn);
    if (row === undefined) return undefined;
    const definition = fromRow(row);
    this.#parsed.set(arn, definition);
    return definition;
  }

  /** The latest ACTIVE revision of a family. */
  findLatest({ accountId, region }: Place, family: string): TaskDefinition | undefined {
    const row = this.#sql.latest.get(accountId, region, family);
    return row && this.find(row.arn);
  }

  /** By family, then by revision. */
  listArns({ accountId, region }: Place, status: TaskDefinitionStatus): { arn: string; family: string }[] {
    return this.#sql.arns.all(accountId, region, status);
  }

  listFamilies({ accountId, region }: Place): { family: string; active: boolean }[] {
    return this.#sql.families
      .all(accountId, region)
      .map(({ family, active }) => ({ family, active: active === 1 }));
  }

  /** The ARNs of all that are DELETE_IN_PROGRESS, in every account. */
  listDeleted(): string[] {
    if (!this.#mayHaveDeleted) return [];
    const arns = this.#sql.deleted.all().map(({ arn }) => arn);
    this.#mayHaveDeleted = arns.length > 0;
    return arns;
  }

  remove(arn: string): void {
    this.#parsed.delete(arn);
    this.#sql.remove.run(arn);
  }

  /** Forgets what is kept at hand: after the tables were emptied. */
  clearCache(): void {
    this.#parsed.clear();
  }
}

function stored(definition: TaskDefinition): Stored {
  return {
    ...definition,
    registeredAt: definition.registeredAt?.getTime(),
    deregisteredAt: definition.deregisteredAt?.getTime(),
    deleteRequestedAt: definition.deleteRequestedAt?.getTime(),
  };
}

function fromRow({ document }: Row): TaskDefinition {
  const { registeredAt, deregisteredAt, deleteRequestedAt, ...rest }: Stored = JSON.parse(document);
  const date = (ms: number | undefined) => (ms === undefined ? undefined : new Date(ms));
  return {
    ...rest,
    registeredAt: date(registeredAt),
    deregisteredAt: date(deregisteredAt),
    deleteRequestedAt: date(deleteRequestedAt),
  };
}
