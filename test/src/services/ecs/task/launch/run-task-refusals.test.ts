import {
  CreateClusterCommand,
  DeleteClusterCommand,
  DeleteTaskDefinitionsCommand,
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
    ['startedBy with a space', { startedBy: 'a b' }, invalid, 'startedBy contains invalid characters.'],
    ['a long startedBy', { startedBy: 's'.repeat(129) }, invalid, 'startedBy longer than 128.'],
    [
      'a launch type and a strategy',
      { capacityProviderStrategy: [{ capacityProvider: 'FARGATE' }] },
      invalid,
      'Specifying both a launch type and capacity provider strategy is not supported. Remove one and try again.',
    ],
    ['the group of a service', { group: 'service:web' }, invalid, 'Invalid namespace for group.'],
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
      'Volume configuration provided but no matching configuredAtLaunch volume found in task definition.',
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
      'a long client token',
      { clientToken: 't'.repeat(65) },
      invalid,
      'clientToken must be at most 64 ASCII characters.',
    ],
    [
      'a client token with a space',
      { clientToken: 'a b' },
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

  test('many security groups', async () => {
    const api = shared();
    const subnets = api.subnets.slice(0, 1).map(({ id }) => id);
    const networkConfiguration = { awsvpcConfiguration: { subnets, securityGroups: Array(6).fill('sg-0') } };
    expect(await refusal(runJob(api, { networkConfiguration }))).toEqual({
      name: invalid,
      message: 'securityGroups can have at most 5 items.',
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

  test('a definition that is being deleted', async () => {
    await using api = await startApiWithJob();
    await api.ecs.send(new DeregisterTaskDefinitionCommand({ taskDefinition: 'job:1' }));
    await api.ecs.send(new DeleteTaskDefinitionsCommand({ taskDefinitions: ['job:1'] }));
    expect(await refusal(runJob(api, { taskDefinition: 'job:1' }))).toEqual({
      name: invalid,
      message: 'TaskDefinition is being deleted',
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
