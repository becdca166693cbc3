import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Longer than a test waits for a condition, so that what it waited for is what is told.
    testTimeout: 70_000,
    hookTimeout: 70_000,
  },
});
