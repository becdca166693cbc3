import { connect } from 'node:net';
import { expect, test } from 'vitest';
import type { TargetRoute } from '../../../../emulator/load-balancer/snapshot.ts';
import { type DataPath, type Scene, startDataPath } from '../../../support/data-path/data-path.ts';
import { datagramClient } from '../../../support/data-path/datagram-client.ts';
import { startDatagramTarget, startEchoTarget } from '../../../support/data-path/echo-target.ts';
import { rawClient } from '../../../support/data-path/raw-client.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { until } from '../../../support/until.ts';

const tcp: Scene = { flowListeners: [{}] };
const draining = (route: TargetRoute): TargetRoute => ({ ...route, state: 'draining' });
const sick = (route: TargetRoute): TargetRoute => ({
  ...route,
  lastKnownHealth: {
    state: 'unhealthy',
    reason: 'Target.FailedHealthChecks',
    description: 'Health checks failed',
  },
});

/** Which targets answer new flows, `count` of them. */
async function answering(path: DataPath, count: number): Promise<string[]> {
  const names: string[] = [];
  const port = await path.port();
  for (let i = 0; i < count; i += 1) {
    await using client = await rawClient(port, 'x');
    names.push((await client.reads(';')).slice(0, 1));
  }
  return [...new Set(names)].sort();
}

/** A client whose flow is there, and what ends it. */
async function flowOn(path: DataPath) {
  const client = await rawClient(await path.port(), 'x');
  const reset = new Promise<string>((resolve) =>
    client.socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? '')),
  );
  await client.reads(';');
  return { ...client, reset };
}

test('spreads flows over healthy targets, and fails open to all when none is', async () => {
  await using a = await startEchoTarget('a');
  await using b = await startEchoTarget('b');
  await using c = await startEchoTarget('c');
  // Nothing listens where the checks go.
  const healthCheck = { port: 1 };
  await using path = startDataPath({
    ...tcp,
    healthCheck,
    groups: { tg: [a.route, b.route, sick(c.route)] },
  });
  expect(await answering(path, 24)).toEqual(['a', 'b']);
  path.apply({ ...tcp, healthCheck, groups: { tg: [] } });
  path.apply({ ...tcp, healthCheck, groups: { tg: [sick(a.route), sick(b.route), draining(c.route)] } });
  expect(await answering(path, 24)).toEqual(['a', 'b']);
});

test('chooses a target group by weight', async () => {
  await using blue = await startEchoTarget('b');
  await using green = await startEchoTarget('g');
  const scene = (blueWeight: number, greenWeight: number): Scene => ({
    flowListeners: [
      {
        targetGroups: [
          { targetGroupArn: 'blue', weight: blueWeight },
          { targetGroupArn: 'green', weight: greenWeight },
        ],
      },
    ],
    groups: { blue: [blue.route], green: [green.route] },
  });
  await using path = startDataPath(scene(1, 0));
  expect(await answering(path, 8)).toEqual(['b']);
  path.apply(scene(0, 1));
  expect(await answering(path, 8)).toEqual(['g']);
  path.apply(scene(1, 1));
  expect(await answering(path, 24)).toEqual(['b', 'g']);
});

test('sends all flows of an address to one target where sources stick, and to another once that is gone', async () => {
  await using a = await startEchoTarget('a');
  await using b = await startEchoTarget('b');
  const flows = { stickySource: true };
  await using path = startDataPath({ ...tcp, flows, groups: { tg: [a.route, b.route] } });
  const [first, more] = await answering(path, 24);
  expect(more).toBeUndefined();
  const [gone, stays] = first === 'a' ? [a, b] : [b, a];
  path.apply({ ...tcp, flows, groups: { tg: [draining(gone.route), stays.route] } });
  expect(await answering(path, 8)).toEqual([first === 'a' ? 'b' : 'a']);
});

