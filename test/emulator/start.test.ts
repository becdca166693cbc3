import { mkdtemp, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeSubnetsCommand, EC2Client } from '@aws-sdk/client-ec2';
import {
  CreateClusterCommand,
  CreateServiceCommand,
  DescribeServicesCommand,
  ECSClient,
  ListClustersCommand,
  RegisterTaskDefinitionCommand,
} from '@aws-sdk/client-ecs';
import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateTargetGroupCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { pino } from 'pino';
import { expect, test, vi } from 'vitest';
import { RuntimeUnavailableError } from '../../emulator/runtime/runtime.ts';
import { SimulatedRuntime } from '../../emulator/runtime/simulated/simulated-runtime.ts';
import { startEmulator } from '../../emulator/start.ts';
import { fargateDefinition } from '../support/ecs/fargate-definition.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { ServiceUnderTest } from '../support/system/service-under-test.ts';
import { SimulatedWorld } from '../support/system/simulated-world.ts';

const log = pino({ level: 'silent' });

function clusters(endpoint: string): ECSClient {
  return new ECSClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
}

async function temporaryDirectory() {
  const path = await mkdtemp(join(tmpdir(), 'drydock-start-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

test('listen on a free loopback port and keep nothing unless told otherwise', async () => {
  await using emulator = await startEmulator({ runtime: 'simulated' }, { log });
  expect(emulator.endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  const ecs = clusters(emulator.endpoint);
  await ecs.send(new CreateClusterCommand({ clusterName: 'one' }));
  await emulator.close();
  await using another = await startEmulator({ runtime: 'simulated' }, { log });
  expect((await clusters(another.endpoint).send(new ListClustersCommand({}))).clusterArns).toEqual([]);
});

test('keep state in a data directory that its owner alone may read', async () => {
  await using directory = await temporaryDirectory();
  const dataDir = join(directory.path, 'data');
  const first = await startEmulator({ runtime: 'simulated', dataDir }, { log });
  await clusters(first.endpoint).send(new CreateClusterCommand({ clusterName: 'kept' }));
  await first.close();
  const modeOf = async (path: string) => (await stat(path)).mode & 0o777;
  expect([
    await modeOf(dataDir),
    await modeOf(join(dataDir, 'drydock.sqlite')),
    await modeOf(join(dataDir, 'vault.key')),
  ]).toEqual([0o700, 0o600, 0o600]);
  await using second = await startEmulator({ runtime: 'simulated', dataDir }, { log });
  expect((await clusters(second.endpoint).send(new ListClustersCommand({}))).clusterArns).toEqual([
    'arn:aws:ecs:us-east-1:000000000000:cluster/kept',
  ]);
});

test('remove every task when the end comes without a data directory', async () => {
  const clock = new FakeClock();
  const engine = new SimulatedRuntime({ clock, instanceId: 'i' });
  const emulator = await startEmulator({}, { log, clock, runtime: () => engine });
  await engine.ensureNetwork({ vpcId: 'vpc-1', cidr: '10.0.0.0/16' });
  await engine.createSandbox({ name: 's', vpcId: 'vpc-1', address: '10.0.0.4', hostname: 'h', labels: {} });
  await emulator.close();
  await emulator.close();
  expect(await engine.list()).toEqual([]);
});

test('end everything though the engine is out of reach at the end', async () => {
  const clock = new FakeClock();
  const engine = new SimulatedRuntime({ clock, instanceId: 'i' });
  const emulator = await startEmulator({}, { log, clock, runtime: () => engine });
  engine.disconnect();
  await expect(emulator.close()).rejects.toThrow('The simulated engine is not connected.');
  await expect(fetch(`${emulator.endpoint}/_drydock/health`)).rejects.toThrow();
});

test('leave nothing open when the engine does not answer at the start', async () => {
  const clock = new FakeClock();
  const engine = new SimulatedRuntime({ clock, instanceId: 'i' });
  engine.connect = () => Promise.reject(new RuntimeUnavailableError('Start Docker and try again.'));
  await using directory = await temporaryDirectory();
  const parts = { log, clock, runtime: () => engine };
  await expect(startEmulator({ dataDir: directory.path }, parts)).rejects.toThrow(
    new RuntimeUnavailableError('Start Docker and try again.'),
  );
  expect(clock.pending).toBe(0);
});

test('refuse a port that is taken, and leave nothing running', async () => {
  const clock = new FakeClock();
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const engine = new SimulatedRuntime({ clock, instanceId: 'i' });
  await expect(startEmulator({ port }, { log, clock, runtime: () => engine })).rejects.toMatchObject({
    code: 'EADDRINUSE',
  });
  expect(clock.pending).toBe(0);
  await new Promise((resolve) => server.close(resolve));
});

test('forget everything at a reset, and work on as new', async () => {
  await using world = await SimulatedWorld.start({ images: { app: { stopDelayMs: 5000 } } });
  const web = await ServiceUnderTest.in(world);
  await web.register();
  const targetGroupArn = await web.loadBalancer();
  await web.create({ loadBalancers: [{ targetGroupArn, containerName: 'app', containerPort: 80 }] });
  await world.advance(60_000);
  await world.reset();
  expect(await world.engine.list()).toEqual([]);
  expect((await world.ecs.send(new ListClustersCommand({}))).clusterArns).toEqual([]);
  expect(world.clock.pending).toBe(0);
  const again = await ServiceUnderTest.in(world);
  expect(await again.register()).toBe('web:1');
  await again.create();
  expect(await again.timeline(60_000)).toEqual([
    [
      0,
      'ACTIVE 2 desired 2 running 0 pending',
      'PRIMARY 1 web:1 2 desired 2 running 0 pending 0 failed IN_PROGRESS',
    ],
    [
      500,
      'ACTIVE 2 desired 2 running 0 pending',
      'PRIMARY 1 web:1 2 desired 2 running 0 pending 0 failed COMPLETED',
    ],
  ]);
});

test('reset one after the other when asked twice at once, also with a rollout under way', async () => {
  await using world = await SimulatedWorld.start({ images: { app: { pull: { delayMs: 1000 } } } });
  const web = await ServiceUnderTest.in(world);
  await web.register();
  await web.create();
  await world.advance(500);
  await Promise.all([world.emulator.reset(), world.reset()]);
  await world.advance(60_000);
  expect(await world.engine.list()).toEqual([]);
  const again = await ServiceUnderTest.in(world);
  await again.register();
  await again.create({ desiredCount: 1 });
  await world.advance(60_000);
  expect(again.summary(await again.describe())).toEqual([
    'ACTIVE 1 desired 1 running 0 pending',
    'PRIMARY 1 web:1 1 desired 1 running 0 pending 0 failed COMPLETED',
  ]);
});

test('call no target of the simulated runtime healthy that did not answer', async () => {
  await using emulator = await startEmulator({ runtime: 'simulated', speed: 100 }, { log });
  const client = {
    endpoint: emulator.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  };
  const elbv2 = new ElasticLoadBalancingV2Client(client);
  const ec2 = new EC2Client(client);
  const { Subnets } = await ec2.send(new DescribeSubnetsCommand({}));
  const { LoadBalancers } = await elbv2.send(
    new CreateLoadBalancerCommand({
      Name: 'web',
      Subnets: Subnets?.flatMap(({ SubnetId }) => SubnetId ?? []),
    }),
  );
  const { TargetGroups } = await elbv2.send(
    new CreateTargetGroupCommand({
      Name: 'web',
      Protocol: 'HTTP',
      Port: 80,
      TargetType: 'ip',
      VpcId: Subnets?.[0]?.VpcId,
    }),
  );
  const TargetGroupArn = TargetGroups?.[0]?.TargetGroupArn;
  await elbv2.send(
    new CreateListenerCommand({
      LoadBalancerArn: LoadBalancers?.[0]?.LoadBalancerArn,
      Protocol: 'HTTP',
      Port: 48_080,
      DefaultActions: [{ Type: 'forward', TargetGroupArn }],
    }),
  );
  const ecs = new ECSClient(client);
  await ecs.send(new CreateClusterCommand({}));
  await ecs.send(
    new RegisterTaskDefinitionCommand(
      fargateDefinition('web', {
        containerDefinitions: [{ name: 'app', image: 'app', portMappings: [{ containerPort: 47_123 }] }],
      }),
    ),
  );
  await ecs.send(
    new CreateServiceCommand({
      serviceName: 'web',
      taskDefinition: 'web',
      desiredCount: 1,
      launchType: 'FARGATE',
      healthCheckGracePeriodSeconds: 1_000_000,
      networkConfiguration: { awsvpcConfiguration: { subnets: [Subnets?.[0]?.SubnetId ?? ''] } },
      loadBalancers: [{ targetGroupArn: TargetGroupArn, containerName: 'app', containerPort: 47_123 }],
    }),
  );
  const states = new Set<string | undefined>();
  await vi.waitUntil(
    async () => {
      const { TargetHealthDescriptions = [] } = await elbv2.send(
        new DescribeTargetHealthCommand({ TargetGroupArn }),
      );
      for (const { TargetHealth } of TargetHealthDescriptions) states.add(TargetHealth?.State);
      return states.has('unhealthy');
    },
    { timeout: 20_000, interval: 20 },
  );
  expect([...states]).not.toContain('healthy');
  const { services } = await ecs.send(new DescribeServicesCommand({ services: ['web'] }));
  expect(services?.[0]?.deployments?.map(({ rolloutState }) => rolloutState)).toEqual(['IN_PROGRESS']);
});
