import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { currentSupportMatrix, supportMatrixPath } from './current-support-matrix.ts';

// Run from the repository's root by `npm run support-matrix`.
mkdirSync(dirname(supportMatrixPath), { recursive: true });
writeFileSync(supportMatrixPath, await currentSupportMatrix());
