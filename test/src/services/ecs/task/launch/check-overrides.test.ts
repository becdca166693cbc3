import { ListTasksCommand, type TaskOverride } from '@aws-sdk/client-ecs';
import { describe, expect, test } from 'vitest';
import { apiForAll } from '../../../../../support/ecs/api-for-all.ts';
import { registerJob, runJob } from '../../../../../support/ecs/fargate-job.ts';
import { refusal } from '../../../../../support/refusal.ts';

const invalid = 'InvalidParameterException';
const lacking = 'UnsupportedFeatureException';

describe('refuses', () => {
  const shared = apiForAll((api) => registerJob(api));

  test.each<[string, { overrides: TaskOverride }, string, string]>([
    [
      'a role override that is no role',
      { overrides: { taskRoleArn: 'not a role' } },
      'ClientException',
      'Role is not valid',
    ],
    [
      'overrides of nobody',
      { overrides: { containerOverrides: [{ name: 'db' }] } },
      invalid,
      'Override for container named db is not a container in the TaskDefinition.',
    ],
    [
      'overrides that are too long',
      { overrides: { containerOverrides: [{ name: 'web', command: ['x'.repeat(8192)] }] } },
      invalid,
      'Overrides length must be at most 8192.',
    ],
    [
      'a size that Fargate lacks',
      { overrides: { cpu: '512' } },
      invalid,
      'No Fargate configuration exists for given values: 512 CPU, 512 memory. See the Amazon ECS documentation for the valid values.',
    ],
    [
      'a size that is none',
      { overrides: { memory: 'much' } },
      invalid,
      'No Fargate configuration exists for given values: 256 CPU, much memory. See the Amazon ECS documentation for the valid values.',
    ],
    [
      'more memory for a container than for its task',
      { overrides: { containerOverrides: [{ name: 'web', memory: 513 }] } },
      invalid,
      "'memory' setting for container 'web' is greater than for task.",
    ],
    [
      'a GPU, which Fargate has not',
      {
        overrides: {
          containerOverrides: [{ name: 'web', resourceRequirements: [{ type: 'GPU', value: '1' }] }],
        },
      },
      invalid,
      'Tasks using the Fargate launch type do not support GPU resource requirements.',
    ],
    [
      'GPUs that are no number',
      {
        overrides: {
          containerOverrides: [{ name: 'web', resourceRequirements: [{ type: 'GPU', value: 'all' }] }],
        },
      },
      invalid,
      "Invalid 'resourceRequirements' setting for container 'web'.",
    ],
    [
      'another accelerator',
      {
        overrides: {
          containerOverrides: [
            { name: 'web', resourceRequirements: [{ type: 'InferenceAccelerator', value: 'd' }] },
          ],
        },
      },
      lacking,
      'Drydock does not implement resourceRequirements in overrides of another type than GPU yet.',
    ],
    [
      'much storage',
      { overrides: { ephemeralStorage: { sizeInGiB: 201 } } },
      invalid,
      'EphemeralStorage size should be at most 200',
    ],
    [
      'an execution role override that is no role',
      { overrides: { executionRoleArn: '' } },
      'ClientException',
      'Role is not valid',
    ],
    [
      'eleven environment files',
      {
        overrides: {
          containerOverrides: [
            {
              name: 'web',
              environmentFiles: Array.from({ length: 11 }, (_, n) => ({
                type: 's3' as const,
                value: `arn:aws:s3:::b/${n}.env`,
              })),
            },
          ],
        },
      },
      invalid,
      'The maximum number of environment files was exceeded. Specify ten or less and try again.',
    ],
    [
      'little storage',
      { overrides: { ephemeralStorage: { sizeInGiB: 20 } } },
      invalid,
      'EphemeralStorage size should be at least 21',
    ],
    [
      'a negative size',
      { overrides: { containerOverrides: [{ name: 'web', memory: -1 }] } },
      invalid,
      "Invalid setting for container 'web'. 'memory' must be a non-negative whole number.",
    ],
    [
      'an environment file in overrides that is no object of S3',
      {
        overrides: { containerOverrides: [{ name: 'web', environmentFiles: [{ type: 's3', value: 'x' }] }] },
      },
      invalid,
      'Invalid arn syntax.',
    ],
  ])('%s', async (_case, rest, name, message) => {
    const api = shared();
    expect(await refusal(runJob(api, rest))).toEqual({ name, message, status: 400 });
    expect((await api.ecs.send(new ListTasksCommand({}))).taskArns).toEqual([]);
  });
});
