import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The built command: beside this file when it is built too, in `dist` when it runs from the sources. */
export const drydockProgram = ['../cli/main.js', '../../dist/emulator/cli/main.js']
  .map((path) => fileURLToPath(new URL(path, import.meta.url)))
  .find((path) => existsSync(path));

/** Drydock as a process of its own, so that it can be killed. */
export class DrydockProcess {
  readonly endpoint: string;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, endpoint: string) {
    this.#child = child;
    this.endpoint = endpoint;
  }

  /** As the demo has it: on a data directory. */
  static start(dataDir: string, port: number): Promise<DrydockProcess> {
    return DrydockProcess.run(['--data-dir', dataDir, '--port', String(port)]);
  }

  /** Resolves when Drydock says that it is ready; rejects with its own words when it ends before. */
  static async run(options: readonly string[]): Promise<DrydockProcess> {
    if (drydockProgram === undefined) throw new Error('Drydock is not built: npm run build.');
    const child = spawn(process.execPath, [drydockProgram, 'start', ...options], {
      stdio: ['ignore', 'pipe', 'pipe'],
      // A process group of its own: Ctrl-C is the demo's to act on.
      detached: true,
      env: { ...process.env, DRYDOCK_LOG_LEVEL: process.env.DRYDOCK_LOG_LEVEL ?? 'warn' },
    });
    let errors = '';
    child.stderr.on('data', (chunk: Buffer) => {
      errors += chunk.toString();
    });
    const ready = new Promise<string>((resolve, reject) => {
      let output = '';
      child.stdout.on('data', (chunk: Buffer) => {
        output += chunk.toString();
        const endpoint = /Drydock ready on (\S+)/.exec(output)?.[1];
        if (endpoint !== undefined) resolve(endpoint);
      });
      child.once('exit', (code) => reject(new Error(`Drydock ended with code ${code}: ${errors.trim()}`)));
    });
    return new DrydockProcess(child, await ready);
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Removes all that Drydock made, then ends it. */
  async reset(): Promise<void> {
    await fetch(`${this.endpoint}/_drydock/reset`, { method: 'POST' });
    await this.end('SIGTERM');
  }

  /** Sends the signal and resolves when the process is gone. */
  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exited = once(this.#child, 'exit');
    this.#child.kill(signal);
    await exited;
  }
}
