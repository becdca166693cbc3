import {
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { expect, test } from 'vitest';
import { networkTargetGroup } from '../../../support/system/network-target-group.ts';
import { ServiceUnderTest } from '../../../support/system/service-under-test.ts';
import { SimulatedWorld } from '../../../support/system/simulated-world.ts';

test.each([
  { group: 'TCP', mapped: 'tcp' },
  { group: 'UDP', mapped: 'udp' },
  { group: 'TCP_UDP', mapped: 'udp' },
] as const)(
  "put a service's tasks into a $group target group at their own addresses",
  async ({ group, mapped }) => {
    await using world = await SimulatedWorld.start();
    const elbv2 = new ElasticLoadBalancingV2Client(world.client);
    const targetGroupArn = await networkTargetGroup(world, group);
    const web = await ServiceUnderTest.in(world);
    await web.register({ portMappings: [{ containerPort: 53, protocol: mapped }] });
    const loadBalancers = [{ targetGroupArn, containerName: 'app', containerPort: 53 }];
    await web.create({ loadBalancers });
    await world.advance(5000);
    const targets = async () => {
      const answer = await elbv2.send(new DescribeTargetHealthCommand({ TargetGroupArn: targetGroupArn }));
      return answer.TargetHealthDescriptions?.map(({ Target, TargetHealth }) => ({
        id: Target?.Id,
        port: Target?.Port,
        state: TargetHealth?.State,
      }));
    };
    const addresses = (await web.tasks()).map(
      ({ attachments }) =>
        attachments?.[0]?.details?.find(({ name }) => name === 'privateIPv4Address')?.value,
    );
    expect(addresses).toHaveLength(2);
    expect((await targets())?.toSorted((a, b) => (a.id ?? '').localeCompare(b.id ?? ''))).toEqual(
      addresses.toSorted().map((id) => ({ id, port: 53, state: 'healthy' })),
    );
    expect((await web.describe()).deployments?.[0]?.rolloutState).toBe('COMPLETED');
    await web.update({ desiredCount: 0 });
    await world.advance(60_000);
    expect(await targets()).toEqual([]);
  },
);
