import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ca } from '../../../emulator/cli/ca.ts';
import { startHttpTarget } from '../../support/data-path/http-target.ts';
import { SimulatedWorld } from '../../support/system/simulated-world.ts';

/** A port that nothing listens on. */
async function closedPort(): Promise<number> {
  await using target = await startHttpTarget();
  return target.port;
}

function temporaryDirectory(): Disposable & { readonly path: string } {
  const path = mkdtempSync(join(tmpdir(), 'drydock-ca-'));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true }) };
}

test('make the root in the data directory, its key readable by nobody else, and keep it', async () => {
  using directory = temporaryDirectory();
  const config = { host: '127.0.0.1', port: await closedPort(), dataDir: directory.path };
  const { pem, help } = await ca(config);
  const root = new X509Certificate(pem);
  expect([root.ca, root.subject, root.verify(root.publicKey)]).toEqual([
    true,
    'O=Drydock\nCN=Drydock Local Certificate Authority',
    true,
  ]);
  expect(help).toContain('curl --cacert');
  const key = join(directory.path, 'root-ca.key');
  expect((statSync(key).mode & 0o777).toString(8)).toBe('600');
  expect(readFileSync(key, 'utf8')).toContain('PRIVATE KEY');
  expect((await ca(config)).pem).toBe(pem);
});

test('print the root of the Drydock that runs, which a reset does not change', async () => {
  await using world = await SimulatedWorld.start({});
  const { hostname, port } = new URL(world.emulator.endpoint);
  const config = { host: hostname, port: Number(port), dataDir: undefined };
  const { pem } = await ca(config);
  expect(new X509Certificate(pem).ca).toBe(true);
  await world.emulator.reset();
  expect((await ca(config)).pem).toBe(pem);
});

test('say so where neither a Drydock runs nor a directory is given', async () => {
  const config = { host: '127.0.0.1', port: await closedPort(), dataDir: undefined };
  await expect(ca(config)).rejects.toThrow('No Drydock answers');
});

test('take no answer of anything else', async () => {
  await using other = await startHttpTarget();
  const config = { host: '127.0.0.1', port: other.port, dataDir: undefined };
  await expect(ca(config)).rejects.toThrow('something else listens there');
});
