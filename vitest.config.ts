import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // The tests on the real engine mostly wait: a second worker pays on two cores, too.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // Longer than a test waits for a condition, so that what it waited for is what is told.
    testTimeout: 70_000,
    hookTimeout: 70_000,
  },
});
