import { expect, test } from 'vitest';
import { isFargateSize } from '../../../../../src/services/ecs/task-definition/fargate-sizes.ts';

/** Developer guide, "Task CPU and memory": the least and the most MiB of each size, and the step between. */
const rows: readonly (readonly [cpu: number, least: number, most: number, step: number])[] = [
  [512, 1024, 4096, 1024],
  [1024, 2048, 8192, 1024],
  [2048, 4096, 16_384, 1024],
  [4096, 8192, 30_720, 1024],
  [8192, 16_384, 61_440, 4096],
  [16_384, 32_768, 122_880, 8192],
];

test('Fargate has every step from the least to the most memory of a size, and nothing between or beyond', () => {
  const found = rows.map(([cpu]) =>
    Array.from({ length: 1024 }, (_, index) => index * 128).filter((memory) => isFargateSize(cpu, memory)),
  );
  expect(found).toEqual(
    rows.map(([, least, most, step]) =>
      Array.from({ length: (most - least) / step + 1 }, (_, index) => least + index * step),
    ),
  );
});

test('a quarter of a vCPU has 512 MiB, one GB or two', () => {
  const memories = [256, 512, 1024, 1536, 2048, 3072];
  expect(memories.filter((memory) => isFargateSize(256, memory))).toEqual([512, 1024, 2048]);
});

test.each([128, 384, 768, 3072, 65_536])('%d units are no size of Fargate', (cpu) => {
  expect([512, 1024, 2048, 4096, 8192].filter((memory) => isFargateSize(cpu, memory))).toEqual([]);
});
