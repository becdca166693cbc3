import { createHash, randomBytes } from 'node:crypto';
import { request as openRequest } from 'node:http';
import { connect, createServer, type Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Wire, type WireReader } from '../../../../emulator/load-balancer/wire/wire.ts';
import { startDataPath } from '../../../support/data-path/data-path.ts';
import { startHttpTarget } from '../../../support/data-path/http-target.ts';
import { until } from '../../../support/until.ts';

const bytes = randomBytes(4_000_000);
const digest = (from: number, length: number) =>
  createHash('sha1')
    .update(bytes.subarray(from, from + length))
    .digest('hex');

/** Reads a stream to its end and says what it read; where it is slow, with a pause after every chunk. */
async function digestOf(stream: AsyncIterable<Buffer>, slow: boolean): Promise<string> {
  const hash = createHash('sha1');
  for await (const chunk of stream) {
    hash.update(chunk);
    if (slow) for (let turn = 0; turn < 5; turn += 1) await nextTurn();
  }
  return hash.digest('hex');
}

/** Sends a part of the bytes in writes of many sizes. */
function send(
  out: { write(chunk: Buffer): boolean; end(): void; once(event: 'drain', on: () => void): void },
  from: number,
  length: number,
): void {
  let at = from;
  let size = 1;
  const more = () => {
    while (at < from + length) {
      const chunk = bytes.subarray(at, Math.min(from + length, at + size));
      at += chunk.length;
      size = (size * 7 + 13) % 90_000;
      if (!out.write(chunk)) return out.once('drain', more);
    }
    out.end();
  };
  more();
}

/** A request with a body of its own, slow or fast at either end, framed by a length or in chunks. */
async function exchange(port: number, index: number): Promise<boolean> {
  const [from, length] = [index * 10_007, 1_500_000 + index * 1000];
  const [slowClient, slowTarget, sized] = [index % 2 === 0, index % 3 === 0, index % 5 < 2];
  const call = openRequest({
    host: '127.0.0.1',
    port,
    method: 'POST',
    agent: false,
    headers: {
      'X-From': from,
      'X-Length': length,
      'X-Slow': Number(slowTarget),
      'X-Sized': Number(sized),
      ...(sized ? { 'Content-Length': length } : {}),
    },
  });
  const answered = new Promise<boolean>((resolve, reject) => {
    call.on('error', reject);
    call.on('response', (message) => {
      const arrived = message.headers['x-digest'];
      digestOf(message, slowClient).then(
        (read) => resolve(read === digest(from, length) && arrived === digest(from, length)),
        reject,
      );
    });
  });
  send(call, from, length);
  return answered;
}

test('every byte arrives as it was sent, however slowly either side takes it', async () => {
  await using target = await startHttpTarget((request, response) => {
    const header = (name: string) => Number(request.headers[name]);
    const [from, length] = [header('x-from'), header('x-length')];
    void digestOf(request, header('x-slow') === 1).then((read) => {
      response.setHeader('X-Digest', read);
      if (header('x-sized') === 1) response.setHeader('Content-Length', length);
      send(response, from, length);
    });
  });
  await using path = startDataPath({ groups: { tg: [target.route] }, healthCheck: { enabled: false } });
  const port = await path.port();
  for (let round = 0; round < 2; round += 1) {
    const whole = await Promise.all(
      Array.from({ length: 15 }, (_, index) => exchange(port, round * 15 + index)),
    );
    expect(whole).toEqual(whole.map(() => true));
  }
});

/** A TCP connection: one end as a wire, whose reads `onBytes` gets, and the other one bare. */
async function wirePair(onBytes: WireReader['onBytes'] = () => {}) {
  const server = createServer({ pauseOnConnect: true, allowHalfOpen: true });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const accepted = new Promise<Socket>((resolve) => server.once('connection', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const bare = connect({ host: '127.0.0.1', port: address.port });
  const wire = Wire.of(await accepted, { onBytes, onTaken: () => {}, onEnd: () => {}, onClosed: () => {} });
  return {
    wire,
    bare,
    [Symbol.asyncDispose]: async () => {
      bare.destroy();
      wire.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

test('bytes that wait for a slow client stay as they are while their connection reads on', async () => {
  const size = 40_000;
  await using slow = await wirePair();
  let received = 0;
  let passed = 0;
  let others = 0;
  await using source = await wirePair((bytes, start, end) => {
    received += end - start;
    source.wire.roomy = true;
    if (received === 1 || received > 1 + size) return;
    slow.wire.pass(bytes, start, end, source.wire);
    passed += end - start;
    if (received === 1 + size) slow.wire.letGo(source.wire);
  });
  await using other = await wirePair((_bytes, start, end) => {
    others += end - start;
    other.wire.roomy = true;
  });
  await using filler = await wirePair();
  slow.bare.pause();
  const filling = Buffer.alloc(100_000, 'f');
  let filled = 0;
  while (!slow.wire.blocked) {
    slow.wire.pass(filling, 0, filling.length, filler.wire);
    filled += filling.length;
    await nextTurn();
  }
  source.bare.write('a');
  other.bare.write('a');
  await until('both read into buffers of their own', () => received === 1 && others === 1);
  source.bare.write(Buffer.alloc(size, 'x'));
  await until('all is passed', () => passed === size);
  // It takes a buffer with this byte, and reads into it what comes then.
  source.bare.write('b');
  await until('it reads on', () => received === 2 + size);
  source.bare.write(Buffer.alloc(size, 'y'));
  other.bare.write(Buffer.alloc(size, 'z'));
  await until('more is read', () => received === 2 + 2 * size && others === 1 + size);
  const seen: Buffer[] = [];
  slow.bare.on('data', (chunk: Buffer) => seen.push(chunk));
  slow.bare.resume();
  await until(
    'the slow client has all',
    () => seen.reduce((sum, { length }) => sum + length, 0) === filled + size,
  );
  expect(Buffer.concat(seen).subarray(filled).equals(Buffer.alloc(size, 'x'))).toBe(true);
});
