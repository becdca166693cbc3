import { Agent, get } from 'node:http';

export interface LoadCounts {
  readonly sent: number;
  readonly failed: number;
  /** How many answers came from each version of the app. */
  readonly byVersion: Readonly<Record<string, number>>;
}

/** Requests at a constant rate, whatever becomes of the ones before: what a deployment has to survive. */
export class ConstantLoad {
  readonly #agent = new Agent({ keepAlive: true });
  readonly #url: string;
  readonly #timer: NodeJS.Timeout;
  readonly #byVersion = new Map<string, number>();
  readonly #underway = new Set<Promise<void>>();
  #sent = 0;
  #failed = 0;

  constructor(url: string, requestsPerSecond: number) {
    this.#url = url;
    this.#timer = setInterval(() => this.#send(), 1000 / requestsPerSecond);
  }

  get sent(): number {
    return this.#sent;
  }

  /** Sends no more, and resolves with the counts once every request has come to its end. */
  async stop(): Promise<LoadCounts> {
    clearInterval(this.#timer);
    await Promise.all(this.#underway);
    this.#agent.destroy();
    return { sent: this.#sent, failed: this.#failed, byVersion: Object.fromEntries(this.#byVersion) };
  }

  #send(): void {
    this.#sent += 1;
    const answered = this.#version()
      .then((version) => {
        this.#byVersion.set(version, (this.#byVersion.get(version) ?? 0) + 1);
      })
      .catch(() => {
        this.#failed += 1;
      });
    this.#underway.add(answered);
    void answered.then(() => this.#underway.delete(answered));
  }

  /** Only a whole answer of the app with status 200 counts. */
  #version(): Promise<string> {
    return new Promise((resolve, reject) => {
      const request = get(this.#url, { agent: this.#agent, timeout: 10_000 }, (response) => {
        let body = '';
        response.on('data', (chunk: Buffer) => {
          body += chunk.toString();
        });
        response.on('error', reject);
        response.on('end', () => {
          try {
            const { version } = JSON.parse(body);
            if (response.statusCode === 200 && typeof version === 'string') resolve(version);
            else reject(new Error(`status ${response.statusCode}`));
          } catch (error) {
            reject(error);
          }
        });
      });
      request.on('timeout', () => request.destroy(new Error('no answer')));
      request.on('error', reject);
    });
  }
}
