import { createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import type { Task } from '@aws-sdk/client-ecs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../../../emulator/demo/until.ts';
import { Disposal } from '../../../emulator/disposal.ts';
import { freePort } from '../../support/docker/free-port.ts';
import { type InstanceWorld, startInstanceWorld } from '../../support/docker/instance-world.ts';
import type { TaskUnderTest } from '../../support/docker/task-under-test.ts';

const cleanUp = new Disposal();
let world: InstanceWorld;

beforeAll(async () => {
  world = cleanUp.use(await startInstanceWorld());
});

afterAll(() => cleanUp[Symbol.asyncDispose]());

const stay = "process.on('SIGTERM', () => process.exit(0)); setInterval(() => {}, 60_000);";
const serve = (port: number, what: string) =>
  `require('node:http').createServer((_, answer) => Promise.resolve(${what}).then((text) => answer.end(text))).listen(${port}); ${stay}`;

/** Where the ports of a running task are, as `address:port`. */
async function published(task: TaskUnderTest): Promise<string[]> {
  const { containers = [] }: Task = await task.until('RUNNING');
  return containers.flatMap(({ networkBindings = [] }) =>
    networkBindings.map(({ bindIP, hostPort }) => `${bindIP}:${hostPort}`),
  );
}

/** The answer at that place of the host, once there is one. */
function answerAt(place: string | undefined): Promise<string> {
  return until(`${place} answers`, async () => {
    try {
      const answer = await fetch(`http://${place}`, { signal: AbortSignal.timeout(1000) });
      return answer.status === 200 ? await answer.text() : undefined;
    } catch {
      return undefined;
    }
  });
}

test('replicas in the bridge mode have links, names and resolvers, and ports of the host of their own', async () => {
  const facts = `(async () => JSON.stringify({
    hostname: require('node:os').hostname(),
    extraHost: (await require('node:dns').promises.lookup('db.local')).address,
    resolver: require('node:fs').readFileSync('/etc/resolv.conf', 'utf8').split('\\n').filter((line) => /^(nameserver|search)/.test(line)),
    linked: await (await fetch('http://backend:8080')).text(),
  }))()`;
  const tasks = await world.runAll({
    family: 'linked',
    run: { count: 2 },
    containers: [
      {
        name: 'web',
        source: serve(8080, facts),
        links: ['api:backend'],
        hostname: 'shop',
        extraHosts: [{ hostname: 'db.local', ipAddress: '192.0.2.7' }],
        dnsServers: ['192.0.2.53'],
        dnsSearchDomains: ['shop.internal'],
        portMappings: [{ containerPort: 8080 }],
      },
      { name: 'api', source: serve(8080, "'from the backend'") },
    ],
  });
  const places = (await Promise.all(tasks.map(published))).flat();
  expect(places).toEqual([
    expect.stringMatching(/^127\.0\.0\.1:\d+$/),
    expect.stringMatching(/^127\.0\.0\.1:\d+$/),
  ]);
  expect(new Set(places).size).toBe(2);
  const seen = {
    hostname: 'shop',
    extraHost: '192.0.2.7',
    resolver: ['search shop.internal', 'nameserver 192.0.2.53'],
    linked: 'from the backend',
  };
  const answers = await Promise.all(places.map(answerAt));
  expect(answers.map((text) => JSON.parse(text))).toEqual([seen, seen]);
});

test('a fixed port is there on each instance, at the address of the instance', async () => {
  await world.register();
  const port = await freePort('0.0.0.0');
  const portMappings = [{ containerPort: 8080, hostPort: port }];
  const tasks = await world.runAll({
    family: 'fixed',
    run: { count: 2 },
    containers: [{ name: 'web', source: serve(8080, "'served'"), portMappings }],
  });
  const places = (await Promise.all(tasks.map(published))).flat();
  expect(places.sort()).toEqual([`127.0.0.1:${port}`, `127.0.0.2:${port}`]);
  expect(await Promise.all(places.map(answerAt))).toEqual(['served', 'served']);
});

test('a fixed port that another program has fails the task in the engine’s words', async () => {
  const stranger = createServer().listen(0, '127.0.0.1');
  cleanUp.defer(() => void stranger.close());
  const port = await until('a stranger listens', async () => {
    const bound = stranger.address();
    return typeof bound === 'object' ? bound?.port : undefined;
  });
  const task = await world.run({
    family: 'blocked',
    run: { placementConstraints: [{ type: 'memberOf', expression: 'attribute:first exists' }] },
    containers: [{ name: 'web', source: stay, portMappings: [{ containerPort: 8080, hostPort: port }] }],
  });
  const { stopCode, stoppedReason, containers = [] } = await task.until('STOPPED');
  expect({ stopCode, stoppedReason }).toEqual({
    stopCode: 'TaskFailedToStart',
    stoppedReason: expect.stringMatching(
      /^CannotStartContainerError: Error response from daemon: .* address already in use$/,
    ),
  });
  const [web] = containers;
  expect([web?.name, web?.reason, web?.exitCode]).toEqual(['web', stoppedReason, undefined]);
});

test("on the host's network a container has the host's name, interfaces and ports", async () => {
  const port = await freePort('127.0.0.1');
  const task = await world.run({
    family: 'onhost',
    definition: { networkMode: 'host' },
    containers: [
      {
        name: 'web',
        source: serve(port, "Object.keys(require('node:os').networkInterfaces()).join()"),
        portMappings: [{ containerPort: port }],
      },
    ],
  });
  expect(await published(task)).toEqual([`0.0.0.0:${port}`]);
  const interfaces = (await answerAt(`127.0.0.1:${port}`)).split(',');
  expect(interfaces).toEqual(expect.arrayContaining(['docker0', 'lo']));
  expect(Object.keys(networkInterfaces())).toEqual(expect.arrayContaining(interfaces));
});

const interfaces = `console.log(JSON.stringify(Object.keys(require('node:os').networkInterfaces()))); ${stay}`;

test.each([
  ['none', {}],
  ['bridge', { disableNetworking: true }],
] as const)('in the mode %s with %j there is loopback alone', async (networkMode, container) => {
  const task = await world.run({
    family: `alone-${networkMode}`,
    definition: { networkMode },
    containers: [{ name: 'app', source: interfaces, ...container }],
  });
  expect(await task.said('app')).toEqual(['lo']);
  const { containers, lastStatus } = await task.until('RUNNING');
  expect([lastStatus, containers?.[0]?.networkBindings]).toEqual(['RUNNING', []]);
});
