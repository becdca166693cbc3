import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { currentSupportMatrix, supportMatrixPath } from '../../../emulator/cli/current-support-matrix.ts';

test('keep the support matrix in the documentation up to date', async () => {
  const page = await currentSupportMatrix();
  const written = readFileSync(new URL(`../../../${supportMatrixPath}`, import.meta.url), 'utf8');
  expect(written, `${supportMatrixPath} is out of date: npm run support-matrix writes it anew`).toBe(page);
});
