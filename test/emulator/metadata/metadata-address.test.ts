import { once } from 'node:events';
import { createServer, get } from 'node:http';
import { expect, test } from 'vitest';
import { sourceOf } from '../../../emulator/metadata/forward-request.ts';
import { MetadataAddress, type MetadataAddressOptions } from '../../../emulator/metadata/metadata-address.ts';
import { ContainerError } from '../../../emulator/runtime/runtime.ts';
import { askFrom } from '../../support/docker/ask-from.ts';
import { freePort } from '../../support/docker/free-port.ts';
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
    knows: (path) => path.endsWith(`/task-of-${name}`),
    address,
    port: 0,
    gatewayOf: (source) => source.replace(/\d+$/, '1'),
    environment: {},
    ...options,
  });
  return { metadata, warnings, [Symbol.asyncDispose]: () => metadata[Symbol.asyncDispose]() };
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

const bridge = '127.0.4.1';

test('what comes through a gateway of all of them goes to the one whose task it names', async () => {
  await using two = await startTwo();
  await using third = startDrydock('C', { gatewayPort: two.gatewayPort, port: two.a.metadata.ownedPort });
  for (const { metadata } of [two.a, two.b, third]) expect(await metadata.ensureShared(bridge)).toBe(true);
  // From a container of the engine's bridge, and from one on the host's own network.
  for (const source of ['127.0.4.7', address])
    for (const name of ['A', 'B', 'C'])
      expect(await askFrom(source, `${two.url}v4/task-of-${name}`)).toEqual({
        ...{ status: 200, body: `${name} answers ${source}` },
      });
  expect(await askFrom('127.0.4.7', `${two.url}v4/task-of-nobody`)).toEqual({
    ...{ status: 200, body: 'A answers 127.0.4.7' },
  });
  await two.b[Symbol.asyncDispose]();
  expect((await askFrom('127.0.4.7', `${two.url}v4/task-of-B`)).body).toBe('A answers 127.0.4.7');
  await two.a.metadata[Symbol.asyncDispose]();
  await until('C has the address', () => third.metadata.ownedPort);
  expect((await askFrom('127.0.4.7', `${two.url}v4/task-of-C`)).body).toBe('C answers 127.0.4.7');
});

test('a container cannot pass for another Drydock, and one that is silent holds nobody up', async () => {
  await using two = await startTwo();
  await two.a.metadata.ensureShared(bridge);
  const silent = createServer(() => {});
  const port = await freePort('127.0.0.1');
  await once(silent.listen(port, '127.0.0.1'), 'listening');
  const asked = new Promise<string>((resolve) => {
    silent.on('request', () => resolve('asked'));
  });
  const hold = (localAddress: string) => {
    const request = get({
      ...{ host: address, port: two.a.metadata.ownedPort, path: '/drydock/hold', localAddress, agent: false },
      headers: { 'x-drydock-port': String(port) },
    });
    request.on('error', () => {});
    return once(request, 'response');
  };
  const ask = async () => (await askFrom('127.0.4.7', `${two.url}v4/task-of-nobody`)).body;
  await hold('127.0.4.7');
  expect(await Promise.race([asked, ask()])).toBe('A answers 127.0.4.7');
  await hold(address);
  const answer = ask();
  expect(await asked).toBe('asked');
  expect(await answer).toBe('A answers 127.0.4.7');
  silent.closeAllConnections();
  silent.close();
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
  const port = await freePort(address);
  await once(other.listen(port, address), 'listening');
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
