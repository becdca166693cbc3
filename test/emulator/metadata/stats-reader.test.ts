import { expect, test } from 'vitest';
import { StatsReader } from '../../../emulator/metadata/stats-reader.ts';
import type { ContainerStats } from '../../../emulator/runtime/runtime.ts';

const subject = { containerId: 'container', sandboxId: 'sandbox' };
const zero = { total_usage: 0 };

/** The engine's figures at a number of seconds: a CPU that works and a network that receives ten bytes a second. */
function engineAt(seconds: number) {
  const read = new Date(seconds * 1000).toISOString();
  const never = { preread: '0001-01-01T00:00:00Z', precpu_stats: zero };
  return async (id: string): Promise<ContainerStats | undefined> =>
    id === 'sandbox'
      ? { read, ...never, networks: { eth0: { rx_bytes: seconds * 10, tx_bytes: 0 } } }
      : { read, ...never, id, cpu_stats: { total_usage: seconds } };
}

function readerOver(at: (second: number) => (id: string) => Promise<ContainerStats | undefined>) {
  let seconds = 0;
  const reader = new StatsReader((id) => at(seconds)(id));
  return (atSeconds: number) => {
    seconds = atSeconds;
    return reader.read(subject);
  };
}

test("joins a container's figures with its sandbox's network, and a sample with the one before", async () => {
  const read = readerOver(engineAt);
  expect(await read(10)).toEqual({
    read: '1970-01-01T00:00:10.000Z',
    preread: '0001-01-01T00:00:00Z',
    id: 'container',
    cpu_stats: { total_usage: 10 },
    precpu_stats: zero,
    networks: { eth0: { rx_bytes: 100, tx_bytes: 0 } },
  });
  expect(await read(14)).toEqual({
    read: '1970-01-01T00:00:14.000Z',
    preread: '1970-01-01T00:00:10.000Z',
    id: 'container',
    cpu_stats: { total_usage: 14 },
    precpu_stats: { total_usage: 10 },
    networks: { eth0: { rx_bytes: 140, tx_bytes: 0 } },
    network_rate_stats: { rx_bytes_per_sec: 10, tx_bytes_per_sec: 0 },
  });
});

test('passes over a sample that is less than a second old', async () => {
  const read = readerOver(engineAt);
  await read(10);
  expect(await read(10.5)).not.toHaveProperty('network_rate_stats');
  expect(await read(11)).toMatchObject({ precpu_stats: { total_usage: 10 } });
});

test('a container that does not run has none', async () => {
  const read = readerOver(() => async () => undefined);
  expect(await read(10)).toBeUndefined();
});
