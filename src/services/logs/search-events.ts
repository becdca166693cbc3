import { largestPageBytes } from './event-page.ts';
import type { EventPosition, LogEvent, LogStore, TimeSpan } from './log-store.ts';

/** How many events one search looks at: a page may be short, or empty, and still have a token, as at AWS. */
const mostScanned = 100_000;
const scanStep = 5000;

interface EventQuery {
  readonly streamIds: readonly number[];
  /** Both ends are inclusive. */
  readonly span: TimeSpan;
  readonly after: EventPosition;
  readonly limit: number;
  matches(message: string): boolean;
}

/**
 * The next events of some streams that match, by time and arrival; and where the search is to go on, when another
 * match was seen or not everything was looked at.
 */
export function searchEvents(
  logs: LogStore,
  { streamIds, span, after, limit, matches }: EventQuery,
): { readonly page: LogEvent[]; readonly next?: EventPosition } {
  const page: LogEvent[] = [];
  let bytes = 0;
  let at = after;
  for (let scanned = 0; scanned < mostScanned; scanned += scanStep) {
    const step = logs.positionsOf(streamIds, span, at, scanStep);
    for (const position of step) {
      const event = logs.findEvent(position.id);
      if (event !== undefined && matches(event.message)) {
        bytes += Buffer.byteLength(event.message);
        if (page.length === limit || (page.length > 0 && bytes > largestPageBytes)) return { page, next: at };
        page.push(event);
      }
      at = position;
    }
    if (step.length < scanStep) return { page };
  }
  return { page, next: at };
}
