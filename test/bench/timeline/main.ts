import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { drawRollout } from './draw-rollout.ts';
import { recordRollout } from './rollout-record.ts';

const path = join(import.meta.dirname, '../../../../docs/deployments-timeline.svg');
await writeFile(path, drawRollout(await recordRollout()));
