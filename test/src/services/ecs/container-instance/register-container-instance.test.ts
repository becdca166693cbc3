import {
  CreateClusterCommand,
  DeregisterContainerInstanceCommand,
  DescribeContainerInstancesCommand,
  RegisterContainerInstanceCommand,
  type RegisterContainerInstanceCommandInput,
  type Resource,
} from '@aws-sdk/client-ecs';
import { describe, expect, test } from 'vitest';
import { offeredAttributes } from '../../../../../src/services/ecs/container-instance/offered-attributes.ts';
import { type EcsApi, startEcsApi } from '../../../../support/ecs/ecs-api.ts';
import { registeredInstance } from '../../../../support/ecs/registered-instance.ts';
import { refusal } from '../../../../support/refusal.ts';
import { reply } from '../../../../support/reply.ts';

const integer = (name: string, integerValue: number): Resource => ({
  ...{ name, type: 'INTEGER', doubleValue: 0, longValue: 0, integerValue },
});
const ports = (name: string, ...stringSetValue: string[]): Resource => ({
  ...{ name, type: 'STRINGSET', doubleValue: 0, longValue: 0, integerValue: 0, stringSetValue },
});
const identity = (members: object) => ({
  instanceIdentityDocument: JSON.stringify({ region: 'us-east-1', accountId: '000000000000', ...members }),
});
const attributeOf = (api: EcsApi, arn: string, attribute: string) =>
  api.context.ecs.containerInstances.find(arn)?.document.attributes.find(({ name }) => name === attribute)
    ?.value;

test('makes the whole machine a container instance where nothing is given', async () => {
  await using api = await startEcsApi();
  await api.ecs.send(new CreateClusterCommand({}));
  const [subnet] = api.subnets;
  const resources = [
    integer('CPU', 2048),
    integer('MEMORY', 4096),
    ports('PORTS', '22', '2375', '2376', '51678', '51679'),
    ports('PORTS_UDP'),
  ];
  const place = { availabilityZone: 'us-east-1a', subnetId: subnet?.id, vpcId: api.vpcId };
  expect(await reply(api.ecs.send(new RegisterContainerInstanceCommand({})))).toEqual({
    containerInstance: {
      containerInstanceArn: expect.stringMatching(
        /^arn:aws:ecs:us-east-1:000000000000:container-instance\/default\/[0-9a-f]{32}$/,
      ),
      ec2InstanceId: expect.stringMatching(/^i-[0-9a-f]{17}$/),
      version: 1,
      versionInfo: {},
      remainingResources: resources,
      registeredResources: resources,
      status: 'ACTIVE',
      agentConnected: true,
      runningTasksCount: 0,
      pendingTasksCount: 0,
      attributes: offeredAttributes(place, {}),
      registeredAt: new Date(api.clock.now()),
      attachments: [],
      tags: [],
    },
  });
});

test('keeps what is given', async () => {
  await using api = await startEcsApi();
  const given = {
    versionInfo: { agentVersion: '1.90.0', agentHash: '0a1b2c3d', dockerVersion: 'DockerVersion: 25.0.3' },
    tags: [{ key: 'team', value: 'shop' }],
  };
  const instance = await registeredInstance(api, {
    ...given,
    cluster: 'shop',
    totalResources: [
      integer('CPU', 512),
      { name: 'MEMORY', type: 'LONG', longValue: 1024 },
      ports('PORTS', '22'),
      ports('PORTS_UDP', '53', '123'),
    ],
    attributes: [{ name: 'stack', value: 'blue green' }, { name: 'gpu' }],
    ...identity({
      instanceId: 'i-0123456789abcdef0',
      availabilityZone: 'us-east-1b',
      instanceType: 't3.micro',
      imageId: 'ami-1',
    }),
  });
  const registeredResources = [
    ...[integer('CPU', 512), integer('MEMORY', 1024), ports('PORTS', '22')],
    ports('PORTS_UDP', '53', '123'),
  ];
  expect(instance).toMatchObject({
    ...{ ...given, registeredResources, remainingResources: registeredResources },
    ec2InstanceId: 'i-0123456789abcdef0',
  });
  expect(instance.containerInstanceArn).toContain(':container-instance/shop/');
  const second = api.subnets.find(({ availabilityZone }) => availabilityZone === 'us-east-1b');
  expect(instance.attributes).toEqual(
    expect.arrayContaining([
      { name: 'ecs.availability-zone', value: 'us-east-1b' },
      { name: 'ecs.subnet-id', value: second?.id },
      { name: 'ecs.instance-type', value: 't3.micro' },
      { name: 'ecs.ami-id', value: 'ami-1' },
      { name: 'stack', value: 'blue green' },
      { name: 'gpu' },
    ]),
  );
});

