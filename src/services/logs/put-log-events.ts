import type { OperationInput } from '../../aws/operation.ts';
import { constraintText } from '../../aws/validation.ts';
import { digits } from './event-page.ts';
import { eventOverheadBytes } from './log-store.ts';
import { findGroup, findStream, invalidParameter, type LogsOperations } from './logs-context.ts';

const mostEvents = 10_000;
const largestBatchBytes = 1_048_576;
const dayMs = 86_400_000;
const oldestMs = 14 * dayMs;
const newestMs = 2 * 3_600_000;

type PutInput = OperationInput<typeof import('@aws-sdk/client-cloudwatch-logs'), 'PutLogEvents'>;

export const putOperations = {
  PutLogEvents: (context, input, scope) => {
    const group = findGroup(context, scope, input);
    const stream = findStream(context, group, input.logStreamName);
    const nowMs = context.clock.now();
    const { logEvents: events } = input;
    checkBatch(events);
    const { retentionInDays } = group.document;
    const tooOld = events.filter(({ timestamp }) => timestamp < nowMs - oldestMs).length;
    const expired =
      retentionInDays === undefined
        ? 0
        : events.filter(({ timestamp }) => timestamp < nowMs - retentionInDays * dayMs).length;
    const firstNew = events.findIndex(({ timestamp }) => timestamp > nowMs + newestMs);
    const kept = events.slice(Math.max(tooOld, expired), firstNew < 0 ? undefined : firstNew);
    context.logs.append(
      stream.id,
      kept.map(({ timestamp, message }) => ({ timestampMs: timestamp, message })),
      nowMs,
    );
    return {
      nextSequenceToken: digits(nowMs),
      rejectedLogEventsInfo:
        kept.length === events.length
          ? undefined
          : {
              tooOldLogEventEndIndex: tooOld > 0 ? tooOld : undefined,
              expiredLogEventEndIndex: expired > 0 ? expired : undefined,
              tooNewLogEventStartIndex: firstNew >= 0 ? firstNew : undefined,
            },
    };
  },
} satisfies LogsOperations;

/** @throws AwsError InvalidParameterException for a batch that CloudWatch Logs refuses as a whole */
function checkBatch(events: PutInput['logEvents']): void {
  if (events.length === 0 || events.length > mostEvents)
    throw invalidParameter(
      constraintText(
        `'[${events.length} events]'`,
        'logEvents',
        `have length ${events.length === 0 ? 'greater than or equal to 1' : `less than or equal to ${mostEvents}`}`,
      ),
    );
  const empty = events.findIndex(({ message }) => message === '');
  if (empty >= 0)
    throw invalidParameter(
      constraintText("''", `logEvents.${empty + 1}.member.message`, 'have length greater than or equal to 1'),
    );
  const bytes = events.reduce((sum, { message }) => sum + Buffer.byteLength(message) + eventOverheadBytes, 0);
  if (bytes > largestBatchBytes)
    throw invalidParameter(`Upload too large: ${bytes} bytes exceeds limit of ${largestBatchBytes}`);
  if (events.some(({ timestamp }, index) => timestamp < (events[index - 1]?.timestamp ?? timestamp)))
    throw invalidParameter('Log events in a single PutLogEvents request must be in chronological order.');
  if ((events.at(-1)?.timestamp ?? 0) - (events[0]?.timestamp ?? 0) > dayMs)
    throw invalidParameter(
      'The batch of log events in a single PutLogEvents request cannot span more than 24 hours.',
    );
}
