import { expect, test } from 'vitest';
import { SimulatedImages } from '../../../../emulator/runtime/simulated/simulated-images.ts';
import { FakeClock } from '../../../support/fake-clock.ts';

const exits = { exit: { afterMs: 0, code: 1 } };

test('a reference that is moved names another image; the one before stays, by its id and its digest', () => {
  const images = new SimulatedImages(new FakeClock(), {});
  const before = images.find('app:1');
  images.retag('app:1', exits);
  const after = images.find('app:1');
  expect(after?.id).not.toBe(before?.id);
  expect([images.find(before?.id ?? ''), images.find(`app@${before?.digest}`)]).toEqual([before, before]);
  expect([images.script('app:1'), images.script(before?.id ?? '')]).toEqual([exits, {}]);
});

test('an image that was pruned is gone until it is pulled, by its digest as well', async () => {
  const images = new SimulatedImages(new FakeClock(), {});
  const before = images.find('app:1');
  images.prune(before?.id ?? '');
  expect([images.find('app:1'), images.find(before?.id ?? '')]).toEqual([undefined, undefined]);
  expect(await images.pull(`app@${before?.digest}`)).toEqual(before);
  expect(images.find('app:1')).toEqual(before);
});

test('an image that was built here has no digest, and cannot be pulled', async () => {
  const images = new SimulatedImages(new FakeClock(), { 'app:1': { builtHere: true } });
  expect(images.find('app:1')).toEqual({ id: expect.stringMatching(/^sha256:/), variables: [] });
  await expect(images.pull('app:1')).rejects.toThrow(
    'pull access denied for app:1, repository does not exist',
  );
});
