import { afterAll, beforeAll, expect, test } from 'vitest';
import { Disposal } from '../../emulator/disposal.ts';
import type { Inspection } from '../../emulator/runtime/docker/containers/inspect.ts';
import { labels } from '../../emulator/runtime/labels.ts';
import {
  ContainerError,
  ImagePullError,
  type LogLine,
  NetworkRangeTakenError,
  type RuntimeEvent,
} from '../../emulator/runtime/runtime.ts';
import { sampleImage } from '../../fixtures/build-sample-image.ts';
import { tinyImage } from '../../fixtures/build-tiny-image.ts';
import { nodeProgram } from '../support/docker/container/node-program.ts';
import { RuntimeWorld } from '../support/engine/runtime-world.ts';

const cleanUp = new Disposal();
let world: RuntimeWorld;

beforeAll(async () => {
  world = cleanUp.use(await RuntimeWorld.start());
});

afterAll(() => cleanUp[Symbol.asyncDispose]());

test.concurrent('a container carries its labels and the limits that it was given, as the engine shows them', async () => {
  const sandbox = await world.sandbox();
  const { id } = await world.runtime.createContainer(
    world.spec(sandbox.id, {
      image: tinyImage,
      labels: { [labels.task]: 'arn:task', mine: 'yes' },
      cpuShares: 128,
      cpuUnitsLimit: 256,
      memoryLimitMiB: 64,
      memoryReservationMiB: 32,
      readonlyRootFilesystem: true,
      ulimits: [{ name: 'nofile', soft: 100, hard: 200 }],
    }),
  );
  const { Config, HostConfig } = await world.inspect(id);
  // Those of its image come along.
  expect(Config.Labels).toMatchObject({
    [labels.instance]: world.instanceId,
    [labels.role]: 'container',
    [labels.task]: 'arn:task',
    mine: 'yes',
  });
  expect(HostConfig).toMatchObject({
    NetworkMode: `container:${sandbox.id}`,
    CpuShares: 128,
    NanoCpus: 250_000_000,
    Memory: 64 * 1_048_576,
    MemorySwap: 64 * 1_048_576,
    MemoryReservation: 32 * 1_048_576,
    ReadonlyRootfs: true,
    Ulimits: [{ Name: 'nofile', Soft: 100, Hard: 200 }],
    Privileged: false,
  });
});

test.concurrent('a sandbox has the address and host name that it was given, and shows both in the list', async () => {
  const sandbox = await world.sandbox();
  const { Config } = await world.inspect(sandbox.id);
  expect(Config.Hostname).toBe(world.hostnameOf(sandbox.address));
  const listed = (await world.runtime.list()).find(({ id }) => id === sandbox.id);
  expect(listed).toEqual({
    id: sandbox.id,
    name: world.sandboxName(sandbox.address),
    labels: { [labels.instance]: world.instanceId, [labels.role]: 'sandbox' },
    state: { status: 'running', startedAtMs: expect.any(Number) },
    health: 'UNKNOWN',
    address: sandbox.address,
    macAddress: sandbox.macAddress,
  });
});

test.concurrent('a second call by the same name adopts what stands', async () => {
  const sandbox = await world.sandbox();
  expect(await world.runtime.createSandbox(world.sandboxSpec(sandbox.address))).toEqual(sandbox);
  const spec = world.spec(sandbox.id, { image: tinyImage });
  const first = await world.runtime.createContainer(spec);
  await world.runtime.startContainer(first.id);
  expect(await world.runtime.createContainer(spec)).toEqual(first);
  await world.runtime.startContainer(first.id);
  expect((await world.runtime.list()).filter(({ name }) => name === spec.name)).toHaveLength(1);
});

test.concurrent('a sandbox that is taken off its network frees its address, and stands on until it is removed', async () => {
  const { id, address } = await world.sandbox();
  const spec = world.sandboxSpec(address);
  await world.runtime.detachSandbox(id, spec.vpcId);
  await world.runtime.detachSandbox(id, spec.vpcId);
  const listed = (await world.runtime.list()).find((each) => each.id === id);
  expect([listed?.state.status, listed?.address]).toEqual(['running', undefined]);
  expect((await world.runtime.createSandbox({ ...spec, name: `${spec.name}-next` })).address).toBe(address);
  await world.runtime.remove(id);
  await world.runtime.detachSandbox(id, spec.vpcId);
});

