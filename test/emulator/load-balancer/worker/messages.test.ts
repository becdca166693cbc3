import { expect, test } from 'vitest';
import { isFromWorker, isToWorker } from '../../../../emulator/load-balancer/worker/messages.ts';

test.each([
  [{ type: 'bound', listenerArn: 'l', bound: { state: 'failed', reason: 'taken' } }, true],
  [{ type: 'drained', targetGroupArn: 'tg', targetKey: 'a:1', registeredAtMs: 5 }, true],
  [{ type: 'drained', targetGroupArn: 'tg', targetKey: 'a:1' }, false],
  [{ type: 'bound', listenerArn: 'l', bound: null }, false],
  [{ type: 'close' }, false],
  ['drained', false],
  [null, false],
])('%j from the worker: %s', (message, expected) => {
  expect(isFromWorker(message)).toBe(expected);
});

test.each([
  [{ type: 'close' }, true],
  [{ type: 'start', settings: { timing: { speed: 1, awsTiming: false }, accessLogDir: undefined } }, true],
  [{ type: 'ask-traffic', question: 1, sinceMs: 0 }, true],
  [{ type: 'ask-traffic', question: 1 }, false],
  [{ type: 'start' }, false],
  [{ type: 'bound', listenerArn: 'l', bound: {} }, false],
])('%j to the worker: %s', (message, expected) => {
  expect(isToWorker(message)).toBe(expected);
});
