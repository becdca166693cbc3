import { Agent } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { RunTaskResponse } from '@aws-sdk/client-ecs';
import { ecsRequest, send } from '../drydock/aws-call.ts';
import type { TinyTask } from '../drydock/tiny-task.ts';

const tickMs = 5;
/** How long each task runs. */
const lifeMs = 500;

/** Tasks that start and stop at a constant rate, each by calls of its own. */
export class TaskChurn {
  readonly #endpoint: string;
  readonly #task: TinyTask;
  readonly #agent = new Agent({ keepAlive: true });
  readonly #stopping = new AbortController();
  readonly #underway = new Set<Promise<void>>();
  readonly #churning: Promise<void>;
  #started = 0;

  constructor(endpoint: string, task: TinyTask, perSecond: number) {
    this.#endpoint = endpoint;
    this.#task = task;
    this.#churning = this.#churn(perSecond);
  }

  /** How many tasks it has started so far. */
  get started(): number {
    return this.#started;
  }

  /** Starts no more, and resolves once all are told to stop. Rejects when a call failed. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#churning;
    await Promise.all(this.#underway);
    this.#agent.destroy();
  }

  async #churn(perSecond: number): Promise<void> {
    const beganMs = performance.now();
    for (let begun = 0; !this.#stopping.signal.aborted; await delay(tickMs)) {
      for (; begun < ((performance.now() - beganMs) / 1000) * perSecond; begun += 1) {
        const life = this.#live();
        this.#underway.add(life);
        void life.finally(() => this.#underway.delete(life)).catch(() => undefined);
      }
    }
  }

  async #live(): Promise<void> {
    const answer: RunTaskResponse = JSON.parse(
      await send(this.#endpoint, ecsRequest('RunTask', this.#task), this.#agent),
    );
    this.#started += 1;
    await delay(lifeMs);
    const input = { cluster: this.#task.cluster, task: answer.tasks?.[0]?.taskArn };
    await send(this.#endpoint, ecsRequest('StopTask', input), this.#agent);
  }
}
