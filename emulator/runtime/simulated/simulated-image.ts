import { createHash } from 'node:crypto';
import type { Image } from '../runtime.ts';

/** Ids and digests are made up, yet the same for the same reference. */
export function simulatedImage(reference: string): Image {
  const digest = createHash('sha256').update(reference).digest('hex');
  return { id: `sha256:${digest}`, digest: `sha256:${digest}` };
}
