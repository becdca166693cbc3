import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The built main module of the worker: beside this file when it is built too, in `dist` when it runs from the sources. */
export const workerFile = ['./worker-main.js', '../../../dist/emulator/load-balancer/worker/worker-main.js']
  .map((path) => fileURLToPath(new URL(path, import.meta.url)))
  .find((path) => existsSync(path));
