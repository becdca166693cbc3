import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo, Server } from 'node:net';
import { expect, test } from 'vitest';
import { sourceOf } from '../../../emulator/metadata/forward-request.ts';
import { MetadataAddress, type MetadataAddressOptions } from '../../../emulator/metadata/metadata-address.ts';
import { ContainerError } from '../../../emulator/runtime/runtime.ts';
import { askFrom } from '../../support/docker/ask-from.ts';
import { until } from '../../support/until.ts';

/** Stands for 169.254.170.2; the networks of A and B are 127.0.2.0/24 and 127.0.3.0/24. */
const address = '127.0.1.2';
const gatewayA = '127.0.2.1';
const gatewayB = '127.0.3.1';

/** A Drydock as far as its metadata address goes: it answers with its name and who asked. */
function startDrydock(name: string, options: Partial<MetadataAddressOptions> = {}) {
  const warnings: string[] = [];
  const note = (text: unknown) => void warnings.push(String(text));
  const metadata = new MetadataAddress({
    runtime: { ensureMetadataAddress: async () => {} },
    log: { warn: note, info: () => {} },
    handler: (request, answer) => answer.end(`${name} answers ${sourceOf(request)}`),
    address,
    port: 0,
    gatewayOf: (source) => source.replace(/\d+$/, '1'),
    environment: {},
    ...options,
  });
  return { metadata, warnings, [Symbol.asyncDispose]: () => metadata[Symbol.asyncDispose]() };
}

async function listening(server: Server, host: string): Promise<AddressInfo> {
  server.listen(0, host);
  await once(server, 'listening');
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('it does not listen on a port');
  return bound;
}

async function freePort(host: string): Promise<number> {
  const probe = createServer();
  const { port } = await listening(probe, host);
  probe.close();
  return port;
}

/** Two Drydocks, of which A came first. */
async function startTwo() {
  const gatewayPort = await freePort(gatewayB);
  const a = startDrydock('A', { gatewayPort });
  await a.metadata.ensure(gatewayA);
  const port = a.metadata.ownedPort ?? 0;
  const b = startDrydock('B', { gatewayPort, port });
  return {
    a,
    b,
    gatewayPort,
    url: `http://${address}:${port}/`,
    [Symbol.asyncDispose]: async () => {
      await a[Symbol.asyncDispose]();
      await b[Symbol.asyncDispose]();
    },
  };
}

test('the first Drydock has the address; requests of the others are handed on to them', async () => {
  await using two = await startTwo();
  expect(await two.b.metadata.ensure(gatewayB)).toBe(true);
  expect([await askFrom('127.0.2.7', two.url), await askFrom('127.0.3.7', two.url)]).toEqual([
    { status: 200, body: 'A answers 127.0.2.7' },
    { status: 200, body: 'B answers 127.0.3.7' },
  ]);
  expect([two.a.warnings, two.b.warnings]).toEqual([[], []]);
});

test('when it ends, another takes the address over', async () => {
  await using two = await startTwo();
  await two.b.metadata.ensure(gatewayB);
  await two.a.metadata[Symbol.asyncDispose]();
  await until('B has the address', () => two.b.metadata.ownedPort);
  expect(await askFrom('127.0.3.7', two.url)).toEqual({ status: 200, body: 'B answers 127.0.3.7' });
});

test('a task whose Drydock is gone is told so', async () => {
  await using two = await startTwo();
  expect(await askFrom('127.0.3.7', two.url)).toEqual({
    status: 503,
    body: 'The Drydock of this task is gone.\n',
  });
});

test('a container cannot pass for another one', async () => {
  await using two = await startTwo();
  await two.b.metadata.ensure(gatewayB);
  const pretence = { 'x-drydock-source': '127.0.3.9' };
  expect([
    await askFrom('127.0.3.7', `http://${gatewayB}:${two.gatewayPort}/`, pretence),
    await askFrom('127.0.3.7', two.url, pretence),
    await askFrom('127.0.2.7', two.url, pretence),
  ]).toEqual([
    { status: 200, body: 'B answers 127.0.3.7' },
    { status: 200, body: 'B answers 127.0.3.7' },
    { status: 200, body: 'A answers 127.0.2.7' },
  ]);
});

test('asks the engine for the address where this machine does not have it, and says what it answers', async () => {
  await using drydock = startDrydock('A', {
    address: '203.0.113.2',
    runtime: {
      ensureMetadataAddress: () => Promise.reject(new ContainerError('Pool overlaps with other one')),
    },
  });
  expect([
    await drydock.metadata.ensure(gatewayA),
    await drydock.metadata.ensure(gatewayA),
    drydock.warnings,
  ]).toEqual([
    false,
    false,
    [
      'tasks get no metadata endpoint and no credentials of their task role (203.0.113.2): Pool overlaps with other one',
    ],
  ]);
});

test('an engine on another machine cannot give it', async () => {
  await using drydock = startDrydock('A', { address: '203.0.113.2', port: 80 });
  expect([await drydock.metadata.ensure(gatewayA), drydock.warnings]).toEqual([
    false,
    [
      'tasks get no metadata endpoint and no credentials of their task role (203.0.113.2): no listening on 203.0.113.2:80: the Docker engine is not on this machine itself; run Drydock as a container beside it (docs/guides/container.md)',
    ],
  ]);
});

test('leaves the address to a program that is no Drydock', async () => {
  const other = createServer((_request, answer) => answer.end('something else'));
  const { port } = await listening(other, address);
  try {
    await using drydock = startDrydock('A', { port });
    expect([await drydock.metadata.ensure(gatewayA), drydock.warnings]).toEqual([
      false,
      [
        `tasks get no metadata endpoint and no credentials of their task role (${address}): no listening on ${address}:${port}: another program listens there`,
      ],
    ]);
  } finally {
    other.closeAllConnections();
    other.close();
  }
});

test('leaves the address alone inside of a real ECS task, whose own endpoint it is', async () => {
  await using drydock = startDrydock('A', {
    environment: { AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: '/v2/credentials/1' },
  });
  expect([await drydock.metadata.ensure(gatewayA), drydock.warnings]).toEqual([
    false,
    [
      `tasks get no metadata endpoint and no credentials of their task role (${address}): Drydock runs in an ECS task itself, whose own endpoint has the address`,
    ],
  ]);
});
