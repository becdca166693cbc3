import { pino } from 'pino';
import { expect, test, vi } from 'vitest';
import { SandboxPool } from '../../../../emulator/reconciler/network/sandbox-pool.ts';
import { SimulatedRuntime } from '../../../../emulator/runtime/simulated/simulated-runtime.ts';
import { NetworkInterfaceStore } from '../../../../src/services/ec2/network-interface-store.ts';
import { NetworkStore } from '../../../../src/services/ec2/network-store.ts';
import { State } from '../../../../src/state/state.ts';
import { FakeClock } from '../../../support/fake-clock.ts';

const subnet = 'subnet-1';
const refillMs = 200;

/** A subnet of eleven addresses (4 to 14), a simulated engine, and pools over them. */
async function startScene(warmPerSubnet = 2) {
  const clock = new FakeClock();
  const state = new State(':memory:');
  const network = new NetworkStore(state);
  const vpc = {
    id: 'vpc-1',
    accountId: '000000000000',
    region: 'us-east-1',
    cidr: '10.0.0.0/16',
    isDefault: true,
  };
  network.addVpc(vpc);
  network.addSubnet({ id: subnet, vpcId: 'vpc-1', cidr: '10.0.0.0/28', availabilityZone: 'us-east-1a' });
  const interfaces = new NetworkInterfaceStore(state);
  const runtime = new SimulatedRuntime({ clock, instanceId: 'i' });
  await runtime.connect();
  const newPool = () =>
    new SandboxPool({
      runtime,
      clock,
      interfaces,
      warmPerSubnet,
      log: pino({ level: 'silent' }),
      instanceId: 'i',
      dnsServers: async () => ['10.0.0.1'],
      moveVpc: () => {
        throw new Error('no range is taken here');
      },
      placeOf: (id) =>
        id === subnet
          ? {
              vpcId: 'vpc-1',
              vpcCidr: '10.0.0.0/16',
              privateDnsName: (address) => `ip-${address.replaceAll('.', '-')}.ec2.internal`,
            }
          : undefined,
    });
  const running = async () =>
    (await runtime.list()).filter(({ state: { status } }) => status === 'running').map(({ id }) => id);
  return { clock, interfaces, runtime, newPool, running, [Symbol.dispose]: () => state[Symbol.dispose]() };
}

test('gives a task a sandbox with its address, name and MAC address', async () => {
  using scene = await startScene();
  await using pool = scene.newPool();
  const { id, sandboxId, ...rest } = await pool.take(subnet, 'task-1');
  expect(rest).toEqual({
    address: '10.0.0.4',
    macAddress: '02:42:0a:00:00:04',
    privateDnsName: 'ip-10-0-0-4.ec2.internal',
  });
  expect(scene.interfaces.findByTask('task-1')).toMatchObject({ id, sandboxId, subnetId: subnet });
  expect(await scene.running()).toEqual([sandboxId]);
});

test('gives the same sandbox when asked a second time for a task', async () => {
  using scene = await startScene();
  await using pool = scene.newPool();
  const first = await pool.take(subnet, 'task-1');
  expect(await pool.take(subnet, 'task-1')).toEqual(first);
  expect((await scene.running()).length).toBe(1);
});

test('makes warm sandboxes a while after a start, and takes them from then on', async () => {
  using scene = await startScene();
  await using pool = scene.newPool();
  await pool.take(subnet, 'task-1');
  await scene.clock.advance(refillMs - 1);
  expect((await scene.running()).length).toBe(1);
  await scene.clock.advance(1);
  expect((await scene.running()).length).toBe(3);
  const warm = scene.interfaces
    .listUnattached()
    .map(({ address }) => address)
    .toSorted();
  const taken = [await pool.take(subnet, 'task-2'), await pool.take(subnet, 'task-3')];
  expect([warm, taken.map(({ address }) => address)]).toEqual([
    ['10.0.0.5', '10.0.0.6'],
    ['10.0.0.5', '10.0.0.6'],
  ]);
  expect((await scene.running()).length).toBe(3);
  await scene.clock.advance(refillMs);
  expect((await scene.running()).length).toBe(5);
});

