import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  ElasticLoadBalancingV2Client,
  ModifyLoadBalancerAttributesCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { expect, test } from 'vitest';
import { removeData } from '../../../emulator/data-directory/data-directory.ts';
import type { TrafficAnswer } from '../../../emulator/diagnosis/traffic-answer.ts';
import type { ListenersAnswer } from '../../../emulator/local-routes.ts';
import { startEmulator } from '../../../emulator/start.ts';
import { httpCall } from '../../support/data-path/http-call.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };

/** Not by EC2's client: it is slow to load. */
async function subnetIds(endpoint: string): Promise<string[]> {
  const body = new URLSearchParams({ Action: 'DescribeSubnets', Version: '2016-11-15' });
  const answer = await (await fetch(endpoint, { method: 'POST', body })).text();
  return [...answer.matchAll(/<subnetId>(.*?)<\/subnetId>/g)].map(([, id = '']) => id);
}

/** A load balancer that answers everything with 404 and logs to the bucket `my-logs`; resolves with its port. */
async function loggedLoadBalancer(endpoint: string): Promise<number> {
  const elbv2 = new ElasticLoadBalancingV2Client({ endpoint, region: 'us-east-1', credentials });
  const { LoadBalancers: [{ LoadBalancerArn } = {}] = [] } = await elbv2.send(
    new CreateLoadBalancerCommand({ Name: 'web', Subnets: await subnetIds(endpoint) }),
  );
  const settings = { 'access_logs.s3.enabled': 'true', 'access_logs.s3.bucket': 'my-logs' };
  const Attributes = Object.entries(settings).map(([Key, Value]) => ({ Key, Value }));
  await elbv2.send(new ModifyLoadBalancerAttributesCommand({ LoadBalancerArn, Attributes }));
  await elbv2.send(
    new CreateListenerCommand({
      ...{ LoadBalancerArn, Protocol: 'HTTP', Port: 18_080 },
      DefaultActions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404' } }],
    }),
  );
  const endsAtMs = performance.now() + 5000;
  while (performance.now() < endsAtMs) {
    const answer = await fetch(`${endpoint}/_drydock/listeners`);
    const { listeners }: ListenersAnswer = JSON.parse(await answer.text());
    const bound = listeners[0]?.bound;
    if (bound?.state === 'listening') return bound.port;
  }
  throw new Error('it does not listen within 5 s');
}

test('log requests to the data directory, count them, and remove it all with the directory', async () => {
  using folder = temporaryFolder();
  const dataDir = join(folder.path, 'data');
  const logs = join(dataDir, 'access-logs');
  {
    await using emulator = await startEmulator({ dataDir, runtime: 'simulated', logLevel: 'error' });
    const port = await loggedLoadBalancer(emulator.endpoint);
    await httpCall(port, { path: '/there', headers: { host: 'shop.test' } });
    const answer = await fetch(`${emulator.endpoint}/_drydock/traffic`);
    const { minutes }: TrafficAnswer = JSON.parse(await answer.text());
    expect(minutes.map(({ requests, elbStatuses }) => ({ requests, elbStatuses }))).toEqual([
      { requests: 0, elbStatuses: { 404: 1 } },
    ]);
  }
  const [log = '', ...others] = readdirSync(logs, { recursive: true, encoding: 'utf8' })
    .filter((path) => /(\.gz|\.log|TestFile)$/.test(path))
    .sort((a, b) => b.length - a.length);
  expect([log, others]).toEqual([
    expect.stringMatching(
      /^my-logs\/AWSLogs\/000000000000\/elasticloadbalancing\/us-east-1\/\d{4}\/\d\d\/\d\d\/000000000000_elasticloadbalancing_us-east-1_app\.web\.[0-9a-f]{16}_\d{8}T\d\d[0-5][05]Z_[0-9.]+_[0-9a-z]{8}\.log\.gz$/,
    ),
    ['my-logs/AWSLogs/000000000000/ELBAccessLogTestFile'],
  ]);
  expect(String(gunzipSync(readFileSync(join(logs, log))))).toMatch(
    /^http \S+Z app\/web\/[0-9a-f]{16} 127\.0\.0\.1:\d+ - -1 -1 -1 404 - \d+ \d+ "GET http:\/\/shop\.test:\d+\/there HTTP\/1\.1" "-" - - - "-" "-" "-" 0 \S+Z "fixed-response" "-" "-" "-" "-" "-" "-" TID_[0-9a-f]{16} "-" "-" "-" [0-9.]+\n$/,
  );
  removeData(dataDir);
  expect(existsSync(dataDir)).toBe(false);
});
