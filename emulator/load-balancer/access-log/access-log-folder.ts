import { mkdirSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type LogLocation, testFilePath } from './log-object.ts';

/** The folder of the data directory whose folders stand for the buckets of access logs. Its files are its owner's alone. */
export class AccessLogFolder {
  readonly root: string;

  constructor(root: string) {
    this.root = root;
  }

  /** The path of a file in it. @throws RangeError for names that could lead anywhere else */
  path(names: readonly string[]): string {
    if (names.length === 0 || names.some(leadsAway))
      throw new RangeError(`'${names.join('/')}' is no file of the access logs`);
    return join(this.root, ...names);
  }

  /** Makes the folders that a file of it stands in. */
  async makeFolders(path: string): Promise<void> {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  }

  /** Writes what ELBv2 writes to see whether it may, when access logs are enabled. @throws where it cannot be written */
  writeTestFile(location: LogLocation, accountId: string, loadBalancerName: string, nowMs: number): void {
    const path = this.path(testFilePath(location, accountId));
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const at = new Date(nowMs).toISOString();
    writeFileSync(path, `Enable AccessLog for ELB: ${loadBalancerName} at ${at}`, { mode: 0o600 });
  }
}

function leadsAway(name: string): boolean {
  return name === '' || name === '.' || name === '..' || /[/\\\0]/.test(name);
}
