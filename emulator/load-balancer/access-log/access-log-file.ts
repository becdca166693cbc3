import { type FileHandle, open } from 'node:fs/promises';
import type { AccessLogFolder } from './access-log-folder.ts';
import { finishLogFile } from './finish-log-file.ts';

/** What may wait for a disk that does not keep up. */
const longestBacklog = 4 * 1024 * 1024;

export interface LogFileReports {
  /** Lines could not be written. Said once, until some can again. */
  lost(path: string, lines: number, why: Error): void;
}

/** A log file that lines are appended to. What is written stands in the file at once, for a kill to find it there. */
export class AccessLogFile {
  readonly path: string;
  readonly #folder: AccessLogFolder;
  readonly #reports: LogFileReports;
  #waiting: string[] = [];
  #waitingLength = 0;
  #file: FileHandle | undefined;
  #bytes = 0;
  #writing: Promise<void> | undefined;
  #failing = false;

  constructor(path: string, folder: AccessLogFolder, reports: LogFileReports) {
    this.path = path;
    this.#folder = folder;
    this.#reports = reports;
  }

  /** Bytes that stand in the file. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Never waits. A line that there is no room for is lost, and reported. */
  append(line: string): void {
    if (this.#waitingLength + line.length > longestBacklog) {
      this.#lost(1, new Error('the disk does not keep up'));
      return;
    }
    this.#waiting.push(line);
    this.#waitingLength += line.length;
    this.#writing ??= this.#write();
  }

  /** Resolves once nothing waits to be written. */
  async written(): Promise<void> {
    while (this.#writing !== undefined) await this.#writing;
  }

  /** Closes the file; nothing may be appended any more. */
  async close(): Promise<void> {
    await this.written();
    const file = this.#file;
    this.#file = undefined;
    await file?.close();
  }

  /** Closes the file and compresses it. */
  async finish(): Promise<void> {
    await this.written();
    const isThere = this.#file !== undefined;
    await this.close();
    if (isThere) await finishLogFile(this.path);
  }

  async #write(): Promise<void> {
    while (this.#waiting.length > 0) {
      const lines = this.#waiting;
      this.#waiting = [];
      this.#waitingLength = 0;
      try {
        this.#file ??= await this.#open();
        await this.#append(this.#file, Buffer.from(`${lines.join('\n')}\n`));
        this.#failing = false;
      } catch (error) {
        this.#lost(lines.length, error instanceof Error ? error : new Error(String(error)));
      }
    }
    this.#writing = undefined;
  }

  async #open(): Promise<FileHandle> {
    await this.#folder.makeFolders(this.path);
    return open(this.path, 'a', 0o600);
  }

  async #append(file: FileHandle, lines: Buffer): Promise<void> {
    try {
      await file.appendFile(lines);
    } catch (error) {
      // No line begins within another one.
      await file.truncate(this.#bytes).catch(() => undefined);
      throw error;
    }
    this.#bytes += lines.length;
  }

  #lost(lines: number, why: Error): void {
    if (!this.#failing) this.#reports.lost(this.path, lines, why);
    this.#failing = true;
  }
}
