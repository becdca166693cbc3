import { constraintText } from '../../aws/validation.ts';
import type { EventPosition } from './log-store.ts';
import { invalidParameter } from './logs-context.ts';

const mostEvents = 10_000;
/** A page of events has at most a megabyte, as at AWS, but always one event. */
export const largestPageBytes = 1_048_576;
/** As long as AWS's own tokens and event ids. */
const idDigits = 56;
const idPart = 26;

/** Which way a token leads: on or back in a stream, or on in a filtered group. */
type TokenKind = 'f' | 'b' | 'e';

/** A token stands behind (`f`, `e`) or before (`b`) a place in the order of the events. */
export function pageToken(kind: TokenKind, { timestampMs, id }: EventPosition): string {
  return `${kind}/${String(timestampMs).padStart(idDigits - idPart, '0')}${String(id).padStart(idPart, '0')}/s`;
}

/** Reads a token of one of the kinds. @throws AwsError InvalidParameterException */
export function readToken(text: string, kinds: readonly TokenKind[]): EventPosition & { kind: TokenKind } {
  const match = /^([fbe])\/(\d{30})(\d{26})\/s$/.exec(text);
  const kind = kinds.find((each) => each === match?.[1]);
  const [, , timestampMs, id] = match ?? [];
  if (kind === undefined) throw invalidParameter('The specified nextToken is invalid.');
  return { kind, timestampMs: Number(timestampMs), id: Number(id) };
}

/** An event's id, and any other number that AWS writes with as many digits. */
export function digits(value: number): string {
  return String(value).padStart(idDigits, '0');
}

/** How many events a page may have. @throws AwsError InvalidParameterException */
export function checkedLimit(limit = mostEvents, largest = mostEvents): number {
  if (limit >= 1 && limit <= largest) return limit;
  const bound = limit < 1 ? 'greater than or equal to 1' : `less than or equal to ${largest}`;
  throw invalidParameter(constraintText(`'${limit}'`, 'limit', `have value ${bound}`));
}

/** Takes events until there are no more or the next one would make the page too large. */
export function takePage<Event extends { readonly message: string }>(events: Iterable<Event>): Event[] {
  const page: Event[] = [];
  let bytes = 0;
  for (const event of events) {
    bytes += Buffer.byteLength(event.message);
    if (page.length > 0 && bytes > largestPageBytes) break;
    page.push(event);
  }
  return page;
}