test('makes a sandbox of its own for a task that asks something of it, though warm ones stand', async () => {
  using scene = await startScene();
  await using pool = scene.newPool();
  await pool.take(subnet, 'task-1');
  await scene.clock.advance(refillMs);
  const warm = scene.interfaces.listUnattached().map(({ id }) => id);
  const made = vi.spyOn(scene.runtime, 'createSandbox');
  const options = { sysctls: { 'net.core.somaxconn': '9' }, sharesIpc: true };
  const { id } = await pool.take(subnet, 'task-2', options);
  expect([warm.length, warm.includes(id)]).toEqual([2, false]);
  expect(made.mock.calls.map(([spec]) => spec)).toEqual([expect.objectContaining(options)]);
});

test('never gives one sandbox to two tasks', async () => {
  using scene = await startScene();
  await using pool = scene.newPool();
  await pool.take(subnet, 'task-0');
  await scene.clock.advance(refillMs);
  const taken = await Promise.all(
    ['task-1', 'task-2', 'task-3', 'task-4'].map((task) => pool.take(subnet, task)),
  );
  expect(new Set(taken.map(({ sandboxId }) => sandboxId)).size).toBe(4);
  expect(new Set(taken.map(({ address }) => address)).size).toBe(4);
});

test('adopts warm sandboxes that run after a restart, and gives back those that do not', async () => {
  using scene = await startScene(3);
  const before = scene.newPool();
  const own = await before.take(subnet, 'task-1');
  await scene.clock.advance(refillMs);
  await before[Symbol.asyncDispose]();
  const [dead, ...alive] = scene.interfaces.listUnattached();
  await scene.runtime.kill(dead?.sandboxId ?? '');
  const unfinished = scene.interfaces.allocate(subnet, scene.clock.now());
  await using pool = scene.newPool();
  pool.adopt(pool.listWarm(), new Set(await scene.running()));
  expect(scene.interfaces.listUnattached()).toEqual(alive);
  expect(new Set((await scene.runtime.list()).map(({ id }) => id))).toEqual(
    new Set([own, ...alive].map(({ sandboxId }) => sandboxId)),
  );
  expect(scene.interfaces.list().some(({ id }) => id === unfinished.id)).toBe(false);
  expect((await pool.take(subnet, 'task-1')).sandboxId).toBe(own.sandboxId);
  expect((await pool.take(subnet, 'task-2')).sandboxId).toBe(alive[0]?.sandboxId);
});

test('a comparison with the engine does not take the address of a sandbox that is being made', async () => {
  using scene = await startScene();
  await using pool = scene.newPool();
  await pool.take(subnet, 'task-1');
  const warm = pool.listWarm();
  const running = new Set(await scene.running());
  // The refill begins; the comparison, which knows nothing of its sandboxes, comes in the midst of it.
  const refilled = scene.clock.advance(refillMs);
  await Promise.resolve();
  pool.adopt(warm, running);
  pool.adopt(pool.listWarm(), running);
  await refilled;
  const known = scene.interfaces.list().map(({ sandboxId }) => sandboxId);
  expect((await scene.running()).toSorted()).toEqual(known.toSorted());
  const next = await pool.take(subnet, 'task-2');
  expect(scene.interfaces.findByTask('task-2')).toMatchObject({ sandboxId: next.sandboxId });
});

test('a warm sandbox that cannot be made gives its address back', async () => {
  using scene = await startScene();
  await using pool = scene.newPool();
  await pool.take(subnet, 'task-1');
  scene.runtime.failNext('createSandbox', 'out of memory');
  await scene.clock.advance(refillMs);
  expect(scene.interfaces.list().map(({ address }) => address)).toEqual(['10.0.0.4']);
});

test('a sandbox that cannot be made fails the task, and giving back frees its address', async () => {
  using scene = await startScene();
  await using pool = scene.newPool();
  scene.runtime.failNext('createSandbox', 'out of memory');
  await expect(pool.take(subnet, 'task-1')).rejects.toThrow('Error response from daemon: out of memory');
  await pool.giveBack('task-1');
  expect(scene.interfaces.list()).toEqual([]);
});

