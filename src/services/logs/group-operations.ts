import { AwsError } from '../../aws/errors.ts';
import { pageOf } from '../../aws/paging.ts';
import { constraintText, enumText } from '../../aws/validation.ts';
import { checkedLimit } from './event-page.ts';
import { findGroup, findStream, groupArn, invalidParameter, type LogsOperations } from './logs-context.ts';

const retentions = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];
const longestName = 512;
const largestPage = 50;

const invalidToken = () => invalidParameter('The specified nextToken is invalid.');

export const groupOperations = {
  CreateLogGroup: (context, input, scope) => {
    checkName(input.logGroupName, 'logGroupName', /^[.\-_/#A-Za-z0-9]+$/);
    if (/^aws\//i.test(input.logGroupName))
      throw invalidParameter('Log groups starting with AWS/ are reserved for AWS.');
    if (input.kmsKeyId) throw notServed('KMS keys of log groups');
    if (input.deletionProtectionEnabled === true) throw notServed('deletion protection of log groups');
    if (input.logGroupClass && input.logGroupClass !== 'STANDARD')
      throw notServed(`the ${input.logGroupClass} log class`);
    if (context.logs.findGroup(scope, input.logGroupName) !== undefined)
      throw new AwsError('ResourceAlreadyExistsException', 'The specified log group already exists');
    context.logs.addGroup(scope, input.logGroupName, context.clock.now(), { tags: input.tags ?? {} });
    return {};
  },
  DeleteLogGroup: (context, input, scope) => {
    context.logs.removeGroup(findGroup(context, scope, input).id);
    return {};
  },
  DescribeLogGroups: (context, input, scope) => {
    if (input.logGroupIdentifiers !== undefined || input.accountIdentifiers !== undefined)
      throw notServed('listing log groups by identifiers or accounts');
    if (input.logGroupNamePrefix !== undefined && input.logGroupNamePattern !== undefined)
      throw invalidParameter(
        'LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.',
      );
    const page = pageOf(
      context.logs
        .listGroups(scope)
        .filter(({ name }) => name.startsWith(input.logGroupNamePrefix ?? ''))
        .filter(({ name }) => name.toLowerCase().includes((input.logGroupNamePattern ?? '').toLowerCase())),
      ({ name }) => name,
      {
        nextToken: input.nextToken || undefined,
        maxResults: checkedLimit(input.limit ?? largestPage, largestPage),
      },
      invalidToken,
    );
    return {
      logGroups: page.items.map(({ id, name, createdAtMs, document }) => ({
        logGroupName: name,
        creationTime: createdAtMs,
        arn: `${groupArn(scope, name)}:*`,
        logGroupArn: groupArn(scope, name),
        logGroupClass: 'STANDARD' as const,
        metricFilterCount: 0,
        // AWS leaves these out where groups are sought by pattern.
        ...(input.logGroupNamePattern === undefined
          ? { storedBytes: context.logs.storedBytes(id), deletionProtectionEnabled: false }
          : {}),
        retentionInDays: document.retentionInDays,
      })),
      nextToken: page.nextToken,
    };
  },
  PutRetentionPolicy: (context, input, scope) => {
    if (!retentions.includes(input.retentionInDays))
      throw invalidParameter(
        enumText(String(input.retentionInDays), 'retentionInDays', retentions.map(String)),
      );
    const group = findGroup(context, scope, input);
    context.logs.setGroup(group.id, { ...group.document, retentionInDays: input.retentionInDays });
    return {};
  },
  DeleteRetentionPolicy: (context, input, scope) => {
    const group = findGroup(context, scope, input);
    context.logs.setGroup(group.id, { ...group.document, retentionInDays: undefined });
    return {};
  },
  CreateLogStream: (context, input, scope) => {
    checkName(input.logStreamName, 'logStreamName', /^[^:*]+$/);
    const group = findGroup(context, scope, input);
    if (context.logs.findStream(group.id, input.logStreamName) !== undefined)
      throw new AwsError('ResourceAlreadyExistsException', 'The specified log stream already exists');
    context.logs.addStream(group.id, input.logStreamName, context.clock.now());
    return {};
  },
  DeleteLogStream: (context, input, scope) => {
    context.logs.removeStream(findStream(context, findGroup(context, scope, input), input.logStreamName).id);
    return {};
  },
  DescribeLogStreams: (context, input, scope) => {
    const group = findGroup(context, scope, input);
    const byTime = input.orderBy === 'LastEventTime';
    if (byTime && input.logStreamNamePrefix !== undefined)
      throw invalidParameter('Cannot order by LastEventTime with a logStreamNamePrefix.');
    const key = (stream: { name: string; lastEventMs: number | null }): string =>
      byTime ? `${String(stream.lastEventMs ?? 0).padStart(16, '0')} ${stream.name}` : stream.name;
    const sorted = context.logs
      .listStreams(group.id)
      .filter(({ name }) => name.startsWith(input.logStreamNamePrefix ?? ''))
      .sort((a, b) => (key(a) < key(b) ? -1 : 1));
    const isDescending = input.descending === true;
    if (isDescending) sorted.reverse();
    const page = pageOf(
      sorted,
      key,
      {
        nextToken: input.nextToken || undefined,
        maxResults: checkedLimit(input.limit ?? largestPage, largestPage),
        descending: isDescending,
      },
      invalidToken,
    );
    return {
      logStreams: page.items.map((stream) => ({
        logStreamName: stream.name,
        creationTime: stream.createdAtMs,
        arn: `${groupArn(scope, group.name)}:log-stream:${stream.name}`,
        // AWS has answered 0 for every stream since 2019 (API reference, LogStream).
        storedBytes: 0,
        firstEventTimestamp: stream.firstEventMs ?? undefined,
        lastEventTimestamp: stream.lastEventMs ?? undefined,
        lastIngestionTime: stream.lastIngestionMs ?? undefined,
      })),
      nextToken: page.nextToken,
    };
  },
  TagResource: (context, input, scope) => {
    const group = findGroup(context, scope, { logGroupIdentifier: input.resourceArn });
    context.logs.setGroup(group.id, { ...group.document, tags: { ...group.document.tags, ...input.tags } });
    return {};
  },
  UntagResource: (context, input, scope) => {
    const group = findGroup(context, scope, { logGroupIdentifier: input.resourceArn });
    const tags = Object.entries(group.document.tags).filter(([key]) => !input.tagKeys.includes(key));
    context.logs.setGroup(group.id, { ...group.document, tags: Object.fromEntries(tags) });
    return {};
  },
  ListTagsForResource: (context, input, scope) => ({
    tags: { ...findGroup(context, scope, { logGroupIdentifier: input.resourceArn }).document.tags },
  }),
} satisfies LogsOperations;

function checkName(name: string, member: string, pattern: RegExp): void {
  if (name.length > longestName)
    throw invalidParameter('Invalid LogGroup or LogStream, both must have length less than or equal to 512.');
  if (!pattern.test(name))
    throw invalidParameter(
      constraintText(
        `'${name}'`,
        member,
        `satisfy regular expression pattern: ${pattern.source.slice(1, -1)}`,
      ),
    );
}

/** What AWS has and Drydock would accept in vain. */
function notServed(what: string): AwsError {
  return new AwsError('NotImplementedException', `Drydock does not implement ${what}.`);
}