test('lets the flows of a draining target go on while new ones go elsewhere', async () => {
  await using a = await startEchoTarget('a');
  await using b = await startEchoTarget('b');
  await using path = startDataPath({ ...tcp, groups: { tg: [a.route] } });
  await using flow = await flowOn(path);
  path.apply({ ...tcp, groups: { tg: [draining(a.route), b.route] } });
  expect(await answering(path, 8)).toEqual(['b']);
  flow.send('y');
  expect(await flow.reads('a:xy;')).toBe('a:x;a:xy;');
  expect(path.drained).toEqual([]);
  flow.socket.end();
  await until('nothing is in flight', () => path.drained.length === 1);
});

test('lets flows outlive the deregistration delay, unless they are to be terminated then', async () => {
  await using a = await startEchoTarget('a');
  await using path = startDataPath({ ...tcp, groups: { tg: [a.route] } });
  await using flow = await flowOn(path);
  path.apply({ ...tcp, groups: { tg: [draining(a.route)] } });
  path.apply({ ...tcp, groups: { tg: [] } });
  flow.send('y');
  await flow.reads('a:xy;');
  const flows = { terminatesDeregistered: true };
  path.apply({ ...tcp, flows, groups: { tg: [a.route] } });
  await using other = await flowOn(path);
  path.apply({ ...tcp, flows, groups: { tg: [] } });
  expect(await other.reset).toBe('ECONNRESET');
});

test('resets the flows of a target that becomes unhealthy, where they are to be', async () => {
  const clock = new FakeClock();
  await using a = await startEchoTarget('a');
  const healthCheck = { port: 1, unhealthyThreshold: 1 };
  const flows = { terminatesUnhealthy: false };
  await using path = startDataPath({ ...tcp, flows, groups: { tg: [a.route] } }, clock);
  await using flow = await flowOn(path);
  path.apply({ ...tcp, flows, healthCheck, groups: { tg: [a.route] } });
  await clock.advance(60_000);
  await until('the target is unhealthy', () => path.health.at(-1)?.health.state === 'unhealthy');
  flow.send('y');
  await flow.reads('a:xy;');
  await using second = startDataPath({ ...tcp, groups: { tg: [a.route] } }, clock);
  await using other = await flowOn(second);
  second.apply({ ...tcp, healthCheck, groups: { tg: [a.route] } });
  await clock.advance(60_000);
  expect(await other.reset).toBe('ECONNRESET');
});

test('ends the flows of a listener that goes or moves, and no others', async () => {
  await using a = await startEchoTarget('a');
  await using udp = await startDatagramTarget('u');
  const groups = { tg: [a.route], udp: [udp.route] };
  const stays = { listenerArn: 'stays' };
  const datagrams = {
    listenerArn: 'udp',
    protocol: 'UDP' as const,
    targetGroups: [{ targetGroupArn: 'udp', weight: 1 }],
  };
  await using path = startDataPath({ flowListeners: [{}, stays, datagrams], groups });
  await using flow = await flowOn(path);
  await using other = await rawClient(await path.port('stays'), 'x');
  await using client = await datagramClient(await path.port('udp'));
  expect(await client.ask('1')).toBe('u:1');
  const port = await path.port();
  path.apply({ flowListeners: [stays], groups });
  expect(await flow.reset).toBe('ECONNRESET');
  other.send('y');
  await other.reads('a:xy;');
  const refused = await new Promise((resolve) =>
    connect({ host: '127.0.0.1', port }).on('error', (error: NodeJS.ErrnoException) => resolve(error.code)),
  );
  expect(refused).toBe('ECONNREFUSED');
  expect([...path.loadBalancers.bound.keys()]).toEqual(['stays']);
});

test('leaves nothing behind: no timer, no connection, no socket', async () => {
  const clock = new FakeClock();
  await using a = await startEchoTarget('a');
  await using udp = await startDatagramTarget('u');
  const path = startDataPath(
    {
      flowListeners: [
        { addresses: ['192.0.2.1'] },
        { listenerArn: 'udp', protocol: 'UDP', targetGroups: [{ targetGroupArn: 'udp', weight: 1 }] },
      ],
      groups: { tg: [a.route], udp: [udp.route] },
    },
    clock,
  );
  await using flow = await flowOn(path);
  await using client = await datagramClient(await path.port('udp'));
  await client.ask('1');
  await path[Symbol.asyncDispose]();
  expect(await flow.reset).toBe('ECONNRESET');
  expect(clock.pending).toBe(0);
});
