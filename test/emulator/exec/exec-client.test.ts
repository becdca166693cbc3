import { once } from 'node:events';
import { expect, test } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { ExecClient } from '../../../emulator/exec/exec-client.ts';
import { SystemClock } from '../../../emulator/system-clock.ts';

const broken = 'The session broke off: its connection was closed.';

async function sessionWith(server: (client: WebSocket) => void) {
  const webSockets = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  await once(webSockets, 'listening');
  const address = webSockets.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  webSockets.on('connection', server);
  const client = new ExecClient({
    streamUrl: `ws://127.0.0.1:${port}/`,
    tokenValue: 'the token',
    clock: new SystemClock(),
    size: { columns: 80, rows: 24 },
    onOutput: () => undefined,
  });
  return { client, [Symbol.dispose]: () => webSockets.close() };
}

test('show the token in a text of the form that the plugin sends', async () => {
  let text: unknown;
  using session = await sessionWith((client) => {
    client.on('message', (data, isBinary) => {
      text = isBinary ? undefined : JSON.parse(String(data));
      client.terminate();
    });
  });
  await expect(session.client.ended).rejects.toThrow(broken);
  const uuid = expect.stringMatching(/^[0-9a-f-]{36}$/);
  expect(text).toEqual({
    MessageSchemaVersion: '1.0',
    RequestId: uuid,
    TokenValue: 'the token',
    ClientId: uuid,
    ClientVersion: expect.any(String),
  });
});

test('say so when the connection breaks off, and keep nobody waiting who types', async () => {
  using session = await sessionWith((client) => client.terminate());
  await expect(session.client.ended).rejects.toThrow(broken);
  await session.client.write(Buffer.from('to nobody'));
});

test('say so when nobody takes the session', async () => {
  const client = new ExecClient({
    streamUrl: 'ws://127.0.0.1:1/',
    tokenValue: '',
    clock: new SystemClock(),
    size: { columns: 80, rows: 24 },
    onOutput: () => undefined,
  });
  await expect(client.ended).rejects.toThrow('The session broke off: connect ECONNREFUSED 127.0.0.1:1');
});
