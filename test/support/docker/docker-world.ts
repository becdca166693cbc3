import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import type { Config } from '../../../emulator/config.ts';
import { type DemoClients, demoClients } from '../../../emulator/demo/demo-clients.ts';
import { Disposal } from '../../../emulator/disposal.ts';
import { DockerRuntime } from '../../../emulator/runtime/docker/docker-runtime.ts';
import { Engine } from '../../../emulator/runtime/docker/engine/engine.ts';
import { startEmulator } from '../../../emulator/start.ts';
import { buildSampleImage } from '../../../fixtures/build-sample-image.ts';
import { type EngineLeftovers, engineLeftovers } from '../engine/engine-leftovers.ts';
import { removeInstance } from '../engine/remove-instance.ts';

/** A Drydock in this process over the real engine. Its disposal removes all that it made, also after a failure. */
export interface DockerWorld extends AsyncDisposable {
  readonly endpoint: string;
  readonly clients: DemoClients;
  /** The engine, past Drydock. */
  readonly engine: Engine;
  readonly instanceId: string;
  leftovers(): Promise<EngineLeftovers>;
}

export interface DockerWorldOptions extends Partial<Pick<Config, 'speed' | 's3Dir'>> {
  /** Where Drydock, and it alone, looks for the engine. */
  readonly socketPath?: string;
}

/** Starts Drydock on a temporary data directory, with the sample image at hand. */
export async function startDockerWorld({
  socketPath,
  ...config
}: DockerWorldOptions = {}): Promise<DockerWorld> {
  await using stack = new Disposal();
  const engine = await Engine.open();
  await buildSampleImage({ engine });
  const dataDir = await mkdtemp(join(tmpdir(), 'drydock-test-'));
  stack.defer(() => rm(dataDir, { recursive: true }));
  let instanceId = '';
  stack.defer(() => removeInstance(instanceId));
  const emulator = stack.use(
    await startEmulator(
      { ...config, dataDir },
      {
        log: pino({ level: 'silent' }),
        runtime: (data) => {
          ({ instanceId } = data);
          return new DockerRuntime({
            instanceId,
            log: console,
            ...(socketPath === undefined ? {} : { socketPath }),
          });
        },
      },
    ),
  );
  const running = stack.move();
  return {
    endpoint: emulator.endpoint,
    clients: demoClients(emulator.endpoint),
    engine,
    instanceId,
    leftovers: () => engineLeftovers(engine, instanceId),
    [Symbol.asyncDispose]: () => running[Symbol.asyncDispose](),
  };
}
