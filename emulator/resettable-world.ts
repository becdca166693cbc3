import { startWorld, type World, type WorldOptions } from './start-world.ts';

/** The world, which a reset ends and starts anew on an empty state. */
export class ResettableWorld implements AsyncDisposable {
  readonly #options: WorldOptions;
  readonly #endSessions: () => Promise<void>;
  #world: World;
  #lastReset: Promise<void> = Promise.resolve();

  private constructor(options: WorldOptions, endSessions: () => Promise<void>, world: World) {
    this.#options = options;
    this.#endSessions = endSessions;
    this.#world = world;
  }

  /** @param endSessions ends what clients have open in containers, before a reset removes these */
  static async start(options: WorldOptions, endSessions: () => Promise<void>): Promise<ResettableWorld> {
    return new ResettableWorld(options, endSessions, await startWorld(options));
  }

  settled(): Promise<void> {
    return this.#world.settled();
  }

  lastProbes(): ReturnType<World['lastProbes']> {
    return this.#world.lastProbes();
  }

  trafficSince(ms: number): ReturnType<World['trafficSince']> {
    return this.#world.trafficSince(ms);
  }

  /** Removes every container and all state. Resets follow one another. Rejects, changing nothing, without the engine. */
  reset(): Promise<void> {
    const next = this.#lastReset.then(() => this.#reset());
    this.#lastReset = next.catch(() => undefined);
    return next;
  }

  /** Ends like disposal, and removes all that was made in the engine. */
  async stopAndRemove(): Promise<void> {
    await this.#lastReset;
    await this.#world.stopAndRemove();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#lastReset;
    await this.#world[Symbol.asyncDispose]();
  }

  async #reset(): Promise<void> {
    const { runtime, data, context } = this.#options;
    // Out of reach is out of reach before anything is ended.
    await runtime.list();
    await this.#endSessions();
    await this.#world[Symbol.asyncDispose]();
    await runtime.removeAll();
    data.state.clear();
    context.ecs.taskDefinitions.clearCache();
    this.#world = await startWorld(this.#options);
  }
}
