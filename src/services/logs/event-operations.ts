import { parseFilterPattern } from './filter-pattern.ts';
import type { LogEvent } from './log-store.ts';
import { findGroup, findStream, invalidParameter, type LogsOperations } from './logs-context.ts';

const mostEvents = 10_000;
const largestBatchBytes = 1_048_576;
const overheadBytes = 26;
const dayMs = 86_400_000;
const oldestMs = 14 * dayMs;
const newestMs = 2 * 3_600_000;
/** As long as AWS's own tokens and event ids. */
const idDigits = 56;

export const eventOperations = {
  PutLogEvents: (context, input, scope) => {
    const stream = findStream(context, findGroup(context, scope, input), input.logStreamName);
    const nowMs = context.clock.now();
    const events = input.logEvents;
    const bytes = events.reduce((sum, { message }) => sum + Buffer.byteLength(message) + overheadBytes, 0);
    if (events.length > mostEvents || bytes > largestBatchBytes)
      throw invalidParameter('Upload too large: the batch exceeds 10000 events or 1048576 bytes.');
    if (events.some(({ timestamp }, index) => timestamp < (events[index - 1]?.timestamp ?? timestamp)))
      throw invalidParameter('Log events in a single PutLogEvents request must be in chronological order.');
    const span = (events.at(-1)?.timestamp ?? 0) - (events[0]?.timestamp ?? 0);
    if (span > dayMs)
      throw invalidParameter(
        'The batch of log events in a single PutLogEvents request cannot span more than 24 hours.',
      );
    const tooOld = events.filter(({ timestamp }) => timestamp < nowMs - oldestMs).length;
    const firstNew = events.findIndex(({ timestamp }) => timestamp > nowMs + newestMs);
    const kept = events.slice(tooOld, firstNew < 0 ? undefined : firstNew);
    context.logs.append(
      stream.id,
      kept.map(({ timestamp, message }) => ({ timestampMs: timestamp, message })),
      nowMs,
    );
    const rejected = {
      ...(tooOld > 0 ? { tooOldLogEventEndIndex: tooOld } : {}),
      ...(firstNew >= 0 ? { tooNewLogEventStartIndex: firstNew } : {}),
    };
    return {
      nextSequenceToken: digits(nowMs),
      ...(Object.keys(rejected).length > 0 ? { rejectedLogEventsInfo: rejected } : {}),
    };
  },
  GetLogEvents: (context, input, scope) => {
    const stream = findStream(context, findGroup(context, scope, input), input.logStreamName);
    const limit = checkedLimit(input.limit);
    const all = context.logs.eventsOfStream(
      stream.id,
      input.startTime ?? 0,
      input.endTime ?? Number.MAX_SAFE_INTEGER,
    );
    const window = pick(all, input.nextToken, input.startFromHead ?? false, limit);
    return {
      events: all.slice(window.from, window.to).map(({ timestampMs, ingestionMs, message }) => ({
        timestamp: timestampMs,
        ingestionTime: ingestionMs,
        message,
      })),
      nextForwardToken: token('f', all[window.to - 1]),
      nextBackwardToken: token('b', all[window.from]),
    };
  },
  FilterLogEvents: (context, input, scope) => {
    if (input.logStreamNames !== undefined && input.logStreamNamePrefix !== undefined)
      throw invalidParameter('logStreamNames and logStreamNamePrefix are mutually exclusive parameters.');
    const group = findGroup(context, scope, input);
    const matches = parseFilterPattern(input.filterPattern ?? '');
    const limit = checkedLimit(input.limit);
    const after = input.nextToken === undefined ? undefined : position(input.nextToken, 'e');
    const found = context.logs
      .eventsOfGroup(group.id, input.startTime ?? 0, input.endTime ?? Number.MAX_SAFE_INTEGER, -1)
      .filter((event) => after === undefined || isAfter(event, after))
      .filter(({ streamName }) => input.logStreamNames?.includes(streamName) ?? true)
      .filter(({ streamName }) => streamName.startsWith(input.logStreamNamePrefix ?? ''))
      .filter(({ message }) => matches(message));
    const page = found.slice(0, limit);
    return {
      events: page.map(({ id, streamName, timestampMs, ingestionMs, message }) => ({
        logStreamName: streamName,
        timestamp: timestampMs,
        message,
        ingestionTime: ingestionMs,
        eventId: digits(id),
      })),
      searchedLogStreams: [],
      nextToken: found.length > page.length ? token('e', page.at(-1)) : undefined,
    };
  },
} satisfies LogsOperations;

type Position = Pick<LogEvent, 'timestampMs' | 'id'>;

/** The events `from` (inclusive) up to `to` (exclusive) that a page of GetLogEvents holds. */
function pick(all: readonly LogEvent[], nextToken: string | undefined, fromHead: boolean, limit: number) {
  if (nextToken === undefined)
    return fromHead
      ? { from: 0, to: Math.min(limit, all.length) }
      : { from: Math.max(0, all.length - limit), to: all.length };
  const forward = nextToken.startsWith('f/');
  const at = position(nextToken, forward ? 'f' : 'b');
  if (forward) {
    const next = all.findIndex((event) => isAfter(event, at));
    const from = next < 0 ? all.length : next;
    return { from, to: Math.min(from + limit, all.length) };
  }
  const next = all.findIndex((event) => event.id === at.id || isAfter(event, at));
  const to = next < 0 ? all.length : next;
  return { from: Math.max(0, to - limit), to };
}

function isAfter(event: Position, { timestampMs, id }: Position): boolean {
  return event.timestampMs > timestampMs || (event.timestampMs === timestampMs && event.id > id);
}

const idPart = 26;

/** At an end of the stream the position stays where it was, so that the token that was passed in comes back. */
function token(kind: 'f' | 'b' | 'e', event: Position | undefined): string {
  const at = event ?? { timestampMs: 0, id: 0 };
  return `${kind}/${String(at.timestampMs).padStart(idDigits - idPart, '0')}${String(at.id).padStart(idPart, '0')}/s`;
}

function position(text: string, kind: 'f' | 'b' | 'e'): Position {
  const match = /^([fbe])\/(\d{30})(\d{26})\/s$/.exec(text);
  if (match === null || match[1] !== kind) throw invalidParameter('The specified nextToken is invalid.');
  return { timestampMs: Number(match[2]), id: Number(match[3]) };
}

function checkedLimit(limit: number | undefined): number {
  if (limit === undefined) return mostEvents;
  if (limit >= 1 && limit <= mostEvents) return limit;
  const bound = limit < 1 ? 'greater than or equal to 1' : `less than or equal to ${mostEvents}`;
  throw invalidParameter(
    `1 validation error detected: Value '${limit}' at 'limit' failed to satisfy constraint: Member must have value ${bound}`,
  );
}

function digits(value: number): string {
  return String(value).padStart(idDigits, '0');
}
