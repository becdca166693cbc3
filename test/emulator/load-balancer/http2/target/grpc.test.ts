import { randomBytes } from 'node:crypto';
import { type Client, type ClientReadableStream, Metadata, type ServiceError, status } from '@grpc/grpc-js';
import { beforeAll, expect, test } from 'vitest';
import type { TargetRoute, TlsCertificate } from '../../../../../emulator/load-balancer/snapshot.ts';
import { type DataPath, startDataPath } from '../../../../support/data-path/data-path.ts';
import { startHttp2Target } from '../../../../support/data-path/http2-target.ts';
import { echoService } from '../../../../support/grpc/echo-service.ts';
import { grpcClient } from '../../../../support/grpc/grpc-client.ts';
import { startGrpcTarget } from '../../../../support/grpc/grpc-target.ts';
import { listenerTls } from '../../../../support/tls/listener-tls.ts';
import { startTestAuthority } from '../../../../support/tls/test-authority.ts';
import { until } from '../../../../support/until.ts';

let ca: string;
let certificate: TlsCertificate;

beforeAll(async () => {
  const authority = await startTestAuthority();
  ca = authority.rootPem;
  certificate = await authority.issue('shop.test');
});

function startPath(...targets: { readonly route: TargetRoute }[]): DataPath {
  return startDataPath({
    listeners: [listenerTls([certificate])],
    groups: { tg: targets.map(({ route }) => route) },
    protocolVersion: 'GRPC',
  });
}

const connect = async (path: DataPath) => grpcClient(await path.port(), ca, 'shop.test');

const plain = (bytes: Buffer): Buffer => bytes;

interface Outcome {
  readonly code: number;
  readonly details: string;
  readonly metadata: Metadata;
}

function once(
  client: Client,
  message: string | Buffer,
  { metadata = new Metadata(), deadlineMs }: { metadata?: Metadata; deadlineMs?: number } = {},
): Promise<string | ServiceError> {
  const options = deadlineMs === undefined ? {} : { deadline: Date.now() + deadlineMs };
  return new Promise((resolve) =>
    client.makeUnaryRequest(
      echoService.once.path,
      plain,
      plain,
      Buffer.from(message),
      metadata,
      options,
      (error, answer = Buffer.alloc(0)) => resolve(error ?? answer.toString()),
    ),
  );
}

function messagesOf(call: ClientReadableStream<Buffer>): Promise<string[]> {
  const messages: string[] = [];
  call.on('data', (message: Buffer) => messages.push(message.toString()));
  return new Promise((resolve, reject) => {
    call.on('end', () => resolve(messages));
    call.on('error', reject);
  });
}

const codeOf = (outcome: string | Outcome) => (typeof outcome === 'string' ? outcome : outcome.code);

test.each([false, true])('a unary call, with metadata both ways (TLS at the target: %s)', async (tls) => {
  const seen: unknown[] = [];
  await using target = await startGrpcTarget(
    {
      once: (call, done) => {
        const { authorization, 'x-forwarded-proto': proto } = call.metadata.getMap();
        seen.push({ authorization, proto, host: call.getHost() });
        const first = new Metadata();
        first.set('x-first', 'head');
        call.sendMetadata(first);
        const last = new Metadata();
        last.set('x-last', 'tail');
        done(null, call.request, last);
      },
    },
    { tls },
  );
  await using path = startPath(target);
  using connected = await connect(path);
  const metadata = new Metadata();
  metadata.set('authorization', 'Bearer x');
  const told: unknown[] = [];
  const answer = await new Promise((resolve, reject) => {
    const call = connected.client.makeUnaryRequest(
      echoService.once.path,
      plain,
      plain,
      Buffer.from('hello'),
      metadata,
      (error, message) => (error === null ? resolve(message?.toString()) : reject(error)),
    );
    call.on('metadata', (head) => told.push(head.get('x-first')));
    call.on('status', (end) => told.push(end.metadata.get('x-last'), end.code));
  });
  await until('the status is told', () => told.length === 3);
  const host = `127.0.0.1:${await path.port()}`;
  expect([answer, told, seen]).toEqual([
    'hello',
    [['head'], ['tail'], status.OK],
    [{ authorization: 'Bearer x', proto: 'https', host }],
  ]);
});

test('a server streams its answers as they come', async () => {
  const held: { more?: () => void } = {};
  await using target = await startGrpcTarget({
    many: (call) => {
      call.write(Buffer.from('first'));
      held.more = () => {
        call.write(Buffer.from('second'));
        call.end();
      };
    },
  });
  await using path = startPath(target);
  using connected = await connect(path);
  const call = connected.client.makeServerStreamRequest(
    echoService.many.path,
    plain,
    plain,
    Buffer.from('go'),
  );
  const first = new Promise((resolve) => call.once('data', (message: Buffer) => resolve(String(message))));
  expect(await first).toBe('first');
  const rest = messagesOf(call);
  held.more?.();
  expect(await rest).toEqual(['second']);
});

test('a client streams its requests', async () => {
  await using target = await startGrpcTarget();
  await using path = startPath(target);
  using connected = await connect(path);
  const sum = await new Promise((resolve, reject) => {
    const call = connected.client.makeClientStreamRequest(
      echoService.sum.path,
      plain,
      plain,
      (error, answer) => (error === null ? resolve(answer?.toString()) : reject(error)),
    );
    for (const each of ['1', '2', '3']) call.write(Buffer.from(each));
    call.end();
  });
  expect(sum).toBe('6');
});

