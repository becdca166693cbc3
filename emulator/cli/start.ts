import type { Config } from '../config.ts';
import { startEmulator } from '../start.ts';

/** Runs Drydock until SIGINT or SIGTERM. One line on standard output says when it is ready. */
export async function start(config: Config): Promise<void> {
  const emulator = await startEmulator(config);
  process.stdout.write(`Drydock ready on ${emulator.endpoint}\n`);
  const stop = (): void => {
    emulator.close().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`drydock: ${error instanceof Error ? error.message : String(error)}\n`);
        process.exit(1);
      },
    );
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}
