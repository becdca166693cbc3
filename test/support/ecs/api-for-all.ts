import { afterAll, beforeAll } from 'vitest';
import { type EcsApi, startEcsApi } from './ecs-api.ts';

/** One API for all tests of a group that leave nothing behind, such as a table of refusals. */
export function apiForAll(prepare: (api: EcsApi) => Promise<unknown>): () => EcsApi {
  let api: EcsApi | undefined;
  const started = (): EcsApi => {
    if (api === undefined) throw new Error('the API is up only while tests run');
    return api;
  };
  beforeAll(async () => {
    api = await startEcsApi();
    await prepare(api);
  });
  afterAll(() => started()[Symbol.asyncDispose]());
  return started;
}
