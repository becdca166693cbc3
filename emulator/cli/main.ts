#!/usr/bin/env node
import { Command } from 'commander';
import { environmentConfig, type RawConfig, readConfig } from '../config.ts';
import { RuntimeUnavailableError } from '../runtime/runtime.ts';
import { startEmulator } from '../start.ts';
import { version } from '../version.ts';

const program = new Command('drydock')
  .description('Amazon ECS and Fargate on your own machine')
  .version(version);

program
  .command('start')
  .description('start Drydock and keep it running')
  .option('--port <port>', 'port of the API (4566)')
  .option('--host <address>', 'address to listen on (127.0.0.1)')
  .option('--data-dir <dir>', 'where the state is kept (~/.drydock)')
  .option('--in-memory', 'keep no state')
  .option('--runtime <name>', 'docker or simulated')
  .option('--speed <factor>', 'divide the waits that AWS imposes')
  .option('--aws-timing', "keep AWS's dead waits")
  .option('--log-level <level>', 'trace, debug, info, warn, error or silent')
  .action((options: RawConfig) => start(options));

async function start(options: RawConfig): Promise<void> {
  const config = readConfig({ ...environmentConfig(process.env), ...options });
  const emulator = await startEmulator(config);
  process.stdout.write(`Drydock ready on ${emulator.endpoint}\n`);
  const stop = (): void => {
    void emulator.close().then(() => process.exit(0));
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}

program.parseAsync().catch((error: unknown) => {
  const known = error instanceof RuntimeUnavailableError || error instanceof Error;
  process.stderr.write(`drydock: ${known ? error.message : String(error)}\n`);
  process.exit(1);
});
