import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { drydockProgram } from '../../../emulator/demo/drydock-process.ts';

export interface CommandResult {
  readonly code: unknown;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `drydock` to its end. */
export async function drydockCommand(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<CommandResult> {
  if (drydockProgram === undefined) throw new Error('Drydock is not built: npm run build.');
  try {
    const output = await promisify(execFile)(process.execPath, [drydockProgram, ...args], {
      env: { ...process.env, ...env },
    });
    return { code: 0, ...output };
  } catch (error) {
    if (!(error instanceof Error && 'stdout' in error && 'stderr' in error && 'code' in error)) throw error;
    return { code: error.code, stdout: String(error.stdout), stderr: String(error.stderr) };
  }
}