test.concurrent('an exit code arrives as an event, and in the list', async () => {
  const { id } = await world.runProgram('setTimeout(() => process.exit(42), 50)');
  expect(await world.died(id)).toEqual({
    type: 'died',
    id,
    exitCode: 42,
    oomKilled: false,
    atMs: expect.any(Number),
  });
  expect((await world.runtime.list()).find((each) => each.id === id)?.state).toEqual({
    status: 'exited',
    startedAtMs: expect.any(Number),
    finishedAtMs: expect.any(Number),
    exitCode: 42,
    oomKilled: false,
  });
});

test.concurrent('a container that exceeds its memory dies as killed for memory', async () => {
  const hoard = 'const kept = []; setInterval(() => kept.push(Buffer.alloc(16 * 1048576, 1)), 5)';
  const { id } = await world.runProgram(hoard, { memoryLimitMiB: 64 });
  expect(await world.died(id)).toMatchObject({ exitCode: 137, oomKilled: true });
});

test.concurrent('a container that is killed otherwise does not', async () => {
  const { id } = await world.runProgram('setInterval(() => {}, 1000)', { memoryLimitMiB: 64 });
  await world.runtime.kill(id);
  expect(await world.died(id)).toMatchObject({ exitCode: 137, oomKilled: false });
});

test.concurrent('the health check turns HEALTHY, and UNHEALTHY after its retries', async () => {
  const check = nodeProgram(`process.exit(require('node:fs').existsSync('/well') ? 0 : 1)`);
  const { id } = await world.runProgram(
    `const { rmSync, writeFileSync } = require('node:fs');
     writeFileSync('/well', '');
     process.on('SIGHUP', () => rmSync('/well'));
     setInterval(() => {}, 1000)`,
    {
      healthCheck: {
        command: ['CMD', ...check.entryPoint, ...check.command],
        intervalMs: 100,
        timeoutMs: 5000,
        retries: 2,
      },
    },
  );
  const health = (wanted: string) =>
    world.event(
      `${id} is ${wanted}`,
      (event) => event.type === 'health' && event.id === id && event.health === wanted,
    );
  await health('HEALTHY');
  await world.signal(id, 'SIGHUP');
  await health('UNHEALTHY');
});

test.concurrent("a stop sends the image's own signal, and SIGTERM where it names none", async () => {
  await using image = await world.imageWithStopSignal('SIGUSR1');
  const tells = `for (const signal of ['SIGTERM', 'SIGUSR1'])
    process.on(signal, () => { console.log(signal); process.exit(0); });
    console.log('ready'); setInterval(() => {}, 1000)`;
  const told = await Promise.all(
    [image.tag, sampleImage].map(async (name) => {
      const { id } = await world.runProgram(tells, { image: name });
      const lines = world.linesOf(id);
      await lines.until('ready');
      await world.runtime.signalStop(id);
      await world.died(id);
      return (await lines.all()).map(({ text }) => text);
    }),
  );
  expect(told).toEqual([
    ['ready', 'SIGUSR1'],
    ['ready', 'SIGTERM'],
  ]);
});

test.concurrent('a log is handed over from its first byte, both streams, long lines whole, to its end', async () => {
  const long = 100_000;
  const { id } = await world.runProgram(
    `const { writeSync } = require('node:fs');
     writeSync(1, 'first\\n'); writeSync(2, 'wrong\\n'); writeSync(1, '\\n');
     const line = 'x'.repeat(${long}) + '\\n';
     for (let at = 0; at < line.length; ) at += writeSync(1, line.slice(at));
     writeSync(1, 'no line end')`,
  );
  await world.died(id);
  const lines = await world.linesOf(id).all();
  const of = (stream: LogLine['stream']) =>
    lines.filter((line) => line.stream === stream).map(({ text }) => text);
  expect(of('stdout')).toEqual(['first', '', 'x'.repeat(long), 'no line end']);
  expect(of('stderr')).toEqual(['wrong']);
});

