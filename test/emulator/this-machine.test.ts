import { availableParallelism, totalmem } from 'node:os';
import { expect, test } from 'vitest';
import { thisMachine } from '../../emulator/this-machine.ts';

test('has whole cores of 1024 units and whole MiB of memory', () => {
  const { cpuUnits, memoryMiB } = thisMachine();
  expect(cpuUnits % 1024).toBe(0);
  expect(cpuUnits / 1024).toBeGreaterThanOrEqual(availableParallelism());
  expect(Number.isInteger(memoryMiB)).toBe(true);
  expect(Math.abs(memoryMiB * 1_048_576 - totalmem())).toBeLessThan(1_048_576);
});
