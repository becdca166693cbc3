import { request } from 'node:http';
import { expect, test } from 'vitest';
import { ContainerError } from '../../../emulator/runtime/runtime.ts';
import { ChannelPeer } from '../../support/exec/channel-peer.ts';
import { ExecWorld } from '../../support/exec/exec-world.ts';
import { until } from '../../support/until.ts';

const unknownSession = '{"message":"There is no such session, or it was opened already."}';

test('let a client in once, by the token of its session', async () => {
  await using world = await ExecWorld.start();
  const { sessionId, token } = world.tickets.issue({ runtimeId: 'c1', command: 'cat' });
  const peer = await ChannelPeer.open(world.url(sessionId), token);
  await peer.shakeHands();
  expect(await ChannelPeer.refusalOf(world.url(sessionId))).toEqual([404, unknownSession]);
});

test.each([
  ['a session that nobody promised', 'ecs-execute-command-0'],
  ['no session', ''],
])('refuse %s', async (_name, sessionId) => {
  await using world = await ExecWorld.start();
  expect(await ChannelPeer.refusalOf(world.url(sessionId))).toEqual([404, unknownSession]);
});

test('refuse WebSockets anywhere else', async () => {
  await using world = await ExecWorld.start();
  const url = world.endpoint.replace('http:', 'ws:');
  expect(await ChannelPeer.refusalOf(`${url}/`)).toEqual([404, unknownSession]);
});

test('refuse a session that has waited for three minutes', async () => {
  await using world = await ExecWorld.start();
  const { sessionId } = world.tickets.issue({ runtimeId: 'c1', command: 'cat' });
  await world.clock.advance(3 * 60_000);
  expect(await ChannelPeer.refusalOf(world.url(sessionId))).toEqual([404, unknownSession]);
});

test.each([
  ['another token', JSON.stringify({ TokenValue: 'another' })],
  ['a token that is no text', JSON.stringify({ TokenValue: 1 })],
  ['no token', '{}'],
  ['no JSON', 'hello'],
  ['JSON that is no object', 'null'],
])('close on a client whose first message brings %s, and start nothing', async (_name, text) => {
  await using world = await ExecWorld.start();
  const { sessionId } = world.tickets.issue({ runtimeId: 'c1', command: 'cat' });
  const peer = await ChannelPeer.dial(world.url(sessionId));
  peer.sendText(text);
  expect(await until('the connection is closed', () => peer.closeCode)).toBe(1008);
  expect(peer.data).toEqual([]);
  expect(world.tickets.isValid(sessionId)).toBe(true);
});

test('close on a client that sends frames before its token', async () => {
  await using world = await ExecWorld.start();
  const { sessionId } = world.tickets.issue({ runtimeId: 'c1', command: 'cat' });
  const peer = await ChannelPeer.dial(world.url(sessionId));
  peer.send({});
  expect(await until('the connection is closed', () => peer.closeCode)).toBe(1008);
});

test('close on a client that has not brought its token within ten seconds', async () => {
  await using world = await ExecWorld.start();
  const { sessionId } = world.tickets.issue({ runtimeId: 'c1', command: 'cat' });
  const peer = await ChannelPeer.dial(world.url(sessionId));
  await world.clock.advance(9999);
  expect(peer.closeCode).toBeUndefined();
  await world.clock.advance(1);
  expect(await until('the connection is closed', () => peer.closeCode)).toBe(1008);
});

test.each<[string, Record<string, string>, string]>([
  [
    'a page of another site',
    { origin: 'https://evil.example' },
    'Requests from the origin https://evil.example are not allowed.',
  ],
  ['a rebound name', { host: 'evil.example' }, 'The Host evil.example is not served here.'],
  ['a page that hides its origin', { origin: 'null' }, 'Requests from the origin null are not allowed.'],
])('refuse %s, whatever session it names', async (_name, headers, message) => {
  await using world = await ExecWorld.start();
  const { sessionId } = world.tickets.issue({ runtimeId: 'c1', command: 'cat' });
  expect(await ChannelPeer.refusalOf(world.url(sessionId), headers)).toEqual([
    403,
    JSON.stringify({ message }),
  ]);
});

test('serve a request that would like HTTP/2, as the clients of Java send it, as if it had not asked', async () => {
  await using world = await ExecWorld.start();
  const headers = {
    connection: 'Upgrade, HTTP2-Settings',
    upgrade: 'h2c',
    'http2-settings': 'AAEAAEAAAAIAAAAB',
  };
  const status = await new Promise((resolve, reject) => {
    const sent = request(`${world.endpoint}/nothing-here`, { headers }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode));
    });
    sent.on('error', reject).end();
  });
  expect(status).toBe(404);
});

test('end every session and forget every promise at once', async () => {
  await using world = await ExecWorld.start();
  const { sessionId } = world.tickets.issue({ runtimeId: 'c1', command: 'cat' });
  const peers = [await world.open(), await world.open()];
  await until('both commands run', () => world.commands.length === 2);
  await world.server.endAll();
  for (const peer of peers) expect(await peer.untilClosed()).toMatchObject({ Output: '' });
  expect(await Promise.all(world.commands.map(({ ended }) => ended))).toEqual([129, 129]);
  expect(world.tickets.isValid(sessionId)).toBe(false);
});

test('end the command of a client that goes away', async () => {
  await using world = await ExecWorld.start();
  const peer = await world.open();
  const command = await until('the command runs', () => world.commands[0]);
  peer.leave();
  expect(await command.ended).toBe(129);
  expect(world.clock.pending).toBe(0);
});

test('say in the session why its command cannot be started', async () => {
  await using world = await ExecWorld.start();
  world.failure = new ContainerError('Error response from daemon: Container c1 is not running');
  const peer = await world.open();
  expect(await peer.untilClosed()).toMatchObject({
    Output:
      '\n----------ERROR-------\nUnable to start command: Error response from daemon: Container c1 is not running\n',
  });
});

test('keep the text of an unexpected failure to the log', async () => {
  await using world = await ExecWorld.start();
  world.failure = new Error('secret');
  const peer = await world.open();
  expect(await peer.untilClosed()).toMatchObject({ Output: '\n----------ERROR-------\nInternal failure\n' });
});
