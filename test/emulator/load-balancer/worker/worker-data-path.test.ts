import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { BroadcastChannel } from 'node:worker_threads';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { WorkerDataPath } from '../../../../emulator/load-balancer/worker/worker-data-path.ts';
import { workerFile } from '../../../../emulator/load-balancer/worker/worker-file.ts';
import { SystemClock } from '../../../../emulator/system-clock.ts';
import { makeDataPathsBy, startDataPath } from '../../../support/data-path/data-path.ts';
import { exchangeRecord } from '../../../support/data-path/exchange-record.ts';
import { httpCall } from '../../../support/data-path/http-call.ts';
import { startHttpTarget } from '../../../support/data-path/http-target.ts';
import { routeTo } from '../../../support/data-path/route-to.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';
import { until } from '../../../support/until.ts';

const program = pathToFileURL(workerFile ?? '').href;

/** The real thread, but that it dies when it is told to. */
const mortal = `
  import { BroadcastChannel } from 'node:worker_threads';
  const death = new BroadcastChannel('death');
  death.unref();
  death.onmessage = () => { throw new Error('struck'); };
  import(${JSON.stringify(program)});
`;

/** A thread of these lines. */
function threadOf(lines: string): URL {
  return new URL(`data:text/javascript,${encodeURIComponent(lines)}`);
}

/** Warnings and data paths whose threads run these lines. */
function dataPathsOf(lines: string): { readonly warnings: object[] } {
  const warnings: object[] = [];
  const log = { info: () => {}, warn: (fields: object) => warnings.push(fields) };
  makeDataPathsBy((options) => new WorkerDataPath({ ...options, log, file: threadOf(lines) }));
  return { warnings };
}

test('starts the thread again when it dies: sockets are bound anew, and targets are where they were', async () => {
  const death = new BroadcastChannel('death');
  const { warnings } = dataPathsOf(mortal);
  await using target = await startHttpTarget();
  await using path = startDataPath({ groups: { tg: [target.route] } });
  expect((await httpCall(await path.port())).body).toBe('ok');
  death.postMessage('now');
  await until('it is bound a second time', () => path.bound.length === 3);
  expect((await httpCall(await path.port())).body).toBe('ok');
  expect(path.bound.map(({ bound }) => bound)).toMatchObject([
    { state: 'listening' },
    { state: 'failed', reason: 'the load balancers are being started again' },
    { state: 'listening' },
  ]);
  death.close();
  expect(warnings).toMatchObject([{ err: { message: 'struck' }, restartInMs: 0 }]);
});

test('does not start in a hot loop what dies of its start', async () => {
  const { warnings } = dataPathsOf("throw new Error('no way');");
  await using _path = startDataPath({});
  await until('it died three times', () => warnings.length >= 3);
  expect(warnings.slice(0, 3)).toMatchObject(
    [0, 100, 200].map((restartInMs) => ({ err: { message: 'no way' }, restartInMs })),
  );
});

test('believes nothing of a registration that is over, and nothing of unknown listeners', async () => {
  dataPathsOf(`
    import { parentPort } from 'node:worker_threads';
    parentPort.on('message', ({ type }) => {
      if (type === 'close') return parentPort.close();
      if (type !== 'change') return;
      const of = { targetGroupArn: 'tg', registeredAtMs: 7 };
      const healthy = { state: 'healthy' };
      for (const targetKey of ['old:1', 'new:1', 'gone:1']) {
        parentPort.postMessage({ type: 'drained', targetKey, ...of });
        parentPort.postMessage({ type: 'target-health', targetKey, health: healthy, ...of });
      }
      for (const listenerArn of ['unknown', 'listener'])
        parentPort.postMessage({ type: 'bound', listenerArn, bound: { state: 'listening', port: 1, addresses: [] } });
    });
  `);
  await using path = startDataPath({
    groups: {
      tg: [
        routeTo(1, { key: 'old:1', registeredAtMs: 7, state: 'draining' }),
        routeTo(2, { key: 'new:1', registeredAtMs: 8 }),
      ],
    },
  });
  await path.port();
  expect([path.drained, path.health, path.bound.map(({ listener }) => listener)]).toEqual([
    ['old:1'],
    [],
    ['listener'],
  ]);
});

test('starts no thread without a listener, and is closed at once', async () => {
  const { warnings } = dataPathsOf("throw new Error('started');");
  const path = startDataPath({ listeners: [] });
  await path[Symbol.asyncDispose]();
  expect([warnings, path.bound]).toEqual([[], []]);
});

