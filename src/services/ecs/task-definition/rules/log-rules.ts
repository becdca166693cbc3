import type { ContainerDefinition } from '@aws-sdk/client-ecs';
import { type Candidate, forFargate, ofContainers, oneOf, type Rule } from './rule.ts';

const fargateDrivers = ['awslogs', 'splunk', 'awsfirelens'];
/** Every driver that a container can name, the last of which keeps nothing. */
export const logDrivers = [...fargateDrivers, 'fluentd', 'gelf', 'json-file', 'journald', 'syslog', 'none'];

/** Rules of where containers log. */
export const logRules: readonly Rule[] = [
  ofContainers((container, candidate) => logging(container, candidate)),
  firelens,
  ofContainers(({ firelensConfiguration }) =>
    oneOf('Firelens configuration type', firelensConfiguration?.type, ['fluentd', 'fluentbit']),
  ),
  forFargate(
    ofContainers(({ firelensConfiguration }) =>
      firelensConfiguration?.options?.['config-file-type'] === 's3'
        ? "Fargate only supports the config-file-type 'file' in firelensConfiguration options."
        : undefined,
    ),
  ),
];

function logging({ logConfiguration }: ContainerDefinition, candidate: Candidate): string | undefined {
  if (logConfiguration === undefined) return undefined;
  const { logDriver = '', options = {} } = logConfiguration;
  const allowed = candidate.isFargate ? fargateDrivers : logDrivers;
  if (!allowed.includes(logDriver))
    return `${logDriver} is not a valid log driver. Must be one of [${allowed.join(',')}]`;
  if (logDriver !== 'awslogs') return undefined;
  for (const option of ['awslogs-group', 'awslogs-region'])
    if (options[option] === undefined) return `Log driver awslogs requires options: ${option}`;
  if (options['awslogs-datetime-format'] !== undefined && options['awslogs-multiline-pattern'] !== undefined)
    return "You cannot configure log opt 'awslogs-datetime-format' and 'awslogs-multiline-pattern' at the same time.";
  if (candidate.isFargate && options['awslogs-stream-prefix'] === undefined)
    return 'Fargate requires log configuration options to include awslogs-stream-prefix to support log driver awslogs.';
  return candidate.isFargate && candidate.executionRoleArn === undefined
    ? 'Fargate requires task definition to have execution role ARN to support log driver awslogs.'
    : undefined;
}

/** A router and those who log through it need each other. */
function firelens({ containers }: Candidate): string | undefined {
  const hasRouter = containers.some(({ firelensConfiguration }) => firelensConfiguration !== undefined);
  const hasSource = containers.some(({ logConfiguration }) => logConfiguration?.logDriver === 'awsfirelens');
  if (hasSource && !hasRouter)
    return 'When awsfirelens log driver is specified in log configuration, a firelens configuration object must be configured in one of the containers.';
  return hasRouter && !hasSource
    ? 'When a firelensConfiguration object is specified, at least one container has to be configured with the awsfirelens log driver.'
    : undefined;
}
