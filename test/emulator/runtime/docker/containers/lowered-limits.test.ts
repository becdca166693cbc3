import { expect, test } from 'vitest';
import { loweredLimits } from '../../../../../emulator/runtime/docker/containers/lowered-limits.ts';
import type { ContainerSpec } from '../../../../../emulator/runtime/runtime.ts';
import { simulatedContainerSpec } from '../../../../support/simulated-container.ts';

const host = { cpus: 2, memoryBytes: 1024 * 1_048_576, maxUlimits: { nofile: 4096 } };

test.each<[string, Partial<ContainerSpec>, string[]]>([
  ['nothing that is not asked for', {}, []],
  [
    'nothing that fits to the last bit',
    {
      cpuUnitsLimit: 2048,
      memoryLimitMiB: 1024,
      memoryReservationMiB: 1024,
      ulimits: [
        { name: 'nofile', soft: 4096, hard: 4096 },
        { name: 'core', soft: -1, hard: -1 },
      ],
    },
    [],
  ],
  [
    'all that does not',
    {
      cpuUnitsLimit: 4096,
      memoryLimitMiB: 2048,
      memoryReservationMiB: 1025,
      ulimits: [{ name: 'nofile', soft: 1, hard: 65_535 }],
    },
    [
      'cpu is lowered from 4096 to 2048',
      'memory is lowered from 2048 to 1024',
      'memoryReservation is lowered from 1025 to 1024',
      'ulimit nofile is lowered from 65535 to 4096',
    ],
  ],
  [
    'no limit at all',
    { ulimits: [{ name: 'nofile', soft: -1, hard: -1 }] },
    ['ulimit nofile is lowered from unlimited to 4096'],
  ],
])('tells of %s', (_title, changes, expected) => {
  expect(loweredLimits(simulatedContainerSpec('box', changes), host)).toEqual(expected);
});
