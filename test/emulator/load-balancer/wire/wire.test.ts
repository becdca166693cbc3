import { createHash, randomBytes } from 'node:crypto';
import { request as openRequest } from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { startDataPath } from '../../../support/data-path/data-path.ts';
import { startHttpTarget } from '../../../support/data-path/http-target.ts';

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

test('a connection whose last bytes still wait for one client serves another at once', async () => {
  const length = 6_000_000;
  await using target = await startHttpTarget((request, response) => {
    if (request.url === '/large') response.end(Buffer.alloc(length, 'l'));
    else response.end('small');
  });
  await using path = startDataPath({ groups: { tg: [target.route] }, healthCheck: { enabled: false } });
  const port = await path.port();
  const slow = openRequest({ host: '127.0.0.1', port, path: '/large', agent: false });
  const large = new Promise<number>((resolve, reject) => {
    slow.on('error', reject);
    slow.on('response', (message) => {
      void (async () => {
        let read = 0;
        for await (const chunk of message) {
          if (!(chunk instanceof Buffer)) throw new TypeError('no bytes');
          expect(chunk.every((byte) => byte === 0x6c)).toBe(true);
          read += chunk.length;
          await nextTurn();
          // Whatever connection it takes, its bytes must not come to be those of the large answer.
          if (read % 5 === 0) expect(await small(port)).toBe('small');
        }
        return read;
      })().then(resolve, reject);
    });
  });
  slow.end();
  expect(await large).toBe(length);
});

async function small(port: number): Promise<string> {
  const answer = await fetch(`http://127.0.0.1:${port}/small`);
  return answer.text();
}
