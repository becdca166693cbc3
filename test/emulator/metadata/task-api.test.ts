import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { expect, test } from 'vitest';
import { TaskApi } from '../../../emulator/metadata/task-api.ts';

/** A TaskApi with what it warned of. */
function startTaskApi(options: { readonly enabled?: boolean; readonly host?: string } = {}) {
  const warnings: string[] = [];
  const api = new TaskApi({
    enabled: true,
    host: '127.0.0.1',
    log: { warn: (text: unknown) => void warnings.push(String(text)) },
    ...options,
  });
  return { api, warnings, [Symbol.asyncDispose]: () => api[Symbol.asyncDispose]() };
}

test("listens on the network's address beside the API's own, and answers as it does", async () => {
  const handler: RequestListener = (_request, answer) => answer.end('the API');
  const own = createServer(handler).listen(0, '127.0.0.1');
  await once(own, 'listening');
  const bound = own.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : 0;
  await using fixture = startTaskApi();
  const asked = fixture.api.urlFor('127.0.0.9');
  fixture.api.serve((server) => void server.on('request', handler), port);
  own.close();
  const url = await asked;
  const answer = await fetch(url ?? '');
  expect([url, await answer.text(), fixture.warnings]).toEqual([`http://127.0.0.9:${port}`, 'the API', []]);
});

test('needs no listening of its own where the API listens on every address', async () => {
  await using fixture = startTaskApi({ host: '0.0.0.0' });
  fixture.api.serve(() => {}, 4566);
  expect(await fixture.api.urlFor('203.0.113.1')).toBe('http://203.0.113.1:4566');
});

test('says once why an address cannot be had, and gives no URL', async () => {
  await using fixture = startTaskApi();
  fixture.api.serve(() => {}, 4566);
  expect([
    await fixture.api.urlFor('203.0.113.1'),
    await fixture.api.urlFor('203.0.113.1'),
    fixture.warnings,
  ]).toEqual([
    undefined,
    undefined,
    [
      'tasks cannot reach the API, so AWS_ENDPOINT_URL is not set in them: no listening on 203.0.113.1:4566 (EADDRNOTAVAIL)',
    ],
  ]);
});

test('gives no URL where it is turned off', async () => {
  await using fixture = startTaskApi({ enabled: false });
  expect(await fixture.api.urlFor('127.0.0.9')).toBeUndefined();
});

test('who waits for an API that never comes to listen is let go', async () => {
  const { api } = startTaskApi();
  const asked = api.urlFor('127.0.0.9');
  await api[Symbol.asyncDispose]();
  expect(await asked).toBeUndefined();
});
