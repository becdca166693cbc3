import type { Clock } from '../../../../src/clock.ts';
import type { DialOptions } from './target-dial.ts';
import { TargetSession } from './target-session.ts';

/** The HTTP/2 connections to one target: as many as it takes for the requests that it allows on each. */
export class TargetSessions {
  readonly #dial: DialOptions;
  readonly #clock: Clock;
  /** Those that take requests. */
  readonly #open = new Set<TargetSession>();
  readonly #all = new Set<TargetSession>();

  constructor(dial: DialOptions, clock: Clock) {
    this.#dial = dial;
    this.#clock = clock;
  }

  /** One that has room for a request. */
  take(): TargetSession {
    for (const session of this.#open) if (session.hasRoom) return session;
    const session = new TargetSession(this.#dial, this.#clock, {
      onEnding: (ending) => this.#open.delete(ending),
      onClosed: (closed) => this.#all.delete(closed),
    });
    this.#open.add(session);
    this.#all.add(session);
    return session;
  }

  /** Lets every connection end once its requests have. New requests get new ones. */
  closeIdle(): void {
    for (const session of [...this.#open]) session.close();
  }

  destroy(): void {
    for (const session of this.#all) session.destroy();
  }
}
