import { v4 as uuid } from 'uuid';
import { expect, test } from 'vitest';
import { Disposal } from '../../emulator/disposal.ts';
import { DockerRuntime } from '../../emulator/runtime/docker/docker-runtime.ts';
import { Engine } from '../../emulator/runtime/docker/engine/engine.ts';
import { startPasswordRegistry } from '../support/engine/password-registry.ts';

const credentials = { username: 'shop', password: 'open+sesame/?' };

test('a private registry gives its image to whoever has the credentials, and to nobody else', async () => {
  await using cleanUp = new Disposal();
  const { image } = cleanUp.use(await startPasswordRegistry(credentials));
  const runtime = cleanUp.use(new DockerRuntime({ instanceId: uuid(), log: console }));
  await runtime.connect();
  await expect(runtime.pullImage(image)).rejects.toMatchObject({ name: 'ImagePullError' });
  await expect(runtime.pullImage(image, { ...credentials, password: 'wrong' })).rejects.toMatchObject({
    name: 'ImagePullError',
  });
  expect(await runtime.findImage(image)).toBeUndefined();
  const engine = await Engine.open();
  const pulled = await runtime.pullImage(image, credentials);
  cleanUp.defer(() => engine.run({ method: 'DELETE', path: `/images/${pulled.id}`, query: { force: true } }));
  expect(await runtime.findImage(image)).toEqual(pulled);
  expect(pulled.digest).toMatch(/^sha256:/);
  await engine.run({ method: 'DELETE', path: `/images/${image}`, query: { force: true } });
  const byDigest = image.replace(':1', `@${pulled.digest}`);
  expect(await runtime.pullImage(byDigest, credentials)).toEqual(pulled);
  expect(await runtime.findImage(pulled.id)).toEqual(pulled);
});
