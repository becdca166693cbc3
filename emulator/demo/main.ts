#!/usr/bin/env node
import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { buildSampleImage, sampleImage } from '../../fixtures/build-sample-image.ts';
import { Engine } from '../runtime/docker/engine/engine.ts';
import { demoClients } from './demo-clients.ts';
import { DrydockProcess } from './drydock-process.ts';
import { Narrator } from './narrator.ts';
import { buildShop } from './shop.ts';
import {
  deploy,
  loseContainer,
  rollOut,
  rollOutBroken,
  type Stage,
  scaleAndRun,
  surviveCrash,
  tearDown,
} from './story.ts';
import { until } from './until.ts';
import { listenerPort } from './watch.ts';

const dataDir = fileURLToPath(new URL('../../../.drydock/demo', import.meta.url));

/** Performs the demo and leaves Drydock running, or with `exit` takes everything down again. */
async function main({ exit, port }: { readonly exit?: boolean; readonly port: string }): Promise<void> {
  const narrator = new Narrator();
  narrator.heading('Setting up');
  const engine = await Engine.open();
  const { built } = await buildSampleImage({ engine });
  narrator.say(`the sample app's image ${sampleImage} ${built ? 'was built without a registry' : 'is here'}`);
  await removeLastDemo(Number(port));
  let drydock = await DrydockProcess.start(dataDir, Number(port));
  const end = (): void => {
    void drydock.reset().then(
      () => process.exit(130),
      () => process.exit(1),
    );
  };
  process.once('SIGINT', end);
  process.once('SIGTERM', end);
  try {
    narrator.say(`Drydock runs on ${drydock.endpoint} (process ${drydock.pid})`);
    const clients = demoClients(drydock.endpoint);
    const shop = await buildShop(clients, narrator);
    const appUrl = `http://127.0.0.1:${await listenerPort(drydock.endpoint, shop.listenerArn)}/`;
    const stage: Stage = {
      clients,
      narrator,
      shop,
      appUrl,
      image: sampleImage,
      killContainer: async (task) => {
        const id = task.containers?.[0]?.runtimeId ?? '';
        narrator.say(`docker kill ${id.slice(0, 12)}`);
        await engine.run({ method: 'POST', path: `/containers/${id}/kill` });
      },
      crashDrydock: async () => {
        const apiPort = Number(new URL(drydock.endpoint).port);
        await drydock.end('SIGKILL');
        narrator.say('kill -9: Drydock is gone');
        drydock = await DrydockProcess.start(dataDir, apiPort);
      },
    };
    for (const act of [deploy, loseContainer, rollOut, rollOutBroken, surviveCrash, scaleAndRun])
      await act(stage);
    if (exit === true) {
      await tearDown(stage);
      await reportEngine(engine, narrator);
      await drydock.reset();
      return;
    }
    tellHowToGoOn(narrator, drydock.endpoint, appUrl);
  } catch (error) {
    await drydock.reset();
    throw error;
  }
}

/** What an interrupted demo left. */
async function removeLastDemo(port: number): Promise<void> {
  const last = await DrydockProcess.start(dataDir, port);
  await last.reset();
  await rm(dataDir, { recursive: true, force: true });
}

async function reportEngine(engine: Engine, narrator: Narrator): Promise<void> {
  const filters = JSON.stringify({ label: ['drydock.instance'] });
  const left = await until('nothing of the demo is left in Docker', async () => {
    const containers = await engine.read<unknown[]>({
      path: '/containers/json',
      query: { all: true, filters },
    });
    return containers.length === 0 ? containers.length : undefined;
  });
  narrator.say(`${left} containers of Drydock are left in Docker`);
}

function tellHowToGoOn(narrator: Narrator, endpoint: string, appUrl: string): void {
  narrator.heading('Drydock keeps running');
  narrator.say(`the app:  ${appUrl}page`);
  narrator.say(`the API:  export AWS_ENDPOINT_URL=${endpoint}`);
  narrator.say(
    '          export AWS_ACCESS_KEY_ID=demo AWS_SECRET_ACCESS_KEY=demo AWS_DEFAULT_REGION=us-east-1',
  );
  narrator.say('          aws ecs describe-services --cluster demo --services shop');
  narrator.say('Ctrl-C ends the demo and removes all that it made.');
}

new Command('demo')
  .description('Walks a Fargate service through its life on Drydock')
  .option('--exit', 'take everything down at the end')
  .option('--port <port>', 'port of the API', '4566')
  .action(main)
  .parseAsync()
  .catch((error: unknown) => {
    process.stderr.write(`demo: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  });
