import { expect, test } from 'vitest';
import { containerConfig } from '../../../../../emulator/runtime/docker/containers/container-config.ts';
import type { ContainerSpec } from '../../../../../emulator/runtime/runtime.ts';
import { simulatedContainerSpec } from '../../../../support/simulated-container.ts';

const mib = 1_048_576;
const host = { cpus: 4, memoryBytes: 1024 * mib };

function config(changes: Partial<ContainerSpec> = {}, on: Parameters<typeof containerConfig>[2] = host) {
  return containerConfig(simulatedContainerSpec('box', changes), { l: '1' }, on);
}

test('a plain container joins its sandbox, is never restarted by the engine and has no health check', () => {
  expect(config({ environment: ['A=b'] })).toEqual({
    Image: 'app:1',
    Env: ['A=b'],
    Labels: { l: '1' },
    Healthcheck: { Test: ['NONE'] },
    HostConfig: {
      NetworkMode: 'container:box',
      RestartPolicy: { Name: '' },
      CpuShares: 2,
      LogConfig: { Type: 'json-file', Config: { 'max-size': '16m', 'max-file': '2' } },
      ReadonlyRootfs: false,
      Ulimits: [],
    },
  });
});

test('gives the engine its own log driver, and volumes that go with the container', () => {
  expect(
    config({
      logging: { driver: 'fluentd', options: { tag: 't' } },
      anonymousVolumes: ['/var/run', '/x'],
    }),
  ).toMatchObject({
    Volumes: { '/var/run': {}, '/x': {} },
    HostConfig: { LogConfig: { Type: 'fluentd', Config: { tag: 't' } } },
  });
});

test('passes on what the image would else say', () => {
  expect(
    config({
      entryPoint: ['e'],
      command: ['c'],
      workingDirectory: '/w',
      user: '1000',
      initProcess: true,
      interactive: true,
      terminal: true,
    }),
  ).toMatchObject({
    OpenStdin: true,
    Tty: true,
    Entrypoint: ['e'],
    Cmd: ['c'],
    WorkingDir: '/w',
    User: '1000',
    HostConfig: { Init: true },
  });
});

test.each<[string, Partial<ContainerSpec>, object]>([
  ['shares within what the kernel knows', { cpuShares: 500_000 }, { CpuShares: 262_144 }],
  ['a quarter of a core', { cpuUnitsLimit: 256 }, { NanoCpus: 250_000_000 }],
  ['no more cores than there are', { cpuUnitsLimit: 16_384 }, { NanoCpus: 4_000_000_000 }],
  ['memory without swap', { memoryLimitMiB: 512 }, { Memory: 512 * mib, MemorySwap: 512 * mib }],
  [
    'swap on top of the memory',
    { memoryLimitMiB: 512, swapMiB: 256, swappiness: 10 },
    { Memory: 512 * mib, MemorySwap: 768 * mib, MemorySwappiness: 10 },
  ],
  ['no less memory than the engine takes', { memoryLimitMiB: 4 }, { Memory: 6 * mib, MemorySwap: 6 * mib }],
  ['no more memory than there is', { memoryLimitMiB: 8192 }, { Memory: 1024 * mib, MemorySwap: 1024 * mib }],
  [
    'a reservation no higher than the limit',
    { memoryLimitMiB: 100, memoryReservationMiB: 200 },
    { Memory: 100 * mib, MemoryReservation: 100 * mib },
  ],
  ['a reservation alone', { memoryReservationMiB: 200 }, { MemoryReservation: 200 * mib }],
])('%s', (_title, changes, expected) => {
  expect(config(changes).HostConfig).toMatchObject(expected);
});

test('lowers ulimits, no limit among them, to what the engine can grant', () => {
  const ulimits = [
    { name: 'nofile', soft: 1024, hard: 65_535 },
    { name: 'core', soft: 65_535, hard: 65_535 },
    { name: 'memlock', soft: -1, hard: -1 },
    { name: 'cpu', soft: -1, hard: -1 },
  ];
  const maxUlimits = { nofile: 4096, memlock: 8192 };
  expect(config({ ulimits }, { ...host, maxUlimits }).HostConfig?.Ulimits).toEqual([
    { Name: 'nofile', Soft: 1024, Hard: 4096 },
    { Name: 'core', Soft: 65_535, Hard: 65_535 },
    { Name: 'memlock', Soft: 8192, Hard: 8192 },
    { Name: 'cpu', Soft: -1, Hard: -1 },
  ]);
});

test('counts a health check in nanoseconds', () => {
  const healthCheck = { command: ['CMD', 'true'], intervalMs: 5000, timeoutMs: 2000, retries: 3 };
  expect(
    [config({ healthCheck }), config({ healthCheck: { ...healthCheck, startPeriodMs: 1000 } })].map(
      (each) => each.Healthcheck,
    ),
  ).toEqual([
    { Test: ['CMD', 'true'], Interval: 5e9, Timeout: 2e9, Retries: 3 },
    { Test: ['CMD', 'true'], Interval: 5e9, Timeout: 2e9, Retries: 3, StartPeriod: 1e9 },
  ]);
});
