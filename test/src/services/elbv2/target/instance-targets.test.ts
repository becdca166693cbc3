import {
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
  RegisterTargetsCommand,
  type TargetDescription,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { expect, test } from 'vitest';
import type { ContainerInstance } from '../../../../../src/services/ecs/container-instance/container-instance.ts';
import { errorOf } from '../../../../support/error-of.ts';
import { createTargetGroup } from '../../../../support/services/create-target-group.ts';
import { type ServicesApi, startServicesApi } from '../../../../support/services/services-api.ts';

const ec2InstanceId = 'i-0123456789abcdef0';

type Api = ServicesApi<ElasticLoadBalancingV2Client>;

/** A group of instance targets on port 80, in a world with one container instance. */
async function startScene(rest: Partial<ContainerInstance> = {}): Promise<Api & { readonly group: string }> {
  const api = await startServicesApi(ElasticLoadBalancingV2Client);
  const place = { accountId: '000000000000', region: 'us-east-1' };
  const arn = 'arn:aws:ecs:us-east-1:000000000000:container-instance/default/a1';
  api.context.ecs.containerInstances.put({
    ...{ ...place, arn, id: 'a1', clusterArn: 'cluster', ec2InstanceId, status: 'ACTIVE' },
    ...{ registeredAtMs: 0, version: 1 },
    document: {
      registered: { cpu: 1024, memoryMiB: 1024, tcpPorts: [], udpPorts: [] },
      ...{ attributes: [], versionInfo: {}, hostAddress: '127.0.0.1', availabilityZone: 'us-east-1a' },
    },
    ...rest,
  });
  return { ...api, group: await createTargetGroup(api, 'app', { TargetType: 'instance' }) };
}

const register = ({ client, group }: Api & { readonly group: string }, ...Targets: TargetDescription[]) =>
  client.send(new RegisterTargetsCommand({ TargetGroupArn: group, Targets }));

async function registered({ client, group }: Api & { readonly group: string }) {
  const { TargetHealthDescriptions = [] } = await client.send(
    new DescribeTargetHealthCommand({ TargetGroupArn: group }),
  );
  return TargetHealthDescriptions.map(({ Target }) => `${Target?.Id}:${Target?.Port}`);
}

test.each(['ACTIVE', 'DRAINING'] as const)(
  'an instance that is %s is a target on the port of the group, and on as many others as it has tasks',
  async (status) => {
    await using scene = await startScene({ status });
    await register(scene, { Id: ec2InstanceId }, { Id: ec2InstanceId, Port: 49_153 });
    expect(await registered(scene)).toEqual([`${ec2InstanceId}:80`, `${ec2InstanceId}:49153`]);
  },
);

test.each<[string, Partial<ContainerInstance>, string]>([
  ['that nobody registered', {}, 'i-0fedcba9876543210'],
  ['that was deregistered', { status: 'INACTIVE' }, ec2InstanceId],
  ['of another account', { accountId: '111111111111' }, ec2InstanceId],
  ['of another region', { region: 'eu-west-1' }, ec2InstanceId],
  ['that is an address', {}, '172.31.0.5'],
])('refuse an instance %s, and register none', async (_what, rest, Id) => {
  await using scene = await startScene(rest);
  expect(await errorOf(register(scene, { Id, Port: 81 }))).toEqual({
    name: 'InvalidTargetException',
    message: `Instance ID '${Id}' is not valid`,
    status: 400,
  });
  expect(await registered(scene)).toEqual([]);
});
