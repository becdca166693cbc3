import { readFileSync } from 'node:fs';
import { readSidecarPolicies, type SidecarPolicy } from '../src/plan/sidecar-policies.ts';

/** The policies of a JSON file; none without one. @throws Error with one sentence that names the option and the file */
export function sidecarPolicyFile(path: string | undefined): readonly SidecarPolicy[] {
  if (path === undefined) return [];
  try {
    return readSidecarPolicies(readFileSync(path, 'utf8'));
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    throw new Error(`--sidecar-policies cannot take ${path}: ${cause}`);
  }
}
