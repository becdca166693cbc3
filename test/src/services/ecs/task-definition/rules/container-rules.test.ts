import {
  type Definition,
  describeRefused,
  one,
  pair,
} from '../../../../../support/ecs/refused-definitions.ts';

const onEc2 = (rest: Definition): Definition => ({ requiresCompatibilities: ['EC2'], ...rest });
const onBridge = (rest: Definition): Definition => onEc2({ networkMode: 'bridge', ...rest });
const role = 'arn:aws:iam::000000000000:role/execution';
const check = (rest: object) => one({ healthCheck: { command: ['CMD', 'true'], ...rest } });

describeRefused([
  [
    'a long interval',
    check({ interval: 301 }),
    "Health check interval must be less than or equal to the maximum allowed value 300 for container 'web'",
  ],
  [
    'a long timeout',
    check({ timeout: 61 }),
    "Health check timeout must be less than or equal to the maximum allowed value 60 for container 'web'",
  ],
  [
    'many retries',
    check({ retries: 11 }),
    "Health check retries must be less than or equal to the maximum allowed value 10 for container 'web'",
  ],
  [
    'a long start period',
    check({ startPeriod: 301 }),
    "Health check startPeriod must be less than or equal to the maximum allowed value 300 for container 'web'",
  ],
  [
    'a short interval',
    check({ interval: 4 }),
    "Health check interval must be greater than or equal to the minimum allowed value 5 for container 'web'",
  ],
  [
    'a short timeout',
    check({ timeout: 1 }),
    "Health check timeout must be greater than or equal to the minimum allowed value 2 for container 'web'",
  ],
  [
    'no retries',
    check({ retries: 0 }),
    "Health check retries must be greater than or equal to the minimum allowed value 1 for container 'web'",
  ],
  [
    'a negative start period',
    check({ startPeriod: -1 }),
    "Health check startPeriod must be greater than or equal to the minimum allowed value 0 for container 'web'",
  ],
  [
    'no health command',
    one({ healthCheck: { command: [] } }),
    "Health check command must not be empty for container 'web'",
  ],
  [
    'a short restart period',
    one({ restartPolicy: { enabled: true, restartAttemptPeriod: 59 } }),
    "The 'restartAttemptPeriod' setting for container 'web' must be between 60 and 1800.",
  ],
  [
    'a long restart period',
    one({ restartPolicy: { enabled: true, restartAttemptPeriod: 1801 } }),
    "The 'restartAttemptPeriod' setting for container 'web' must be between 60 and 1800.",
  ],
  [
    'more ignored exit codes than AWS takes',
    one({
      restartPolicy: { enabled: true, ignoredExitCodes: Array.from({ length: 51 }, (_, code) => code) },
    }),
    "The 'ignoredExitCodes' setting for container 'web' can have at most 50 exit codes.",
  ],
  [
    'a stop timeout that Fargate lacks',
    one({ stopTimeout: 121 }),
    'Tasks using the Fargate launch type must have a container stop timeout of less than 120 seconds.',
  ],
  [
    'a stop timeout that Fargate lacks, though EC2 has it as well',
    { requiresCompatibilities: ['EC2', 'FARGATE'], ...one({ stopTimeout: 121 }) },
    'Tasks using the Fargate launch type must have a container stop timeout of less than 120 seconds.',
  ],
  [
    'a short stop timeout',
    one({ stopTimeout: 1 }),
    "Granular stop timeout on container 'web' must be at least 2 seconds.",
  ],
  [
    'a negative stop timeout',
    onEc2(one({ stopTimeout: -1 })),
    "Granular stop timeout on container 'web' must be at least 2 seconds.",
  ],
  [
    'a short start timeout',
    one({ startTimeout: 1 }),
    "Granular start timeout on container 'web' must be at least 2 seconds.",
  ],
  [
    'a start timeout of nothing',
    onEc2(one({ startTimeout: 0 })),
    "Granular start timeout on container 'web' must be at least 2 seconds.",
  ],
  [
    'a dependency on nobody',
    one({ dependsOn: [{ containerName: 'db', condition: 'START' }] }),
    "Cannot depend on container + 'db' because it does not exist",
  ],
  [
    'waiting for the end of an essential container',
    pair({ dependsOn: [{ containerName: 'side', condition: 'COMPLETE' }] }, {}),
    'A dependency container with SUCCESS or COMPLETE condition cannot be an essential container',
  ],
  [
    'waiting for the success of an essential container',
    pair({ dependsOn: [{ containerName: 'side', condition: 'SUCCESS' }] }, {}),
    'A dependency container with SUCCESS or COMPLETE condition cannot be an essential container',
  ],
  [
    'waiting for health that nobody checks',
    pair({ dependsOn: [{ containerName: 'side', condition: 'HEALTHY' }] }, {}),
    'A dependency container with HEALTHY condition must have health check configured',
  ],
  [
    'a circle',
    pair(
      { dependsOn: [{ containerName: 'side', condition: 'START' }] },
      { dependsOn: [{ containerName: 'web', condition: 'START' }] },
    ),
    'Container dependencies must not form a cycle',
  ],
  [
    'a router that waits for who logs through it',
    pair(
      {
        firelensConfiguration: { type: 'fluentbit' },
        dependsOn: [{ containerName: 'side', condition: 'START' }],
      },
      { logConfiguration: { logDriver: 'awsfirelens' } },
    ),
    'Container dependencies must not form a cycle',
  ],
  [
    'a container that waits for itself',
    one({ dependsOn: [{ containerName: 'web', condition: 'START' }] }),
    'Container dependencies must not form a cycle',
  ],
  [
    'volumes from nobody',
    one({ volumesFrom: [{ sourceContainer: 'db' }] }),
    "Invalid 'volumesFrom' setting. Unknown container: 'db'.",
  ],
  [
    'a link to nobody',
    onBridge(one({ links: ['db:database'] })),
    "Invalid 'links' setting. Unknown container: 'db'.",
  ],
  [
    'a circle of links',
    onBridge(pair({ links: ['side'] }, { links: ['web:site'] })),
    'Container links should not have a cycle',
  ],
  [
    'a circle of a link and a dependency',
    onBridge(pair({ links: ['side'] }, { dependsOn: [{ containerName: 'web', condition: 'START' }] })),
    'Container dependencies must not form a cycle',
  ],
  [
    'a circle of a dependency and volumes',
    pair(
      { dependsOn: [{ containerName: 'side', condition: 'START' }] },
      { volumesFrom: [{ sourceContainer: 'web' }] },
    ),
    'Container dependencies must not form a cycle',
  ],
  [
    'secret log options without an execution role',
    one({
      logConfiguration: { logDriver: 'splunk', secretOptions: [{ name: 'splunk-token', valueFrom: 'a' }] },
    }),
    "When you are specifying container secrets, you must also specify a value for 'executionRoleArn'",
  ],
  [
    'secrets without an execution role',
    one({ secrets: [{ name: 'A', valueFrom: 'a' }] }),
    "When you are specifying container secrets, you must also specify a value for 'executionRoleArn'",
  ],
  [
    'a secret that is a variable too',
    {
      executionRoleArn: role,
      ...one({ environment: [{ name: 'A', value: '1' }], secrets: [{ name: 'A', valueFrom: 'a' }] }),
    },
    "The secret name must be unique and not shared with any new or existing environment variables set on the container, such as 'A'.",
  ],
  [
    'a secret twice',
    {
      executionRoleArn: role,
      ...one({
        secrets: [
          { name: 'B', valueFrom: 'a' },
          { name: 'B', valueFrom: 'b' },
        ],
      }),
    },
    "The secret name must be unique and not shared with any new or existing environment variables set on the container, such as 'B'.",
  ],
  [
    'eleven environment files',
    one({
      environmentFiles: Array.from({ length: 11 }, (_, n) => ({
        type: 's3' as const,
        value: `arn:aws:s3:::b/${n}.env`,
      })),
    }),
    'The maximum number of environment files was exceeded. Specify ten or less and try again.',
  ],
  [
    'an environment file that is no object',
    one({ environmentFiles: [{ type: 's3', value: 's3://b/x.env' }] }),
    'Invalid arn syntax.',
  ],
  [
    'a soft limit beyond the hard one',
    one({ ulimits: [{ name: 'nofile', softLimit: 2, hardLimit: 1 }] }),
    'Soft limit exceeds hard limit for ulimit nofile',
  ],
]);
