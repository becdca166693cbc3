import { checkedLimit, digits, pageToken, readToken, takePage } from './event-page.ts';
import { parseFilterPattern } from './filter-pattern.ts';
import type { EventPosition } from './log-store.ts';
import { findGroup, findStream, invalidParameter, type LogsOperations } from './logs-context.ts';
import { searchEvents } from './search-events.ts';

const start: EventPosition = { timestampMs: 0, id: 0 };
const end: EventPosition = { timestampMs: Number.MAX_SAFE_INTEGER, id: Number.MAX_SAFE_INTEGER };

export const readOperations = {
  GetLogEvents: (context, input, scope) => {
    const stream = findStream(context, findGroup(context, scope, input), input.logStreamName);
    const limit = checkedLimit(input.limit);
    const span = { startMs: input.startTime ?? 0, endMs: input.endTime ?? end.timestampMs };
    const from = input.nextToken ? readToken(input.nextToken, ['f', 'b']) : undefined;
    const isForward = from === undefined ? input.startFromHead === true : from.kind === 'f';
    const page = isForward
      ? takePage(context.logs.eventsAfter(stream.id, span, from ?? start, limit))
      : takePage(context.logs.eventsBefore(stream.id, span, from ?? end, limit)).reverse();
    const { first, last } = endsOf(page, from ?? start, isForward);
    return {
      events: page.map(({ timestampMs, ingestionMs, message }) => ({
        timestamp: timestampMs,
        ingestionTime: ingestionMs,
        message,
      })),
      nextForwardToken: pageToken('f', last),
      nextBackwardToken: pageToken('b', first),
    };
  },
  FilterLogEvents: (context, input, scope) => {
    if (input.logStreamNames?.length && input.logStreamNamePrefix)
      throw invalidParameter('logStreamNames and logStreamNamePrefix are mutually exclusive parameters.');
    const group = findGroup(context, scope, input);
    const matches = parseFilterPattern(input.filterPattern ?? '');
    const streams = context.logs
      .listStreams(group.id)
      .filter(({ name }) => !input.logStreamNames?.length || input.logStreamNames.includes(name))
      .filter(({ name }) => name.startsWith(input.logStreamNamePrefix ?? ''));
    const names = new Map(streams.map(({ id, name }) => [id, name]));
    const { page, next } = searchEvents(context.logs, {
      streamIds: [...names.keys()],
      span: { startMs: input.startTime ?? 0, endMs: input.endTime ?? end.timestampMs },
      after: input.nextToken ? readToken(input.nextToken, ['e']) : start,
      limit: checkedLimit(input.limit),
      matches,
    });
    return {
      events: page.map(({ id, streamId, timestampMs, ingestionMs, message }) => ({
        logStreamName: names.get(streamId),
        timestamp: timestampMs,
        message,
        ingestionTime: ingestionMs,
        eventId: digits(id),
      })),
      searchedLogStreams: [],
      nextToken: next && pageToken('e', next),
    };
  },
} satisfies LogsOperations;

/**
 * The places that a page's tokens stand at. A page without events stands where its token stood, so that the token
 * comes back; the one that leads the other way starts with the event next to that place.
 */
function endsOf(page: readonly EventPosition[], from: EventPosition, isForward: boolean) {
  const [first] = page;
  const last = page.at(-1);
  if (first !== undefined && last !== undefined) return { first, last };
  return isForward
    ? { first: { ...from, id: from.id + 1 }, last: from }
    : { first: from, last: { ...from, id: Math.max(0, from.id - 1) } };
}