test.concurrent('a log goes on after the last line that was kept', async () => {
  const { id } = await world.runProgram(
    `let n = 0; const timer = setInterval(() => { console.log(n++); if (n === 40) clearInterval(timer); }, 5)`,
  );
  const first = world.linesOf(id);
  await first.until('10');
  first.stop();
  const kept = await first.all();
  const afterNs = kept.at(-1)?.atNs;
  const rest = await world.linesOf(id, afterNs === undefined ? {} : { afterNs }).all();
  expect([...kept, ...rest].map(({ text }) => Number(text))).toEqual(Array.from({ length: 40 }, (_, n) => n));
});

test.concurrent('containers of one sandbox share localhost; two sandboxes have one port each', async () => {
  const serve = (who: string) =>
    `require('node:http').createServer((_, response) => response.end('${who}')).listen(8080)`;
  const ask = `const ask = () => fetch('http://localhost:8080').then((answer) => answer.text())
    .then(console.log, () => setTimeout(ask, 50)); ask()`;
  const answers = await Promise.all(
    ['one', 'two'].map(async (who) => {
      const sandbox = await world.sandbox();
      await world.runProgram(serve(who), { network: { mode: 'sandbox', sandboxId: sandbox.id } });
      const client = await world.runProgram(ask, { network: { mode: 'sandbox', sandboxId: sandbox.id } });
      const inside = (await world.linesOf(client.id).all()).map(({ text }) => text);
      return [inside, await (await fetch(`http://${sandbox.address}:8080`)).text()];
    }),
  );
  expect(answers).toEqual([
    [['one'], 'one'],
    [['two'], 'two'],
  ]);
});

test.concurrent("a missing image and a bad entry point fail with the engine's own text", async () => {
  const { runtime } = world;
  expect(await runtime.findImage('drydock/none:1')).toBeUndefined();
  // Nobody listens there: the engine says so without a network.
  const pulled = await runtime.pullImage('127.0.0.1:9/none:1').catch((error: unknown) => error);
  expect(pulled).toBeInstanceOf(ImagePullError);
  expect(String(pulled)).toContain('connection refused');
  const sandbox = await world.sandbox();
  const missing = world.spec(sandbox.id, { image: 'drydock/none:1' });
  await expect(runtime.createContainer(missing)).rejects.toEqual(
    new ContainerError('Error response from daemon: No such image: drydock/none:1'),
  );
  const bad = await runtime.createContainer(
    world.spec(sandbox.id, { image: tinyImage, entryPoint: ['/nowhere'] }),
  );
  const started = await runtime.startContainer(bad.id).catch((error: unknown) => error);
  expect(started).toBeInstanceOf(ContainerError);
  expect(String(started)).toMatch(
    /^ContainerError: Error response from daemon: .*"\/nowhere".*no such file or directory/,
  );
});

test.concurrent('signals and removals of what is gone are no errors', async () => {
  const { runtime } = world;
  const { id } = await world.runProgram('0');
  await world.died(id);
  await runtime.signalStop(id);
  await runtime.kill(id);
  await runtime.remove(id);
  await world.event(`${id} is removed`, (event: RuntimeEvent) => event.type === 'removed' && event.id === id);
  await runtime.remove(id);
  await runtime.signalStop(id);
});

test.concurrent('a network is made once, also by two at a time, and not where another has the range', async () => {
  const { runtime, network } = world;
  await Promise.all([runtime.ensureNetwork(network), runtime.ensureNetwork(network)]);
  await using other = await RuntimeWorld.start();
  await expect(other.runtime.ensureNetwork({ vpcId: 'vpc-2', cidr: network.cidr })).rejects.toBeInstanceOf(
    NetworkRangeTakenError,
  );
  expect(await other.runtime.occupiedCidrs()).toContain(network.cidr);
  expect(await runtime.occupiedCidrs()).not.toContain(network.cidr);
});

test.concurrent('removeAll removes what its instance made, and of no other', async () => {
  const kept = await world.sandbox();
  await using other = await RuntimeWorld.start();
  const sandbox = await other.sandbox();
  await other.runtime.volumes.ensure({ name: `drydock-${other.instanceId}-volume`, labels: {} });
  expect((await other.leftovers()).volumes).toHaveLength(1);
  await other.runProgram('setInterval(() => {}, 1000)', {
    network: { mode: 'sandbox', sandboxId: sandbox.id },
  });
  await other.runtime.removeAll();
  expect(await other.leftovers()).toEqual({ containers: [], networks: [], volumes: [] });
  const inspection: Inspection = await world.inspect(kept.id);
  expect(inspection.State.Status).toBe('running');
});
