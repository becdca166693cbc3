import { v4 as uuid } from 'uuid';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../../emulator/demo/until.ts';
import { Disposal } from '../../emulator/disposal.ts';
import { DockerRuntime } from '../../emulator/runtime/docker/docker-runtime.ts';
import { labels } from '../../emulator/runtime/labels.ts';
import { tinyImage } from '../../fixtures/build-tiny-image.ts';
import { engineLeftovers } from '../support/engine/engine-leftovers.ts';
import { RuntimeWorld } from '../support/engine/runtime-world.ts';

const cleanUp = new Disposal();
let world: RuntimeWorld;

beforeAll(async () => {
  world = cleanUp.use(await RuntimeWorld.start());
});

afterAll(() => cleanUp[Symbol.asyncDispose]());

test.concurrent('the engine takes what only a container outside of Fargate may ask for', async () => {
  const sandbox = await world.runtime.createSandbox({
    ...world.sandboxSpec(world.network.cidr.replace(/0\.0\/16$/, '200.1')),
    sharesIpc: true,
    sharesProcesses: true,
    sysctls: { 'net.core.somaxconn': '99', 'kernel.msgmax': '4096' },
  });
  const { id } = await world.runtime.createContainer(
    world.spec(sandbox.id, {
      image: tinyImage,
      securityOptions: ['no-new-privileges'],
      devices: [{ hostPath: '/dev/null', containerPath: '/dev/nothing', permissions: ['read', 'mknod'] }],
      sharedMemoryMiB: 32,
      memoryLimitMiB: 64,
      swapMiB: 16,
      swappiness: 10,
      ipc: 'sandbox',
      processes: 'sandbox',
    }),
  );
  await world.runtime.startContainer(id);
  expect((await world.inspect(id)).HostConfig).toMatchObject({
    SecurityOpt: expect.arrayContaining(['no-new-privileges']),
    Devices: [{ PathOnHost: '/dev/null', PathInContainer: '/dev/nothing', CgroupPermissions: 'rm' }],
    ShmSize: 32 * 1_048_576,
    Memory: 64 * 1_048_576,
    MemorySwap: 80 * 1_048_576,
    MemorySwappiness: 10,
    IpcMode: `container:${sandbox.id}`,
    PidMode: `container:${sandbox.id}`,
  });
  expect((await world.inspect(sandbox.id)).HostConfig).toMatchObject({
    IpcMode: 'shareable',
    Sysctls: { 'net.core.somaxconn': '99', 'kernel.msgmax': '4096' },
  });
});

// Not started: an engine may itself lack privileges that it would have to hand on.
test.concurrent('the engine takes a privileged container', async () => {
  const { id: sandboxId } = await world.sandbox();
  const { id } = await world.runtime.createContainer(
    world.spec(sandboxId, { image: tinyImage, privileged: true }),
  );
  expect((await world.inspect(id)).HostConfig).toMatchObject({ Privileged: true });
});

test.concurrent('a volume is made once, with its labels, and is gone after its removal', async () => {
  const { volumes } = world.runtime;
  const name = `drydock-${world.instanceId}-once`;
  const driverOptions = { type: 'tmpfs', device: 'tmpfs', o: 'size=1m' };
  await volumes.ensure({ name, driverOptions, labels: { mine: 'yes' } });
  await volumes.ensure({ name, driverOptions, labels: { mine: 'no' } });
  expect((await volumes.list()).filter((each) => each.name === name)).toEqual([
    { name, labels: { mine: 'yes', [labels.instance]: world.instanceId } },
  ]);
  expect(await world.engine.read({ path: `/volumes/${name}` })).toMatchObject({
    Driver: 'local',
    Options: driverOptions,
  });
  await volumes.remove(name);
  await volumes.remove(name);
  expect(await volumes.has(name)).toBe(false);
});

test.concurrent("the engine's refusal of a volume is a ContainerError", async () => {
  await expect(world.runtime.volumes.ensure({ name: 'a b', labels: {} })).rejects.toMatchObject({
    name: 'ContainerError',
    message: expect.stringMatching(/^Error response from daemon: create a b: .*invalid characters/),
  });
});

test.concurrent('whoever starts removes the volumes of an owner that is gone', async () => {
  const owner = `host:${uuid()}`;
  const left = { instanceId: uuid(), owner, log: console };
  {
    await using gone = new DockerRuntime(left);
    await gone.connect();
    await gone.volumes.ensure({ name: `drydock-${left.instanceId}-left`, labels: {} });
  }
  expect((await engineLeftovers(world.engine, left.instanceId)).volumes).toHaveLength(1);
  await using next = new DockerRuntime({
    instanceId: uuid(),
    log: console,
    isAbandoned: (name) => name === owner,
  });
  await next.connect();
  await until('the volume is gone', async () => {
    const { volumes } = await engineLeftovers(world.engine, left.instanceId);
    return volumes.length === 0 ? true : undefined;
  });
});