test('knows no subnet in a zone where the default VPC has none', async () => {
  await using api = await startEcsApi();
  const { containerInstanceArn: arn } = await registeredInstance(
    api,
    identity({ availabilityZone: 'us-east-1f' }),
  );
  expect(attributeOf(api, arn, 'ecs.availability-zone')).toBe('us-east-1f');
  expect(attributeOf(api, arn, 'ecs.subnet-id')).toBeUndefined();
});

test("takes a given attribute for the instance's own of that name", async () => {
  await using api = await startEcsApi();
  const attributes = [{ name: 'ecs.instance-type', value: 'c5.large' }];
  const { containerInstanceArn: arn, ...instance } = await registeredInstance(api, { attributes });
  expect(instance.attributes?.filter(({ name }) => name === 'ecs.instance-type')).toEqual(attributes);
});

test('tells of the instance and of its cluster', async () => {
  await using api = await startEcsApi();
  await api.ecs.send(new CreateClusterCommand({}));
  const changes: unknown[] = [];
  api.context.ecs.state.subscribe((change) => changes.push(change));
  const { containerInstance } = await api.ecs.send(new RegisterContainerInstanceCommand({}));
  expect(changes).toContainEqual({
    kind: 'container-instance',
    arn: containerInstance?.containerInstanceArn,
    clusterArn: 'arn:aws:ecs:us-east-1:000000000000:cluster/default',
  });
});

describe('again, by its ARN,', () => {
  const again = (api: EcsApi, input: RegisterContainerInstanceCommandInput) =>
    reply(api.ecs.send(new RegisterContainerInstanceCommand(input)));

  test('changes what is given and keeps the rest', async () => {
    await using api = await startEcsApi();
    const { id, ...first } = await registeredInstance(api, {
      attributes: [{ name: 'stack', value: 'blue' }, { name: 'kept' }],
      tags: [{ key: 'team', value: 'shop' }],
      versionInfo: { agentVersion: '1.90.0' },
      ...identity({ instanceType: 't3.micro' }),
    });
    const { containerInstanceArn } = first;
    api.clock.advance(1000);
    const { containerInstance } = await again(api, {
      containerInstanceArn,
      totalResources: [integer('CPU', 256)],
      attributes: [{ name: 'stack', value: 'green' }],
      tags: [{ key: 'stage', value: 'test' }],
      ...identity({ instanceType: 't3.micro' }),
    });
    const [, ...others] = first.registeredResources ?? [];
    expect(containerInstance).toEqual({
      ...first,
      version: 2,
      registeredResources: [integer('CPU', 256), ...others],
      remainingResources: [integer('CPU', 256), ...others],
      attributes: first.attributes?.map((each) =>
        each.name === 'stack' ? { name: 'stack', value: 'green' } : each,
      ),
      tags: [
        { key: 'team', value: 'shop' },
        { key: 'stage', value: 'test' },
      ],
    });
    const described = await reply(
      api.ecs.send(new DescribeContainerInstancesCommand({ containerInstances: [id], include: ['TAGS'] })),
    );
    expect(described.containerInstances).toEqual([containerInstance]);
  });

  test('refuses one that is not there, one that was deregistered, and another type', async () => {
    await using api = await startEcsApi();
    const { containerInstanceArn, id } = await registeredInstance(api);
    const unknown = 'arn:aws:ecs:us-east-1:000000000000:container-instance/default/gone';
    expect(await refusal(again(api, { containerInstanceArn: unknown }))).toEqual({
      name: 'ClientException',
      message: 'Referenced container instance gone not registered.',
      status: 400,
    });
    expect(
      await refusal(again(api, { containerInstanceArn, ...identity({ instanceType: 't3.micro' }) })),
    ).toEqual({
      name: 'ClientException',
      message: `Container instance type changes are not supported. Container instance ${id} was previously registered as drydock.`,
      status: 400,
    });
    await api.ecs.send(new DeregisterContainerInstanceCommand({ containerInstance: id }));
    expect(await refusal(again(api, { containerInstanceArn }))).toEqual({
      name: 'ClientException',
      message: `Container instance ${id} is inactive.`,
      status: 400,
    });
  });
});
