import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { Engine } from '../../../../../emulator/runtime/docker/engine/engine.ts';
import { RuntimeUnavailableError } from '../../../../../emulator/runtime/runtime.ts';

const request = { method: 'POST', path: '/exec/1/start', body: { Tty: true } } as const;

/** An engine whose answer to the start of a command is the server's. */
async function engineOf(server: Server) {
  const directory = await mkdtemp(join(tmpdir(), 'drydock-engine-'));
  server.listen(join(directory, 'socket'));
  await once(server, 'listening');
  return {
    engine: await Engine.open({ socketPath: join(directory, 'socket') }),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await rm(directory, { recursive: true });
    },
  };
}

test('hand over the connection of a request, with what came along with the answer', async () => {
  let asked: unknown;
  const server = createServer((_request, response) => response.end());
  server.on('upgrade', (incoming, socket, head) => {
    asked = [
      incoming.method,
      incoming.url?.split('?')[0],
      incoming.headers.upgrade,
      incoming.headers['content-type'],
    ];
    socket.write('HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\nhello ');
    socket.write(head);
    socket.pipe(socket);
  });
  await using standing = await engineOf(server);
  const connection = await standing.engine.upgrade(request);
  connection.end('there');
  expect(await text(connection)).toBe('hello {"Tty":true}there');
  expect(asked).toEqual(['POST', '/exec/1/start', 'tcp', 'application/json']);
});

test("reject with the engine's text where it refuses", async () => {
  const server = createServer((incoming, response) => {
    response.statusCode = incoming.url?.startsWith('/_ping') ? 200 : 409;
    response.end('{"message":"Container 1 is paused"}');
  });
  await using standing = await engineOf(server);
  await expect(standing.engine.upgrade(request)).rejects.toMatchObject({
    name: 'EngineError',
    statusCode: 409,
    text: 'Container 1 is paused',
  });
});

test('reject where what answers hands over nothing', async () => {
  const server = createServer((_request, response) => response.end('ok'));
  await using standing = await engineOf(server);
  await expect(standing.engine.upgrade(request)).rejects.toThrow(RuntimeUnavailableError);
});