test('gives back address and network of a task at once, and the sandbox when nothing else goes on', async () => {
  using scene = await startScene(0);
  await using pool = scene.newPool();
  const { sandboxId } = await pool.take(subnet, 'task-1');
  await pool.giveBack('task-1');
  await pool.giveBack('task-1');
  expect(scene.interfaces.list()).toEqual([]);
  expect((await scene.runtime.list()).map((each) => [each.id, each.address])).toEqual([
    [sandboxId, undefined],
  ]);
  expect(pool.knownNames()).toEqual(new Set());
  let end = () => {};
  const start = pool.during(() => new Promise<void>((resolve) => (end = resolve)));
  await scene.clock.advance(10 * refillMs);
  expect(await scene.running()).toEqual([sandboxId]);
  end();
  await start;
  await scene.clock.advance(refillMs);
  expect(await scene.runtime.list()).toEqual([]);
});

test('leaves no more than sixteen sandboxes to be cleared away, though tasks start and stop without a pause', async () => {
  using scene = await startScene(0);
  await using pool = scene.newPool();
  await pool.during(async () => {
    for (let task = 0; task < 20; task += 1) {
      await pool.take(subnet, `task-${task}`);
      await pool.giveBack(`task-${task}`);
    }
    await scene.clock.advance(10 * refillMs);
    expect((await scene.running()).length).toBe(16);
  });
  await scene.clock.advance(refillMs);
  expect(await scene.running()).toEqual([]);
});

test('clears away what it gave back before it ends', async () => {
  using scene = await startScene();
  const pool = scene.newPool();
  await pool.take(subnet, 'task-1');
  await pool.giveBack('task-1');
  await pool[Symbol.asyncDispose]();
  expect(await scene.runtime.list()).toEqual([]);
});

test('has one more ready for each start that found none, and the least again after ten minutes', async () => {
  using scene = await startScene(1);
  await using pool = scene.newPool();
  const warmAfter = async (...tasks: readonly string[]) => {
    await Promise.all(tasks.map((task) => pool.take(subnet, task)));
    await scene.clock.advance(refillMs);
    return pool.listWarm().length;
  };
  expect([await warmAfter('1'), await warmAfter('2'), await warmAfter('3', '4')]).toEqual([1, 1, 2]);
  await scene.clock.advance(10 * 60_000);
  expect([pool.listWarm().length, (await scene.running()).length]).toEqual([1, 5]);
  expect(await warmAfter('5')).toBe(1);
});

test('a subnet that is full or unknown is an error with its reason', async () => {
  using scene = await startScene(0);
  await using pool = scene.newPool();
  for (let i = 0; i < 11; i += 1) await pool.take(subnet, `task-${i}`);
  await expect(pool.take(subnet, 'task-11')).rejects.toThrow("The subnet 'subnet-1' has no free addresses");
  await expect(pool.take('subnet-2', 'task-12')).rejects.toThrow("The subnet ID 'subnet-2' does not exist");
});

test('names every sandbox that somebody has a claim to', async () => {
  using scene = await startScene(1);
  await using pool = scene.newPool();
  await pool.take(subnet, 'task-1');
  await scene.clock.advance(refillMs);
  expect(pool.knownNames()).toEqual(new Set((await scene.runtime.list()).map(({ name }) => name)));
});

test('makes nothing more once it is disposed of', async () => {
  using scene = await startScene();
  const pool = scene.newPool();
  await pool.take(subnet, 'task-1');
  await pool[Symbol.asyncDispose]();
  await scene.clock.advance(refillMs);
  expect([(await scene.running()).length, scene.clock.pending]).toEqual([1, 0]);
});

test('hands out no warm sandbox that died, and says whose network a dead one was', async () => {
  using scene = await startScene(1);
  await using pool = scene.newPool();
  const own = await pool.take(subnet, 'task-1');
  await scene.clock.advance(refillMs);
  const [warm] = scene.interfaces.listUnattached();
  await scene.runtime.kill(warm?.sandboxId ?? '');
  expect([pool.lost(warm?.sandboxId ?? ''), pool.lost(own.sandboxId), pool.lost('unknown')]).toEqual([
    undefined,
    'task-1',
    undefined,
  ]);
  expect(scene.interfaces.listUnattached()).toEqual([]);
  expect((await pool.take(subnet, 'task-2')).sandboxId).not.toBe(warm?.sandboxId);
  expect((await scene.runtime.list()).length).toBe(2);
});
