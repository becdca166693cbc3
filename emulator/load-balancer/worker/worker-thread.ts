import { Worker } from 'node:worker_threads';
import type { Clock } from '../../../src/clock.ts';
import { type FromWorker, isFromWorker, type ToWorker } from './messages.ts';

/** A thread that does not end when it is asked to is ended. */
const closeTimeoutMs = 5000;

export interface WorkerThreadOptions {
  /** A path, or a `data:` URL. */
  readonly file: string | URL;
  readonly clock: Clock;
  readonly onMessage: (message: FromWorker) => void;
  /** It is over without having been closed; with its error where it had one. */
  readonly onDied: (error: unknown) => void;
}

/** One life of the data path's thread. */
export class WorkerThread {
  readonly #clock: Clock;
  readonly #worker: Worker;
  readonly #ended: Promise<void>;
  #closing = false;

  constructor({ file, clock, onMessage, onDied }: WorkerThreadOptions) {
    this.#clock = clock;
    // Flags of this process that are for running the sources (a test runner's) are not for what is built.
    const worker = new Worker(file, { name: 'load-balancers', execArgv: [] });
    this.#worker = worker;
    let cause: unknown;
    worker.on('error', (error) => {
      cause = error;
    });
    worker.on('message', (message: unknown) => {
      if (isFromWorker(message)) return onMessage(message);
      cause = new Error('The thread sent what is no message of the data path.');
      void worker.terminate();
    });
    this.#ended = new Promise((resolve) => {
      worker.on('exit', (code) => {
        resolve();
        if (!this.#closing) onDied(cause ?? new Error(`The thread ended with code ${code}.`));
      });
    });
  }

  post(message: ToWorker): void {
    this.#worker.postMessage(message);
  }

  /** Resolves once the thread is over, its sockets with it. */
  async close(): Promise<void> {
    this.#closing = true;
    this.post({ type: 'close' });
    const timer = this.#clock.setTimeout(() => void this.#worker.terminate(), closeTimeoutMs);
    await this.#ended;
    this.#clock.clearTimeout(timer);
  }
}
