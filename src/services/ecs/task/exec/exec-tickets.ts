import { randomBytes, randomInt, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../../../clock.ts';

/** What an ECS Exec session is to do. */
export interface ExecRequest {
  /** The engine's id of the container. */
  readonly runtimeId: string;
  /** As the caller gave it: one line. */
  readonly command: string;
}

/** Leave to open one session, once. */
export interface ExecTicket extends ExecRequest {
  readonly sessionId: string;
  readonly token: string;
}

/** A client dials at once; whoever comes later has lost its way. */
const validMs = 3 * 60_000;
/** As long in base64 as AWS's own tokens. */
const tokenBytes = 768;
const idAlphabet = 'abcdefghijklmnopqrstuvwxyz0123456789';
const idLength = 26;

/** Sessions that ExecuteCommand has promised and no client has opened yet. They are not kept over a restart. */
export class ExecTickets {
  readonly #clock: Clock;
  readonly #tickets = new Map<string, { readonly ticket: ExecTicket; readonly untilMs: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  issue(request: ExecRequest): ExecTicket {
    this.#forgetExpired();
    const id = Array.from({ length: idLength }, () => idAlphabet.charAt(randomInt(idAlphabet.length)));
    const ticket = {
      ...request,
      sessionId: `ecs-execute-command-${id.join('')}`,
      token: randomBytes(tokenBytes).toString('base64'),
    };
    this.#tickets.set(ticket.sessionId, { ticket, untilMs: this.#clock.now() + validMs });
    return ticket;
  }

  /** Whether a client that brings the token would be let in. */
  isValid(sessionId: string): boolean {
    this.#forgetExpired();
    return this.#tickets.has(sessionId);
  }

  /** Takes the ticket: a second caller, or one with another token, gets none. */
  redeem(sessionId: string, token: string): ExecTicket | undefined {
    this.#forgetExpired();
    const ticket = this.#tickets.get(sessionId)?.ticket;
    if (ticket === undefined || !isSame(ticket.token, token)) return undefined;
    this.#tickets.delete(sessionId);
    return ticket;
  }

  clear(): void {
    this.#tickets.clear();
  }

  #forgetExpired(): void {
    const nowMs = this.#clock.now();
    for (const [sessionId, { untilMs }] of this.#tickets) {
      // All are valid equally long, so that the first one that still is ends the search.
      if (untilMs > nowMs) return;
      this.#tickets.delete(sessionId);
    }
  }
}

function isSame(token: string, given: string): boolean {
  const [a, b] = [Buffer.from(token), Buffer.from(given)];
  return a.length === b.length && timingSafeEqual(a, b);
}
