import { DescribeVpcsCommand } from '@aws-sdk/client-ec2';
import { DescribeContainerInstancesCommand } from '@aws-sdk/client-ecs';
import {
  CreateListenerCommand,
  CreateTargetGroupCommand,
  DeregisterTargetsCommand,
  RegisterTargetsCommand,
  type TargetDescription,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { shop } from '../../../emulator/demo/shop.ts';
import { until } from '../../../emulator/demo/until.ts';
import { listenerPort, untilAllHealthy } from '../../../emulator/demo/watch.ts';
import { Disposal } from '../../../emulator/disposal.ts';
import { askApp } from '../../support/docker/ask-app.ts';
import { type InstanceWorld, startInstanceWorld } from '../../support/docker/instance-world.ts';
import type { TaskUnderTest } from '../../support/docker/task-under-test.ts';

const cleanUp = new Disposal();
let world: InstanceWorld;

beforeAll(async () => {
  world = cleanUp.use(await startInstanceWorld({ speed: 10 }));
});

afterAll(() => cleanUp[Symbol.asyncDispose]());

/** A target group of instances behind a listener of its own. */
async function balancedGroup(): Promise<{ readonly group: string; readonly url: string }> {
  const { clients, endpoint, shop: built } = world;
  const { Vpcs: [vpc] = [] } = await clients.ec2.send(new DescribeVpcsCommand({}));
  const { TargetGroups: [created] = [] } = await clients.elbv2.send(
    new CreateTargetGroupCommand({
      ...{ Name: 'instances', TargetType: 'instance', Protocol: 'HTTP', Port: 80, VpcId: vpc?.VpcId },
      ...{ HealthCheckPath: '/health', HealthCheckIntervalSeconds: 5, HealthCheckTimeoutSeconds: 2 },
    }),
  );
  const group = created?.TargetGroupArn ?? '';
  const { Listeners: [listener] = [] } = await clients.elbv2.send(
    new CreateListenerCommand({
      ...{ LoadBalancerArn: built.loadBalancerArn, Protocol: 'HTTP', Port: 8081 },
      DefaultActions: [{ Type: 'forward', TargetGroupArn: group }],
    }),
  );
  const port = await listenerPort(endpoint, listener?.ListenerArn ?? '');
  return { group, url: `http://127.0.0.1:${port}/` };
}

/** The EC2 instance that a task runs on, and its port there. */
async function targetOf(task: TaskUnderTest): Promise<TargetDescription> {
  const { containerInstanceArn = '', containers } = await task.until('RUNNING');
  const { containerInstances: [instance] = [] } = await world.clients.ecs.send(
    new DescribeContainerInstancesCommand({
      ...{ cluster: shop.cluster, containerInstances: [containerInstanceArn] },
    }),
  );
  return { Id: instance?.ec2InstanceId, Port: containers?.[0]?.networkBindings?.[0]?.hostPort };
}

/** Asks until so many different containers have answered. */
async function untilAnswered(url: string, count: number): Promise<ReadonlySet<string>> {
  const seen = new Set<string>();
  return until(`${count} containers answer`, async () => {
    seen.add((await askApp(url)).hostname);
    return seen.size === count ? seen : undefined;
  });
}

test('a listener forwards to the ports of tasks that are registered by their instance, and to no other', async () => {
  await world.register();
  const tasks = await world.runAll({
    family: 'served',
    run: { count: 3, placementStrategy: [{ type: 'spread', field: 'instanceId' }] },
    containers: [
      {
        ...{ name: 'web', source: '', entryPoint: undefined, command: undefined },
        portMappings: [{ containerPort: 8080 }],
      },
    ],
  });
  const [{ group, url }, ...targets] = await Promise.all([balancedGroup(), ...tasks.map(targetOf)]);
  expect(new Set(targets.map(({ Id }) => Id)).size).toBe(2);
  const { elbv2 } = world.clients;
  await elbv2.send(new RegisterTargetsCommand({ TargetGroupArn: group, Targets: targets }));
  await untilAllHealthy(world.clients, group, 3);
  await untilAnswered(url, 3);
  await elbv2.send(new DeregisterTargetsCommand({ TargetGroupArn: group, Targets: targets.slice(1) }));
  await untilAllHealthy(world.clients, group, 1);
  const left = await Promise.all(Array.from({ length: 10 }, () => askApp(url)));
  expect(new Set(left.map(({ hostname }) => hostname)).size).toBe(1);
});
