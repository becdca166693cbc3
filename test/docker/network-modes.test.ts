import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../../emulator/demo/until.ts';
import type { ContainerNetwork } from '../../emulator/runtime/container-network.ts';
import { ContainerError } from '../../emulator/runtime/runtime.ts';
import { RuntimeWorld } from '../support/engine/runtime-world.ts';

let world: RuntimeWorld;
beforeAll(async () => {
  world = await RuntimeWorld.start();
});
afterAll(() => world[Symbol.asyncDispose]());

const serve = `require('node:http').createServer((_, response) => response.end('served')).listen(8080)`;
const stay = 'setInterval(() => {}, 1000)';
const bridge = (rest: Partial<Extract<ContainerNetwork, { mode: 'bridge' }>>): ContainerNetwork => ({
  ...{ mode: 'bridge', ports: [], links: [], ...rest },
});
const web = { containerPort: 8080, protocol: 'tcp', hostAddress: '127.0.0.9' } as const;

/** What a program prints until it ends. */
async function printed(source: string, network: ContainerNetwork): Promise<readonly string[]> {
  const { id } = await world.runProgram(source, { network });
  return (await world.linesOf(id).all()).map(({ text }) => text);
}

/** The answer at that port of the host, once there is one. */
function answerAt(port: number): Promise<string> {
  return until(`127.0.0.9:${port} answers`, async () => {
    try {
      const answer = await fetch(`http://127.0.0.9:${port}`, { signal: AbortSignal.timeout(1000) });
      return await answer.text();
    } catch {
      return undefined;
    }
  });
}

test.concurrent('in the bridge mode the engine picks ports of the host, and each leads to its container', async () => {
  const network = bridge({ ports: [web] });
  const ids = await Promise.all([1, 2].map(async () => (await world.runProgram(serve, { network })).id));
  const endpoints = await Promise.all(ids.map((id) => world.runtime.endpoint(id)));
  const ports = endpoints.map((endpoint) => endpoint?.ports[0]?.hostPort ?? 0);
  expect(new Set(ports).size).toBe(2);
  expect(endpoints[0]).toEqual({
    address: expect.stringMatching(/^\d+\.\d+\.\d+\.\d+$/),
    ports: [{ ...web, hostPort: ports[0] }],
  });
  expect(await Promise.all(ports.map(answerAt))).toEqual(['served', 'served']);
  const listed = (await world.runtime.list()).filter(({ id }) => ids.includes(id));
  expect(new Set(listed.flatMap((each) => each.ports?.map(({ hostPort }) => hostPort)))).toEqual(
    new Set(ports),
  );
});

test.concurrent('a fixed port of the host is had once, and by nobody else', async () => {
  const network = bridge({ ports: [{ ...web, hostPort: 18_080 }] });
  await world.runProgram(serve, { network });
  expect(await answerAt(18_080)).toBe('served');
  const second = world.runProgram(serve, { network });
  await expect(second).rejects.toBeInstanceOf(ContainerError);
  await expect(second).rejects.toThrow('port is already allocated');
});

test.concurrent('links, hosts, the name and the resolvers are what was asked for', async () => {
  const { id } = await world.runProgram(serve, { network: bridge({}) });
  const { Name } = await world.inspect(id);
  const network = bridge({
    hostname: 'shop',
    links: [{ containerName: Name.slice(1), alias: 'backend' }],
    extraHosts: [{ hostname: 'db.local', ipAddress: '192.0.2.7' }],
    dnsServers: ['192.0.2.53'],
    dnsSearchDomains: ['shop.internal'],
  });
  const ask = `const { lookup } = require('node:dns').promises;
    const resolver = require('node:fs').readFileSync('/etc/resolv.conf', 'utf8');
    (async () => {
      console.log(require('node:os').hostname());
      console.log((await lookup('db.local')).address);
      console.log(/nameserver 192.0.2.53/.test(resolver) && /search shop.internal/.test(resolver));
      const ask = () => fetch('http://backend:8080').then((answer) => answer.text());
      for (;;) try { return console.log(await ask()); } catch { await new Promise((go) => setTimeout(go, 50)); }
    })()`;
  expect(await printed(ask, network)).toEqual(['shop', '192.0.2.7', 'true', 'served']);
});

const interfaces = `console.log(Object.keys(require('node:os').networkInterfaces()).sort().join())`;

test.concurrent("without a network there is loopback alone; on the host's there are the host's interfaces", async () => {
  expect(await printed(interfaces, { mode: 'none' })).toEqual(['lo']);
  const { networkInterfaces } = await import('node:os');
  const [seen = ''] = await printed(interfaces, { mode: 'host' });
  expect(seen.split(',')).toEqual(expect.arrayContaining(['docker0', 'lo']));
  expect(Object.keys(networkInterfaces())).toContain('docker0');
});

test.concurrent("containers in the bridge mode and on the host's network reach this process", async () => {
  const { createServer } = await import('node:http');
  for (const mode of ['bridge', 'host'] as const) {
    const address = await world.runtime.machineAddress(mode);
    const server = createServer((_, response) => response.end('here')).listen(0, address);
    const port = await until('the server listens', async () => {
      const bound = server.address();
      return typeof bound === 'object' ? bound?.port : undefined;
    });
    const ask = `fetch('http://${address}:${port}').then((answer) => answer.text()).then(console.log)`;
    expect(await printed(ask, mode === 'host' ? { mode } : bridge({}))).toEqual(['here']);
    server.closeAllConnections();
    server.close();
  }
});

test.concurrent('what has ended publishes nothing, and of what is gone nothing is known', async () => {
  const { id } = await world.runProgram(stay, { network: bridge({ ports: [web] }) });
  await world.runtime.kill(id);
  await world.died(id);
  expect(await world.runtime.endpoint(id)).toEqual({ address: undefined, ports: [] });
  await world.runtime.remove(id);
  expect(await world.runtime.endpoint(id)).toBeUndefined();
});
