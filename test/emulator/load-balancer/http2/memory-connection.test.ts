import { expect, test } from 'vitest';
import { MemoryConnection } from '../../../../emulator/load-balancer/http2/memory-connection.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { until } from '../../../support/until.ts';

const client = { remoteAddress: '192.0.2.1', remotePort: 5 };

const closed = (end: MemoryConnection) => new Promise<void>((resolve) => end.once('close', resolve));

test('what one end writes the other one reads, until it ends', async () => {
  const [near, far] = MemoryConnection.pair(client, new FakeClock());
  far.on('data', (chunk: Buffer) => far.write(chunk));
  far.on('end', () => far.end('bye'));
  near.write('hello ');
  near.end();
  let text = '';
  for await (const chunk of near) text += String(chunk);
  expect([text, far.remoteAddress, far.remotePort]).toEqual(['hello bye', '192.0.2.1', 5]);
});

test('a writer waits for the reader', async () => {
  const [near, far] = MemoryConnection.pair(client, new FakeClock());
  const chunk = Buffer.alloc(1024);
  let written = 0;
  while (near.write(chunk)) written += 1;
  expect(written).toBeLessThan(64);
  const drained = new Promise<void>((resolve) => near.once('drain', resolve));
  far.resume();
  await drained;
});

test('an end that is destroyed takes the other one with it, and what waits to be written', async () => {
  const [near, far] = MemoryConnection.pair(client, new FakeClock());
  while (near.write(Buffer.alloc(1024)));
  far.destroy();
  await closed(near);
  expect(near.destroyed).toBe(true);
});

test('what was written before an orderly end can still be read', async () => {
  const [near, far] = MemoryConnection.pair(client, new FakeClock());
  near.write('last');
  near.destroySoon();
  await closed(near);
  let text = '';
  for await (const chunk of far) text += String(chunk);
  expect(text).toBe('last');
});

test('tells of idleness once, counted from the last byte', async () => {
  const clock = new FakeClock();
  const [near, far] = MemoryConnection.pair(client, clock);
  let told = 0;
  near.setTimeout(1000).on('timeout', () => {
    told += 1;
  });
  far.resume();
  await clock.advance(900);
  near.write('a');
  await clock.advance(900);
  expect(told).toBe(0);
  await clock.advance(100);
  expect(told).toBe(1);
  near.setTimeout(1000);
  near.destroy();
  await until('no timer is left', () => clock.pending === 0);
});
