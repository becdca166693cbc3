import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../cli/main.js', import.meta.url));

/** Drydock as a process of its own, so that the demo can kill it. */
export class DrydockProcess {
  readonly endpoint: string;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, endpoint: string) {
    this.#child = child;
    this.endpoint = endpoint;
  }

  /** Resolves when Drydock says that it is ready; rejects with its own words when it ends before. */
  static async start(dataDir: string, port: number): Promise<DrydockProcess> {
    const child = spawn(process.execPath, [program, 'start', '--data-dir', dataDir, '--port', String(port)], {
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
