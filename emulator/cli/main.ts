#!/usr/bin/env node
import { Command, Option } from 'commander';
import { environmentConfig, type RawConfig, readConfig } from '../config.ts';
import { version } from '../version.ts';
import { ca } from './ca.ts';
import { down } from './down.ts';
import { type ExecOptions, exec } from './exec.ts';
import { start } from './start.ts';
import { status } from './status.ts';

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
  .option('--s3-dir <dir>', 'a folder that stands for S3, <dir>/<bucket>/<key> (none)')
  .option('--runtime <name>', 'docker or simulated')
  .option('--speed <factor>', 'divide the waits that AWS imposes')
  .option('--aws-timing', "keep AWS's dead waits")
  // Without the positive form the negative one would be on by default, whatever the variable says.
  .addOption(new Option('--task-endpoint').hideHelp())
  .option('--no-task-endpoint', 'set no AWS_ENDPOINT_URL in containers')
  .option('--warm-sandboxes <count>', 'sandboxes that stand ready in each subnet in use (2)')
  .option('--log-level <level>', 'trace, debug, info, warn, error or silent')
  .option('--sidecar-policies <file>', 'what is done with sidecars: skip, healthy, replace')
  .action((options: RawConfig) => start(configOf(options)));

program
  .command('status')
  .description('say what a running Drydock serves, and where its listeners listen')
  .option('--port <port>', 'port of its API (4566)')
  .option('--host <address>', 'address of its API (127.0.0.1)')
  .action((options: RawConfig) => status(clientConfigOf(options)));

program
  .command('ca')
  .description('print the root certificate that the certificates of ACM lead to, and how to trust it')
  .option('--port <port>', 'port of a running Drydock (4566)')
  .option('--host <address>', 'address of a running Drydock (127.0.0.1)')
  .option('--data-dir <dir>', 'where the root is kept, when none runs (~/.drydock)')
  .action(async (options: RawConfig) => {
    const { pem, help } = await ca(clientConfigOf(options));
    // The certificate alone, so that it can be written to a file.
    process.stdout.write(pem);
    process.stderr.write(help);
  });

program
  .command('exec')
  .description('run a command in a container of a task that was started with ECS Exec enabled')
  .requiredOption('--task <id>', 'id or ARN of the task')
  .option('--cluster <name>', 'name or ARN of its cluster (default)')
  .option('--container <name>', 'which container, where the task has several')
  .option('--region <region>', 'region of the task (AWS_REGION, AWS_DEFAULT_REGION, us-east-1)')
  .option('--port <port>', 'port of the API (4566)')
  .option('--host <address>', 'address of the API (127.0.0.1)')
  .argument('<command...>', 'after --: the program and its arguments')
  .action(async (command: string[], options: RawConfig & ExecOptions) => {
    process.exit(await exec(configOf(options), command, options));
  });

program
  .command('down')
  .description('stop Drydock and remove everything that it made: containers, networks and state')
  .option('--data-dir <dir>', 'where its state is kept (~/.drydock)')
  .action((options: RawConfig) => down(clientConfigOf(options)));

function configOf(options: RawConfig) {
  return readConfig({ ...environmentConfig(process.env), ...options });
}

/** Who only talks to a Drydock, or ends it, reads none of its files. */
function clientConfigOf(options: RawConfig) {
  return readConfig({ ...environmentConfig(process.env), sidecarPolicies: undefined, ...options });
}

program.parseAsync().catch((error: unknown) => {
  process.stderr.write(`drydock: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