test('mirrors what targets said to their last checks, until they are gone', async () => {
  makeDataPathsBy((options) => new WorkerDataPath(options));
  await using target = await startHttpTarget();
  await using path = startDataPath({ groups: { tg: [target.route] } });
  const { key } = target.route;
  const probe = await until('it was probed', () => path.loadBalancers.lastProbe('tg', key));
  expect(probe.answer).toEqual({ connected: true });
  path.apply({ groups: { tg: [] } });
  expect(path.loadBalancers.lastProbe('tg', key)).toBeUndefined();
});

test("matches users' regular expressions in the thread", async () => {
  makeDataPathsBy((options) => new WorkerDataPath(options));
  const fixed = (statusCode: number) => ({ type: 'fixed-response', statusCode }) as const;
  const rule = {
    ruleArn: 'rule',
    priority: 1,
    conditions: [{ field: 'path-pattern', values: [], regexes: ['^/(a+)+$'] }],
    action: fixed(201),
    transforms: [],
  } as const;
  await using path = startDataPath({ listeners: [{ rules: [rule], defaultAction: fixed(404) }] });
  const port = await path.port();
  const statuses = [`/${'a'.repeat(40)}`, `/${'a'.repeat(40)}b`].map((each) =>
    httpCall(port, { path: each }),
  );
  expect((await Promise.all(statuses)).map(({ status }) => status)).toEqual([201, 404]);
});

test('has settled once the thread listens and routes by the latest snapshot', async () => {
  makeDataPathsBy((options) => new WorkerDataPath(options));
  const answering = (statusCode: number) => ({
    listeners: [{ defaultAction: { type: 'fixed-response', statusCode } as const }],
  });
  await using path = startDataPath(answering(201));
  await path.loadBalancers.settled?.();
  expect(path.bound).toMatchObject([{ bound: { state: 'listening' } }]);
  const port = await path.port();
  path.apply(answering(202));
  await path.loadBalancers.settled?.();
  expect((await httpCall(port)).status).toBe(202);
});

test('nobody waits for a thread that died', async () => {
  const { warnings } = dataPathsOf("throw new Error('no way');");
  await using path = startDataPath({});
  await path.loadBalancers.settled?.();
  expect(warnings.length).toBeGreaterThan(0);
});

test('logs and counts in the thread, and finishes the log of one that died', async () => {
  using folder = temporaryFolder();
  const files = (end: string) =>
    readdirSync(folder.path, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith(end));
  const textOf = (name: string) => String(gunzipSync(readFileSync(join(folder.path, name))));
  const death = new BroadcastChannel('death');
  makeDataPathsBy((options) => {
    const parts = { ...options, log: { info: () => {}, warn: () => {} }, accessLogDir: folder.path };
    return new WorkerDataPath({ ...parts, file: threadOf(mortal) });
  });
  const { listenerArn } = exchangeRecord();
  const accessLog = { bucket: 'logs', prefix: '' };
  const defaultAction = { type: 'fixed-response', statusCode: 418 } as const;
  await using path = startDataPath({ listeners: [{ listenerArn, accessLog, defaultAction }] });
  const counted = [{ elbStatuses: { 418: 1 } }];
  await httpCall(await path.port(listenerArn), { path: '/before' });
  expect(await path.loadBalancers.trafficSince(0)).toMatchObject(counted);
  await until('the line is there', () =>
    files('.log').some((name) => statSync(join(folder.path, name)).size > 0),
  );
  death.postMessage('now');
  await until('the log is finished', () => files('.log.gz').length === 1);
  death.close();
  expect(files('.log.gz').map(textOf)).toEqual([
    expect.stringMatching(/^[^\n]*\/before HTTP\/1\.1[^\n]*\n$/),
  ]);
  await until('it is bound a second time', () => path.bound.length === 3);
  await httpCall(await path.port(listenerArn), { path: '/after' });
  // What was counted went with the thread.
  expect(await path.loadBalancers.trafficSince(0)).toMatchObject(counted);
  await path[Symbol.asyncDispose]();
  const logged = files('.log.gz')
    .map(textOf)
    .join('')
    .match(/\/before|\/after/g);
  expect([files('.log'), logged?.sort()]).toEqual([[], ['/after', '/before']]);
});

test('has closed its port when it is closed', async () => {
  makeDataPathsBy((options) => new WorkerDataPath({ ...options, clock: new SystemClock() }));
  const path = startDataPath({ groups: { tg: [] } });
  const port = await path.port();
  await path[Symbol.asyncDispose]();
  await expect(httpCall(port)).rejects.toThrow('ECONNREFUSED');
});
