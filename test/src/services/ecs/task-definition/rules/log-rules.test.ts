import {
  type Definition,
  describeRefused,
  one,
  pair,
} from '../../../../../support/ecs/refused-definitions.ts';

const onEc2 = (rest: Definition): Definition => ({ requiresCompatibilities: ['EC2'], ...rest });
const awslogs = (options: Record<string, string>) => ({ logDriver: 'awslogs' as const, options });
const logOptions = { 'awslogs-group': 'g', 'awslogs-region': 'us-east-1', 'awslogs-stream-prefix': 'p' };

describeRefused([
  [
    'no log group',
    one({ logConfiguration: awslogs({}) }),
    'Log driver awslogs requires options: awslogs-group',
  ],
  [
    'no log region',
    one({ logConfiguration: awslogs({ 'awslogs-group': 'g' }) }),
    'Log driver awslogs requires options: awslogs-region',
  ],
  [
    'no stream prefix',
    one({ logConfiguration: awslogs({ 'awslogs-group': 'g', 'awslogs-region': 'us-east-1' }) }),
    'Fargate requires log configuration options to include awslogs-stream-prefix to support log driver awslogs.',
  ],
  [
    'two ways to tell where an event begins',
    one({
      logConfiguration: awslogs({
        ...logOptions,
        'awslogs-datetime-format': '%Y',
        'awslogs-multiline-pattern': '^x',
      }),
    }),
    "You cannot configure log opt 'awslogs-datetime-format' and 'awslogs-multiline-pattern' at the same time.",
  ],
  [
    'logs without an execution role',
    one({ logConfiguration: awslogs(logOptions) }),
    'Fargate requires task definition to have execution role ARN to support log driver awslogs.',
  ],
  [
    'a log driver that Fargate lacks',
    one({ logConfiguration: { logDriver: 'syslog' } }),
    'syslog is not a valid log driver. Must be one of [awslogs,splunk,awsfirelens]',
  ],
  [
    'a log driver that nobody has',
    onEc2(one({ logConfiguration: { logDriver: 'gcplogs' as 'syslog' } })),
    'gcplogs is not a valid log driver. Must be one of [awslogs,splunk,awsfirelens,fluentd,gelf,json-file,journald,syslog,none]',
  ],
  [
    'FireLens without a router',
    one({ logConfiguration: { logDriver: 'awsfirelens' } }),
    'When awsfirelens log driver is specified in log configuration, a firelens configuration object must be configured in one of the containers.',
  ],
  [
    'a router without a source',
    one({ firelensConfiguration: { type: 'fluentbit' } }),
    'When a firelensConfiguration object is specified, at least one container has to be configured with the awsfirelens log driver.',
  ],
  [
    'a router of another make',
    pair(
      { firelensConfiguration: { type: 'logstash' as 'fluentd' } },
      { logConfiguration: { logDriver: 'awsfirelens' } },
    ),
    'Firelens configuration type should be one of [fluentd,fluentbit]',
  ],
  [
    "a router's configuration on S3, which Fargate does not fetch",
    pair(
      { firelensConfiguration: { type: 'fluentbit', options: { 'config-file-type': 's3' } } },
      { logConfiguration: { logDriver: 'awsfirelens' } },
    ),
    "Fargate only supports the config-file-type 'file' in firelensConfiguration options.",
  ],
]);
