import {
  type CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  type InputLogEvent,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';

/** A log stream that can be written to. */
export interface LogStreamWriter {
  put(...events: InputLogEvent[]): Promise<void>;
}

/** Makes a stream of the group `app`, and the group where it is the first. */
export async function createLogStream(
  logs: CloudWatchLogsClient,
  logStreamName: string,
  logGroupName = 'app',
): Promise<LogStreamWriter> {
  await logs.send(new CreateLogGroupCommand({ logGroupName })).catch((error: unknown) => {
    if (!(error instanceof Error) || error.name !== 'ResourceAlreadyExistsException') throw error;
  });
  await logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName }));
  return {
    put: async (...logEvents) => {
      await logs.send(new PutLogEventsCommand({ logGroupName, logStreamName, logEvents }));
    },
  };
}
