import { expect, test } from 'vitest';
import { Disposal } from '../../emulator/disposal.ts';

test('ends what was started in reverse order, one after the other, and once', async () => {
  const steps: string[] = [];
  const disposal = new Disposal();
  disposal.defer(() => steps.push('first'));
  const resource = disposal.use({
    [Symbol.asyncDispose]: async () => {
      await Promise.resolve();
      steps.push('second');
    },
  });
  disposal.defer(() => steps.push('third'));
  await disposal[Symbol.asyncDispose]();
  await disposal[Symbol.asyncDispose]();
  expect([steps, typeof resource[Symbol.asyncDispose]]).toEqual([['third', 'second', 'first'], 'function']);
});

test('hands on what it holds', async () => {
  const steps: string[] = [];
  const disposal = new Disposal();
  disposal.defer(() => steps.push('ended'));
  const moved = disposal.move();
  await disposal[Symbol.asyncDispose]();
  expect(steps).toEqual([]);
  await moved[Symbol.asyncDispose]();
  expect(steps).toEqual(['ended']);
});

test('goes on behind a step that fails, and says what failed', async () => {
  const steps: string[] = [];
  const disposal = new Disposal();
  disposal.defer(() => steps.push('first'));
  disposal.defer(() => Promise.reject(new Error('no')));
  await expect(disposal[Symbol.asyncDispose]()).rejects.toThrow('no');
  expect(steps).toEqual(['first']);
  const twice = new Disposal();
  twice.defer(() => Promise.reject(new Error('one')));
  twice.defer(() => {
    throw new Error('two');
  });
  await expect(twice[Symbol.asyncDispose]()).rejects.toMatchObject({
    errors: [new Error('two'), new Error('one')],
  });
});