test('both sides talk at once, each waiting for the other', async () => {
  await using target = await startGrpcTarget();
  await using path = startPath(target);
  using connected = await connect(path);
  const call = connected.client.makeBidiStreamRequest(echoService.talk.path, plain, plain);
  const heard: string[] = [];
  call.on('data', (message: Buffer) => heard.push(message.toString()));
  const ended = new Promise((resolve) => call.on('end', resolve));
  for (const each of ['a', 'b', 'c']) {
    const before = heard.length;
    call.write(Buffer.from(each));
    await until(`${each} is answered`, () => heard.length > before);
  }
  call.end();
  await ended;
  expect(heard).toEqual(['you said a', 'you said b', 'you said c']);
});

test.each([
  ['before any message', false],
  ['after the head', true],
])("a server's error reaches the client whole, %s", async (_title, headFirst) => {
  await using target = await startGrpcTarget({
    once: (call, done) => {
      if (headFirst) call.sendMetadata(new Metadata());
      const metadata = new Metadata();
      metadata.set('x-why', 'because');
      done({ code: status.NOT_FOUND, details: 'no such thing: ü', metadata });
    },
  });
  await using path = startPath(target);
  using connected = await connect(path);
  const outcome = await once(connected.client, 'x');
  if (typeof outcome === 'string') throw new Error('the call succeeded');
  expect([outcome.code, outcome.details, outcome.metadata.get('x-why')]).toEqual([
    status.NOT_FOUND,
    'no such thing: ü',
    ['because'],
  ]);
});

test('a method that nobody has is UNIMPLEMENTED', async () => {
  await using target = await startGrpcTarget();
  await using path = startPath(target);
  using connected = await connect(path);
  const outcome = await new Promise<number | undefined>((resolve) =>
    connected.client.makeUnaryRequest('/test.Echo/Nothing', plain, plain, Buffer.from('x'), (error) =>
      resolve(error?.code),
    ),
  );
  expect(outcome).toBe(status.UNIMPLEMENTED);
});

test('a server that gives up a stream of requests early ends the call', async () => {
  await using target = await startGrpcTarget({
    sum: (_call, done) => done({ code: status.RESOURCE_EXHAUSTED, details: 'enough' }),
  });
  await using path = startPath(target);
  using connected = await connect(path);
  const code = await new Promise<number | undefined>((resolve) => {
    const call = connected.client.makeClientStreamRequest(echoService.sum.path, plain, plain, (error) =>
      resolve(error?.code),
    );
    call.write(Buffer.from('1'));
  });
  expect(code).toBe(status.RESOURCE_EXHAUSTED);
});

test('the deadline goes to the server with the call, and ends it there', async () => {
  const ends: string[] = [];
  await using target = await startGrpcTarget({
    once: (call) => {
      const deadline = call.getDeadline();
      ends.push(deadline === Number.POSITIVE_INFINITY ? 'no deadline' : 'a deadline');
      call.on('cancelled', () => ends.push('cancelled'));
    },
  });
  await using path = startPath(target);
  using connected = await connect(path);
  const outcome = await once(connected.client, 'x', { deadlineMs: 300 });
  expect(codeOf(outcome)).toBe(status.DEADLINE_EXCEEDED);
  await until('the server is told', () => ends.length === 2);
  expect(ends).toEqual(['a deadline', 'cancelled']);
});

test('a call that its client cancels is cancelled at the server', async () => {
  const events: string[] = [];
  await using target = await startGrpcTarget({
    talk: (call) => {
      events.push('begun');
      call.on('cancelled', () => events.push('cancelled'));
    },
  });
  await using path = startPath(target);
  using connected = await connect(path);
  const call = connected.client.makeBidiStreamRequest(echoService.talk.path, plain, plain);
  const code = new Promise((resolve) => call.on('error', (error: ServiceError) => resolve(error.code)));
  await until('the call has begun', () => events.length === 1);
  call.cancel();
  expect(await code).toBe(status.CANCELLED);
  await until('the server is told', () => events.length === 2);
  expect(events).toEqual(['begun', 'cancelled']);
});

test('messages of five megabytes pass both ways', async () => {
  await using target = await startGrpcTarget();
  await using path = startPath(target);
  using connected = await connect(path);
  const message = randomBytes(2.5 * 1024 * 1024).toString('hex');
  expect((await once(connected.client, message)) === message).toBe(true);
});

test('calls of one client are shared among the targets', async () => {
  const named = (name: string) => startGrpcTarget({ once: (_call, done) => done(null, Buffer.from(name)) });
  await using a = await named('a');
  await using b = await named('b');
  await using path = startPath(a, b);
  using connected = await connect(path);
  const answers = [];
  for (let i = 0; i < 4; i += 1) answers.push(await once(connected.client, 'x'));
  expect(answers).toEqual(['a', 'b', 'a', 'b']);
});

test("what the load balancer answers by itself is HTTP's: a client makes UNAVAILABLE or UNKNOWN of it", async () => {
  await using broken = await startHttp2Target((stream) => stream.close(8));
  await using path = startPath(broken);
  using connected = await connect(path);
  expect(codeOf(await once(connected.client, 'x'))).toBe(status.UNAVAILABLE);
  path.apply({
    listeners: [listenerTls([certificate])],
    groups: { tg: [broken.route] },
    protocolVersion: 'HTTP1',
  });
  expect(codeOf(await once(connected.client, 'x'))).toBe(status.UNKNOWN);
  path.apply({ listeners: [listenerTls([certificate])], groups: { tg: [] }, protocolVersion: 'GRPC' });
  expect(codeOf(await once(connected.client, 'x'))).toBe(status.UNAVAILABLE);
});
