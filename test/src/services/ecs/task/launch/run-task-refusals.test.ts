import {
  CreateClusterCommand,
  DeleteClusterCommand,
  DeregisterTaskDefinitionCommand,
  ListTasksCommand,
  RegisterTaskDefinitionCommand,
  RunTaskCommand,
  type RunTaskCommandInput,
} from '@aws-sdk/client-ecs';
import { describe, expect, test } from 'vitest';
import { apiForAll } from '../../../../../support/ecs/api-for-all.ts';
import { fargateDefinition } from '../../../../../support/ecs/fargate-definition.ts';
import { jobInput, registerJob, runJob, startApiWithJob } from '../../../../../support/ecs/fargate-job.ts';
import { rawRefusal } from '../../../../../support/raw-refusal.ts';
import { refusal } from '../../../../../support/refusal.ts';

const invalid = 'InvalidParameterException';
const lacking = 'UnsupportedFeatureException';
const subnetsOf = (...subnets: string[]) => ({ awsvpcConfiguration: { subnets } });

describe('refuses', () => {
  const shared = apiForAll(registerJob);

  test.each<[string, Partial<RunTaskCommandInput>, string, string]>([
    ['an unknown cluster', { cluster: 'gone' }, 'ClusterNotFoundException', 'Cluster not found.'],
    ['an unknown family', { taskDefinition: 'gone' }, 'ClientException', 'TaskDefinition not found.'],
    ['an unknown revision', { taskDefinition: 'job:7' }, 'ClientException', 'TaskDefinition not found.'],
    ['a count of none', { count: 0 }, invalid, 'Count must be between 1 and 10.'],
    ['a count of many', { count: 11 }, invalid, 'Count must be between 1 and 10.'],
    ['a broken count', { count: 1.5 }, invalid, 'Count must be between 1 and 10.'],
    [
      'startedBy with a space',
      { startedBy: 'a b' },
      invalid,
      'startedBy must be at most 128 letters, digits, hyphens, slashes and underscores.',
    ],
    [
      'a launch type and a strategy',
      { capacityProviderStrategy: [{ capacityProvider: 'FARGATE' }] },
      invalid,
      'Specifying both a launch type and capacity provider strategy is not supported. Remove one and try again.',
    ],
    ['the group of a service', { group: 'service:web' }, invalid, 'Invalid namespace for group.'],
    [
      'a role override that is no role',
      { overrides: { taskRoleArn: 'not a role' } },
      'ClientException',
      'Role is not valid',
    ],
    ['EC2', { launchType: 'EC2' }, invalid, 'No Container Instances were found in your cluster.'],
    [
      'no launch type',
      { launchType: undefined },
      invalid,
      'No Container Instances were found in your cluster.',
    ],
    [
      'an unknown platform',
      { platformVersion: '9.9.9' },
      'PlatformUnknownException',
      'The platform version 9.9.9 is unknown.',
    ],
    [
      'an older platform',
      { platformVersion: '1.3.0' },
      lacking,
      'Drydock does not implement the platform version 1.3.0 yet.',
    ],
    [
      'volume configurations',
      { volumeConfigurations: [{ name: 'v' }] },
      invalid,
      "The volume 'v' is not configured at launch in the task definition.",
    ],
    [
      'placement constraints',
      { placementConstraints: [{ type: 'distinctInstance' }] },
      invalid,
      'Placement constraints are not supported with FARGATE launch type.',
    ],
    [
      'a placement strategy',
      { placementStrategy: [{ type: 'random' }] },
      invalid,
      'Placement strategies are not supported with FARGATE launch type.',
    ],
    [
      "a service's tags",
      { propagateTags: 'SERVICE' },
      invalid,
      'Propagate tags should be one of [TASK_DEFINITION,NONE]',
    ],
    [
      'no network',
      { networkConfiguration: undefined },
      invalid,
      "Network Configuration must be provided when networkMode 'awsvpc' is specified.",
    ],
    ['no subnet', { networkConfiguration: subnetsOf() }, invalid, 'subnets can not be empty.'],
    [
      'an unknown subnet',
      { networkConfiguration: subnetsOf('subnet-0', 'subnet-1') },
      invalid,
      "Error retrieving subnet information for [subnet-0, subnet-1]: The subnet ID 'subnet-0' does not exist (ErrorCode: InvalidSubnetID.NotFound)",
    ],
    [
      'many subnets',
      { networkConfiguration: subnetsOf(...Array(17).fill('s')) },
      invalid,
      'subnets can have at most 16 items.',
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
      'No Fargate configuration exists for given values: 512 CPU, 512 memory',
    ],
    [
      'a size that is none',
      { overrides: { memory: 'much' } },
      invalid,
      'No Fargate configuration exists for given values: 256 CPU, much memory',
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
    [
      'a long client token',
      { clientToken: 't'.repeat(65) },
      invalid,
      'clientToken must be at most 64 ASCII characters.',
    ],
    [
      'a tag without a key',
      { tags: [{ key: '', value: 'v' }] },
      invalid,
      'Tag key must be between 1 and 128 characters.',
    ],
    [
      'many tags',
      { tags: Array.from({ length: 51 }, (_, n) => ({ key: `k${n}` })) },
      invalid,
      'Tags can not be more than 50.',
    ],
  ])('%s', async (_case, rest, name, message) => {
    const api = shared();
    expect(await refusal(runJob(api, rest))).toEqual({ name, message, status: 400 });
    expect((await api.ecs.send(new ListTasksCommand({}))).taskArns).toEqual([]);
  });

  test('a security group that does not exist', async () => {
    await using api = await startApiWithJob();
    const networkConfiguration = {
      awsvpcConfiguration: {
        subnets: [api.subnets[0]?.id ?? ''],
        securityGroups: [api.securityGroup, 'sg-0'],
      },
    };
    expect(await refusal(runJob(api, { networkConfiguration }))).toEqual({
      name: invalid,
      message: `Error retrieving security group information for [${api.securityGroup}, sg-0]: The security group 'sg-0' does not exist (ErrorCode: InvalidGroup.NotFound)`,
      status: 400,
    });
  });

  test('a subnet of another account', async () => {
    await using api = await startApiWithJob();
    const other = api.clientOf({ accountId: '111111111111' });
    await other.send(new CreateClusterCommand({}));
    await other.send(new RegisterTaskDefinitionCommand(fargateDefinition('job')));
    const id = api.subnets[0]?.id;
    expect(await refusal(other.send(new RunTaskCommand(jobInput(api))))).toEqual({
      name: invalid,
      message: `Error retrieving subnet information for [${id}]: The subnet ID '${id}' does not exist (ErrorCode: InvalidSubnetID.NotFound)`,
      status: 400,
    });
  });

  test('an INACTIVE definition', async () => {
    await using api = await startApiWithJob();
    await api.ecs.send(new DeregisterTaskDefinitionCommand({ taskDefinition: 'job:1' }));
    expect(await refusal(runJob(api, { taskDefinition: 'job:1' }))).toEqual({
      name: invalid,
      message: 'TaskDefinition is inactive',
      status: 400,
    });
  });

  test('an INACTIVE cluster', async () => {
    await using api = await startApiWithJob();
    await api.ecs.send(new DeleteClusterCommand({ cluster: 'default' }));
    expect(await refusal(runJob(api))).toEqual({
      name: 'ClusterNotFoundException',
      message: 'The referenced cluster was inactive.',
      status: 400,
    });
  });

  test('a definition that Fargate cannot run', async () => {
    await using api = await startApiWithJob({
      requiresCompatibilities: ['EC2'],
      networkMode: 'bridge',
      containerDefinitions: [{ name: 'web', image: 'nginx' }],
    });
    expect(await refusal(runJob(api))).toEqual({
      name: invalid,
      message: 'Task definition does not support launch_type FARGATE.',
      status: 400,
    });
  });

  test.each<[object, string]>([
    [{ launchType: 'MOON' }, 'Launch type should be one of [EC2,FARGATE,EXTERNAL,MANAGED_INSTANCES]'],
    [{ propagateTags: 'constructor' }, 'Propagate tags should be one of [TASK_DEFINITION,NONE]'],
    [
      { networkConfiguration: { awsvpcConfiguration: { subnets: ['s'], assignPublicIp: 'MAYBE' } } },
      'Assign public IP should be one of [ENABLED,DISABLED]',
    ],
  ])('a value outside of an enumeration: %j', async (rest, message) => {
    const api = shared();
    expect(await rawRefusal(api, 'RunTask', { ...jobInput(api), ...rest })).toEqual({
      name: invalid,
      message,
      status: 400,
    });
  });
});
