import type { Stickiness } from '../snapshot.ts';
import { requestCookie } from './request-cookie.ts';
import { SessionSeal } from './session-seal.ts';

/** How long browsers keep the load balancer's cookies; how long they hold is inside of them. */
const keptMs = 7 * 24 * 3600 * 1000;

/** The cookies by which a target group's clients stay with their targets. */
export class StickySessions {
  readonly #stickiness: Stickiness;
  readonly #seal: SessionSeal;

  constructor(targetGroupArn: string, stickiness: Stickiness) {
    this.#stickiness = stickiness;
    const purpose = stickiness.type === 'lb_cookie' ? 'lb_cookie' : `app_cookie ${stickiness.cookieName}`;
    this.#seal = new SessionSeal(targetGroupArn, purpose);
  }

  /** The key of the target that a request's Cookie header binds it to. */
  targetOf(cookie: string, nowMs: number): string | undefined {
    if (this.#stickiness.type === 'lb_cookie')
      return this.#open(cookie, 'AWSALB', nowMs) ?? this.#open(cookie, 'AWSALBCORS', nowMs);
    if (requestCookie(cookie, this.#stickiness.cookieName) === undefined) return undefined;
    return this.#open(cookie, 'AWSALBAPP-0', nowMs);
  }

  /** The Set-Cookie headers for an answer of a target's, whose own raw headers are `answer`: a flat list. */
  setCookies(targetKey: string, answer: readonly string[], nowMs: number): string[] {
    const stickiness = this.#stickiness;
    if (stickiness.type === 'app_cookie' && !setsCookie(answer, stickiness.cookieName)) return [];
    const value = this.#seal.seal(targetKey, nowMs + stickiness.durationMs);
    const rest = `${value}; Expires=${new Date(nowMs + keptMs).toUTCString()}; Path=/`;
    if (stickiness.type === 'app_cookie') return ['Set-Cookie', `AWSALBAPP-0=${rest}`];
    return ['Set-Cookie', `AWSALB=${rest}`, 'Set-Cookie', `AWSALBCORS=${rest}; SameSite=None; Secure`];
  }

  #open(cookie: string, name: string, nowMs: number): string | undefined {
    const value = requestCookie(cookie, name);
    return value === undefined ? undefined : this.#seal.open(value, nowMs);
  }
}

function setsCookie(raw: readonly string[], cookieName: string): boolean {
  for (let i = 0; i + 1 < raw.length; i += 2) {
    if (raw[i]?.toLowerCase() !== 'set-cookie') continue;
    const value = raw[i + 1]?.trimStart() ?? '';
    if (value.startsWith(cookieName) && value.slice(cookieName.length).trimStart().startsWith('='))
      return true;
  }
  return false;
}
