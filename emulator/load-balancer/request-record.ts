import type { RequestHead } from './http1/request-head.ts';
import type { ConnectionFacts } from './listeners/arrival.ts';
import type { ListenerRoute, RouteAction } from './snapshot.ts';

/** What the log says of a client that left before it was answered. */
const clientLeft = 460;

interface Addressed {
  readonly authority: string;
  /** With the query. */
  readonly path: string;
}

/**
 * What there is to say of one request once it is over: all that access logs and counts are made of. Filled in as the
 * request goes its way; times are milliseconds since the epoch, and undefined where it never came so far.
 */
export class RequestRecord {
  readonly facts: ConnectionFacts;
  readonly request: RequestHead;
  readonly receivedAtMs: number;
  listener: ListenerRoute | undefined = undefined;
  /** The rule that matched; undefined is the default action. */
  ruleArn: string | undefined = undefined;
  /** What the rule, or the listener's default, said to do; undefined where no rule was looked for. */
  action: RouteAction | undefined = undefined;
  redirectUrl: string | undefined = undefined;
  /** What the rule's transforms made of host and path: nothing where that is no request. */
  transformed: { readonly before: Addressed; readonly after: Addressed | undefined } | undefined = undefined;
  targetGroupArn: string | undefined = undefined;
  /** `address:port` of the target that it went to. */
  targetKey: string | undefined = undefined;
  traceId: string | undefined = undefined;
  /** When its head left for the target. */
  sentAtMs: number | undefined = undefined;
  /** When the target's answer began to come. */
  answeredAtMs: number | undefined = undefined;
  endedAtMs = 0;
  targetStatus: number | undefined = undefined;
  /** What the client got; 460 where it left before. */
  status = clientLeft;
  /** Of the request's head and body. */
  receivedBytes: number;
  /** Of the answer's head and body. */
  sentBytes = 0;
  readonly #writtenBefore: number;

  /** @param writtenBefore what the connection had written when the request came */
  constructor(facts: ConnectionFacts, request: RequestHead, receivedAtMs: number, writtenBefore: number) {
    this.facts = facts;
    this.request = request;
    this.receivedAtMs = receivedAtMs;
    this.receivedBytes = request.headers.text.length;
    this.#writtenBefore = writtenBefore;
  }

  /** Notes that the request is over. */
  end(nowMs: number, written: number): void {
    this.endedAtMs = nowMs;
    this.sentBytes = written - this.#writtenBefore;
  }
}
