import { Agent, request } from 'node:http';

export interface OpenLoop {
  /** Asked in turns. */
  readonly urls: readonly string[];
  readonly perSecond: number;
  /** It ends by itself then, whatever happens. */
  readonly longestMs: number;
}

/** Counts by what came back: `200 version 1`, `200 slow` of the sample app's /slow, `502`, or an error's code. */
export type Outcomes = ReadonlyMap<string, number>;

const tickMs = 5;
const answerDeadlineMs = 10_000;

/** Requests that are sent at their times, whether those before were answered or not. */
export class OpenLoopLoad {
  readonly #load: OpenLoop;
  readonly #agent = new Agent({ keepAlive: true });
  readonly #outcomes = new Map<string, number>();
  readonly #inFlight = new Set<Promise<void>>();
  readonly #beganMs = performance.now();
  readonly #timer: NodeJS.Timeout;
  #sent = 0;
  #failed = 0;

  constructor(load: OpenLoop) {
    this.#load = load;
    this.#timer = setInterval(() => this.#sendDue(), tickMs);
  }

  /** Sends no more, waits for what is in flight, and returns what came back. */
  async end(): Promise<{ readonly sent: number; readonly failed: number; readonly outcomes: Outcomes }> {
    clearInterval(this.#timer);
    await Promise.all(this.#inFlight);
    this.#agent.destroy();
    return { sent: this.#sent, failed: this.#failed, outcomes: this.#outcomes };
  }

  #sendDue(): void {
    const elapsedMs = performance.now() - this.#beganMs;
    if (elapsedMs > this.#load.longestMs) return clearInterval(this.#timer);
    const due = Math.floor((elapsedMs / 1000) * this.#load.perSecond);
    while (this.#sent < due) {
      const url = this.#load.urls[this.#sent % this.#load.urls.length] ?? '';
      this.#sent += 1;
      const answer = this.#get(url).then((outcome) => this.#count(outcome));
      this.#inFlight.add(answer);
      void answer.then(() => this.#inFlight.delete(answer));
    }
  }

  #count(outcome: string): void {
    if (!outcome.startsWith('200 ')) this.#failed += 1;
    this.#outcomes.set(outcome, (this.#outcomes.get(outcome) ?? 0) + 1);
  }

  /** Resolves, always, to the key that the outcome is counted by. */
  #get(url: string): Promise<string> {
    return new Promise((resolve) => {
      const sent = request(url, { agent: this.#agent, timeout: answerDeadlineMs }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', (error) => resolve(nameOf(error)));
        response.on('end', () => {
          const said = saidBy(Buffer.concat(chunks).toString());
          resolve(said === undefined ? `${response.statusCode}` : `${response.statusCode} ${said}`);
        });
      });
      sent.on('timeout', () => sent.destroy(new Error('timeout')));
      sent.on('error', (error) => resolve(nameOf(error)));
      sent.end();
    });
  }
}

/** What a whole answer of the sample app says. */
function saidBy(body: string): string | undefined {
  const version = /"version":"([^"]*)"/.exec(body)?.[1];
  if (version !== undefined) return `version ${version}`;
  return body.includes('"waitedMs":') ? 'slow' : undefined;
}

function nameOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
}
