import { randomInt } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock, Timer } from '../../../src/clock.ts';
import type { DataPathLog } from '../log.ts';
import { AccessLogFile } from './access-log-file.ts';
import type { AccessLogFolder } from './access-log-folder.ts';
import { accessLogLine } from './access-log-line.ts';
import type { ExchangeRecord } from './exchange-record.ts';
import { draftEnd, finishLogFile } from './finish-log-file.ts';
import { loadBalancerOf } from './load-balancer-identity.ts';
import { intervalEndMs, type LogLocation, logPath } from './log-object.ts';

export interface AccessLogsOptions {
  readonly folder: AccessLogFolder;
  readonly clock: Clock;
  readonly log: DataPathLog;
}

/** What is larger is compressed at the next start: nobody should have to wait for it when Drydock ends. */
const largestAtTheEnd = 32 * 1024 * 1024;

/** The access logs of all load balancers, as files that are finished every five minutes as AWS delivers them. */
export class AccessLogs implements AsyncDisposable {
  readonly #options: AccessLogsOptions;
  /** By bucket, prefix and load balancer: those of the interval that is under way. */
  #open = new Map<string, AccessLogFile>();
  #endMs = 0;
  #timer: Timer | undefined;
  /** All that was done to finished files, one after the other. */
  #finishing: Promise<void>;
  /** Resolves once it is known which files an earlier Drydock left. */
  readonly #listed: Promise<readonly string[]>;
  /** Files of ours that could be listed among those. */
  readonly #own = new Set<string>();
  #closed = false;

  /** Finishes in the background what an earlier Drydock left when it was killed. */
  constructor(options: AccessLogsOptions) {
    this.#options = options;
    this.#listed = leftOver(options.folder.root);
    this.#finishing = this.#finishLeftOver();
  }

  /** Writes the line of an exchange, soon. Never waits and never throws. */
  write(location: LogLocation, record: ExchangeRecord): void {
    if (this.#closed) return;
    try {
      this.#fileFor(location, record)?.append(accessLogLine(record));
    } catch (error) {
      this.#options.log.warn({ err: error, ...location }, 'a line of an access log could not be made');
    }
  }

  /** Resolves once all lines so far stand in their files, and finished files are compressed. */
  async settled(): Promise<void> {
    await Promise.all([...this.#open.values()].map((file) => file.written()));
    await this.#finishing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    this.#clearTimer();
    for (const file of this.#open.values()) {
      await file.written();
      if (file.bytes > largestAtTheEnd) this.#inTurn(file.path, () => file.close());
      else this.#inTurn(file.path, () => file.finish());
    }
    this.#open = new Map();
    await this.#finishing;
  }

  #fileFor(location: LogLocation, record: ExchangeRecord): AccessLogFile | undefined {
    const nowMs = this.#options.clock.now();
    if (nowMs >= this.#endMs) this.#rotate(nowMs);
    const loadBalancer = loadBalancerOf(record.listenerArn);
    if (loadBalancer === undefined) return undefined;
    const key = `${location.bucket}/${location.prefix}/${loadBalancer.arn}`;
    const known = this.#open.get(key);
    if (known !== undefined) return known;
    const { folder, log } = this.#options;
    const names = logPath({
      ...{ location, loadBalancer, endMs: this.#endMs, random: randomText() },
      nodeAddress: record.nodeAddress.replaceAll(':', '.'),
    });
    const path = folder.path(names);
    this.#own.add(path);
    const file = new AccessLogFile(path, folder, {
      lost: (path, lines, why) =>
        log.warn({ err: why, path, lines }, 'lines of an access log could not be written and are lost'),
    });
    this.#open.set(key, file);
    this.#timer ??= this.#options.clock.setTimeout(() => this.#rotate(this.#endMs), this.#endMs - nowMs);
    return file;
  }

  /** Ends the interval whose files are open. */
  #rotate(nowMs: number): void {
    this.#clearTimer();
    for (const file of this.#open.values()) this.#inTurn(file.path, () => file.finish());
    this.#open = new Map();
    this.#endMs = intervalEndMs(nowMs);
  }

  async #finishLeftOver(): Promise<void> {
    for (const path of await this.#listed) {
      if (this.#own.has(path)) continue;
      await this.#attempt(path, () =>
        path.endsWith(draftEnd) ? rm(path, { force: true }) : finishLogFile(path),
      );
    }
  }

  /** One after the other, so that compressing takes no more than one thread and little memory. */
  #inTurn(path: string, work: () => Promise<void>): void {
    this.#finishing = this.#finishing.then(() => this.#attempt(path, work));
  }

  async #attempt(path: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#options.log.warn({ err: error, path }, 'an access log could not be finished');
    }
  }

  #clearTimer(): void {
    if (this.#timer !== undefined) this.#options.clock.clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}

/** Files of which a Drydock that was killed left something to be done. */
async function leftOver(root: string): Promise<string[]> {
  try {
    const entries = await readdir(root, { recursive: true, withFileTypes: true });
    return entries
      .filter((each) => each.isFile() && (each.name.endsWith('.log') || each.name.endsWith(draftEnd)))
      .map(({ parentPath, name }) => join(parentPath, name));
  } catch {
    // There are none yet.
    return [];
  }
}

const letters = '0123456789abcdefghijklmnopqrstuvwxyz';

function randomText(): string {
  return Array.from({ length: 8 }, () => letters[randomInt(letters.length)]).join('');
}
