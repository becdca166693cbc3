import { createHash, randomBytes } from 'node:crypto';
import { v4 as uuid } from 'uuid';
import type { IssuedIdentity } from '../../../../aws/request-scope.ts';
import type { Clock } from '../../../../clock.ts';
import type { State } from '../../../../state/state.ts';
import type { Vault } from '../../../../state/vault.ts';
import { accountOfArn, lastPart } from '../../arn.ts';
import type { TaskCredentialStore, TaskKey, TaskRole } from './task-credential-store.ts';

/** Of AWS's temporary keys. */
const issuedPrefix = 'ASIA';

/** What the credentials endpoint answers. */
export interface CredentialsDocument {
  readonly RoleArn: string;
  readonly AccessKeyId: string;
  readonly SecretAccessKey: string;
  readonly Token: string;
  /** ISO 8601 in whole seconds. */
  readonly Expiration: string;
}

export interface TaskCredentialsOptions {
  readonly state: State;
  readonly store: TaskCredentialStore;
  readonly clock: Clock;
  readonly vault: Vault;
}

interface KeySecrets {
  readonly secretAccessKey: string;
  readonly token: string;
}

/** The longest that ECS issues credentials for. */
const lifetimeMs = 6 * 3_600_000;
/** Well before an SDK would ask again because they expire (boto3: 15 minutes), new ones are issued. */
const refreshBeforeMs = 3_600_000;

/**
 * Temporary credentials of tasks with a task role. New ones are issued when they are asked for and the last ones come
 * to their end; those stay valid until then.
 */
export class TaskCredentials {
  readonly #options: TaskCredentialsOptions;

  constructor(options: TaskCredentialsOptions) {
    this.#options = options;
  }

  /** The id under which the task finds its credentials; the same for all of its life. */
  idFor(taskArn: string, role: string): string {
    const { state, store } = this.#options;
    return state.transaction((): string => {
      const roleArn = roleArnOf(role, taskArn);
      store.addRole({ taskArn, credentialsId: uuid(), roleArn });
      return store.findRoleOfTask(taskArn)?.credentialsId ?? '';
    });
  }

  /** Whom the task acts as; undefined where it was given no role. */
  identityOf(taskArn: string): IssuedIdentity | undefined {
    const role = this.#options.store.findRoleOfTask(taskArn);
    return role && identityOf(role);
  }

  /** The ARN of the task that has that id. */
  findTaskArn(credentialsId: string): string | undefined {
    return this.#options.store.findRole(credentialsId)?.taskArn;
  }

  /** Valid credentials, or undefined where no task has that id. */
  get(credentialsId: string): CredentialsDocument | undefined {
    const { state, store, clock, vault } = this.#options;
    return state.transaction((): CredentialsDocument | undefined => {
      const role = store.findRole(credentialsId);
      if (role === undefined) return undefined;
      const last = store.newestKey(role.taskArn);
      const isFresh = last !== undefined && last.expiresAtMs - clock.now() > refreshBeforeMs;
      const key = isFresh ? last : this.#issue(role);
      const secrets: KeySecrets = JSON.parse(vault.open(key.secrets).toString());
      return {
        RoleArn: role.roleArn,
        AccessKeyId: key.accessKeyId,
        SecretAccessKey: secrets.secretAccessKey,
        Token: secrets.token,
        Expiration: new Date(key.expiresAtMs).toISOString().replace(/\.\d{3}Z$/, 'Z'),
      };
    });
  }

  /** Whom a valid key stands for. */
  findIdentity(accessKeyId: string): IssuedIdentity | undefined {
    // Every request asks: only a key of the form that is issued here is worth a look.
    if (!accessKeyId.startsWith(issuedPrefix)) return undefined;
    const role = this.#options.store.findRoleOfKey(accessKeyId, this.#options.clock.now());
    return role && identityOf(role);
  }

  forget(taskArn: string): void {
    this.#options.store.forget(taskArn);
  }

  #issue({ taskArn }: TaskRole): TaskKey {
    const { store, clock, vault } = this.#options;
    const nowMs = clock.now();
    const secrets: KeySecrets = {
      secretAccessKey: randomBytes(30).toString('base64'),
      token: randomBytes(264).toString('base64'),
    };
    const key: TaskKey = {
      accessKeyId: `${issuedPrefix}${base32(randomBytes(16))}`,
      secrets: vault.seal(Buffer.from(JSON.stringify(secrets))),
      expiresAtMs: nowMs + lifetimeMs,
    };
    store.addKey(taskArn, key, nowMs);
    return key;
  }
}

/**
 * The task's role, assumed under the task's id. The bearer sees the account that the task lives in, whatever account
 * the role's ARN names: who runs everything locally often leaves AWS's own in it.
 */
function identityOf({ taskArn, roleArn }: TaskRole): IssuedIdentity {
  const session = lastPart(taskArn);
  return {
    accountId: accountOfArn(taskArn),
    principalArn: `arn:aws:sts::${accountOfArn(roleArn)}:assumed-role/${lastPart(roleArn)}/${session}`,
    userId: `${roleId(roleArn)}:${session}`,
  };
}

/** A task definition may name a role in short. */
function roleArnOf(role: string, taskArn: string): string {
  return role.startsWith('arn:') ? role : `arn:aws:iam::${accountOfArn(taskArn)}:role/${role}`;
}

/** The same role has the same id each time. */
function roleId(roleArn: string): string {
  return `AROA${base32(createHash('sha256').update(roleArn).digest().subarray(0, 17))}`;
}

/** One character a byte, of those that AWS's ids are made of. */
function base32(bytes: Uint8Array): string {
  return [...bytes].map((byte) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.charAt(byte & 31)).join('');
}
