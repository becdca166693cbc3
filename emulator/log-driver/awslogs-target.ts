import { eventStart } from './event-start.ts';

/** What a container's definition says of its log. */
export interface LoggedContainer {
  readonly name: string;
  readonly logConfiguration?: {
    readonly logDriver?: string;
    readonly options?: Readonly<Record<string, string>>;
  };
}

/** Where an awslogs container logs to, and how its lines become events. */
export interface AwslogsTarget {
  readonly region: string;
  readonly group: string;
  readonly createGroup: boolean;
  readonly streamPrefix: string | undefined;
  /** What the first line of an event matches; undefined where every line is an event. */
  readonly start: RegExp | undefined;
}

/**
 * The target of a container that logs by awslogs, undefined of any other.
 *
 * @throws Error with the driver's text for a pattern that is no regular expression
 */
export function awslogsTarget(
  taskRegion: string,
  { logConfiguration }: LoggedContainer,
): AwslogsTarget | undefined {
  const options = logConfiguration?.options ?? {};
  const group = options['awslogs-group'];
  if (logConfiguration?.logDriver !== 'awslogs' || group === undefined) return undefined;
  return {
    group,
    region: options['awslogs-region'] ?? taskRegion,
    createGroup: options['awslogs-create-group'] === 'true',
    streamPrefix: options['awslogs-stream-prefix'],
    start: eventStart(options),
  };
}
