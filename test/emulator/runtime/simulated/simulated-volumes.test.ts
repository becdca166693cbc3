import { expect, test } from 'vitest';
import { SimulatedRuntime } from '../../../../emulator/runtime/simulated/simulated-runtime.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { startSimulatedContainer } from '../../../support/simulated-container.ts';

const volume = { name: 'v', labels: { mine: '1' } };
const mounts = [{ source: { volume: 'v' }, containerPath: '/v', readOnly: false }];

async function connected(): Promise<SimulatedRuntime> {
  const runtime = new SimulatedRuntime({ clock: new FakeClock(), instanceId: 'i' });
  await runtime.connect();
  return runtime;
}

test('a volume carries its labels and the instance, and one that stands is adopted', async () => {
  const { volumes } = await connected();
  await volumes.ensure(volume);
  await volumes.ensure({ ...volume, labels: { other: '2' } });
  expect([await volumes.list(), await volumes.has('v'), await volumes.has('w')]).toEqual([
    [{ name: 'v', labels: { mine: '1', 'drydock.instance': 'i' } }],
    true,
    false,
  ]);
});

test('a volume stays while a container mounts it; removing what is gone is no error', async () => {
  const runtime = await connected();
  await runtime.volumes.ensure(volume);
  const id = await startSimulatedContainer(runtime, 'app', { mounts });
  await expect(runtime.volumes.remove('v')).rejects.toMatchObject({
    name: 'ContainerError',
    message: `Error response from daemon: remove v: volume is in use - [${id}]`,
  });
  await runtime.remove(id);
  await runtime.volumes.remove('v');
  await runtime.volumes.remove('v');
  expect(await runtime.volumes.list()).toEqual([]);
});

test('a container cannot mount what nobody made', async () => {
  const runtime = await connected();
  await expect(startSimulatedContainer(runtime, 'app', { mounts })).rejects.toThrow('get v: no such volume');
});

test('volumes go with everything else, and are out of reach with the engine', async () => {
  const runtime = await connected();
  await runtime.volumes.ensure(volume);
  await runtime.removeAll();
  expect(await runtime.volumes.list()).toEqual([]);
  runtime.disconnect();
  await expect(runtime.volumes.list()).rejects.toMatchObject({ name: 'RuntimeUnavailableError' });
});
