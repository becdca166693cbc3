import {
  buildShop,
  createService,
  type Revision,
  registerRevision,
  type Shop,
} from '../../../emulator/demo/shop.ts';
import { listenerPort, untilStable } from '../../../emulator/demo/watch.ts';
import { sampleImage } from '../../../fixtures/build-sample-image.ts';
import { promptStopTimeout } from './container/prompt-stop-timeout.ts';
import { type DockerWorld, type DockerWorldOptions, startDockerWorld } from './docker-world.ts';

/** The shop of the demo in a world of its own: its service runs, behind a load balancer. */
export interface ShopWorld extends DockerWorld {
  readonly shop: Shop;
  /** The app through its load balancer, with a slash at its end. */
  readonly appUrl: string;
  /** Registers a revision of the sample image; resolves with its ARN. */
  register(version: string, revision?: Partial<Revision>): Promise<string>;
}

export interface ShopWorldOptions extends DockerWorldOptions {
  readonly desiredCount: number;
}

/** Resolves when the service is stable. */
export async function startShopWorld({ desiredCount, ...options }: ShopWorldOptions): Promise<ShopWorld> {
  const world = await startDockerWorld(options);
  try {
    const { clients, endpoint } = world;
    const shop = await buildShop(clients, { say: () => {} });
    const register: ShopWorld['register'] = (version, revision) =>
      registerRevision(clients, shop, {
        image: sampleImage,
        version,
        ...revision,
        container: { stopTimeout: promptStopTimeout, ...revision?.container },
      });
    await createService(clients, shop, await register('1'), desiredCount);
    await untilStable(clients);
    const appUrl = `http://127.0.0.1:${await listenerPort(endpoint, shop.listenerArn)}/`;
    return { ...world, shop, appUrl, register, [Symbol.asyncDispose]: () => world[Symbol.asyncDispose]() };
  } catch (error) {
    await world[Symbol.asyncDispose]();
    throw error;
  }
}
