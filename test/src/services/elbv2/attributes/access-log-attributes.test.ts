import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  DescribeLoadBalancerAttributesCommand,
  ElasticLoadBalancingV2Client,
  ModifyLoadBalancerAttributesCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { expect, test } from 'vitest';
import { refusal } from '../../../../support/refusal.ts';
import { createLoadBalancer } from '../../../../support/services/create-load-balancer.ts';
import { createNetworkLoadBalancer } from '../../../../support/services/create-network-load-balancer.ts';
import { startServicesApi } from '../../../../support/services/services-api.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';

type Values = Readonly<Record<string, string>>;

function modify(arn: string, values: Values) {
  return new ModifyLoadBalancerAttributesCommand({
    LoadBalancerArn: arn,
    Attributes: Object.entries(values).map(([key, Value]) => ({ Key: `access_logs.s3.${key}`, Value })),
  });
}

/** An API with a folder for access logs, and a load balancer. */
async function scene(accessLogDir?: string) {
  const api = await startServicesApi(ElasticLoadBalancingV2Client, undefined, accessLogDir);
  const { LoadBalancerArn: arn } = await createLoadBalancer(api, 'web');
  const stored = async (): Promise<Values> => {
    const { Attributes = [] } = await api.client.send(
      new DescribeLoadBalancerAttributesCommand({ LoadBalancerArn: arn }),
    );
    return Object.fromEntries(
      Attributes.flatMap(({ Key = '', Value = '' }) =>
        Key.startsWith('access_logs.s3.') ? [[Key.slice('access_logs.s3.'.length), Value]] : [],
      ),
    );
  };
  return {
    api,
    arn,
    stored,
    send: (values: Values) => api.client.send(modify(arn, values)),
    refused: (values: Values) => refusal(api.client.send(modify(arn, values))),
    [Symbol.asyncDispose]: () => api[Symbol.asyncDispose](),
  };
}

test('enable access logs, and write the test file of AWS once', async () => {
  using folder = temporaryFolder();
  await using web = await scene(folder.path);
  const testFile = join(folder.path, 'my-logs/web/prod/AWSLogs/000000000000/ELBAccessLogTestFile');
  const written = () => readFileSync(testFile, 'utf8');
  const settings = { enabled: 'true', bucket: 'my-logs', prefix: 'web/prod' };
  await web.send(settings);
  expect([await web.stored(), written()]).toEqual([
    settings,
    'Enable AccessLog for ELB: web at 2026-01-01T00:00:00.000Z',
  ]);
  await web.api.clock.advance(60_000);
  await web.send(settings);
  expect(written()).toBe('Enable AccessLog for ELB: web at 2026-01-01T00:00:00.000Z');
  await web.send({ enabled: 'false' });
  await web.send({ enabled: 'true' });
  expect(written()).toBe('Enable AccessLog for ELB: web at 2026-01-01T00:01:00.000Z');
});

test('take a bucket while access logs are off, as Terraform sends it', async () => {
  using folder = temporaryFolder();
  await using web = await scene(folder.path);
  await web.send({ enabled: 'false', bucket: '', prefix: '' });
  const settings = { enabled: 'false', bucket: 'my-logs', prefix: 'web' };
  await web.send(settings);
  expect([await web.stored(), existsSync(join(folder.path, 'my-logs'))]).toEqual([settings, false]);
});

const notABucket = (name: string) =>
  `The value '${name}' of 'access_logs.s3.bucket' is not a valid bucket name`;
const notAPrefix = (prefix: string) =>
  `The value '${prefix}' of 'access_logs.s3.prefix' is not a valid prefix`;

const refusals: readonly { readonly bucket: string; readonly prefix?: string; readonly says: string }[] = [
  { bucket: '', says: "The value of 'access_logs.s3.bucket' cannot be empty" },
  ...[
    '..',
    'ab',
    'a/../../etc',
    'My-logs',
    'my..logs',
    '-logs',
    'logs.',
    '192.168.5.4',
    'xn--logs',
    'logs-s3alias',
  ].map((bucket) => ({ bucket, says: notABucket(bucket) })),
  {
    bucket: 'my-logs',
    prefix: 'web/AWSLogs',
    says: "The value of 'access_logs.s3.prefix' cannot contain 'AWSLogs'",
  },
  ...['..', 'a/../b', './a', '/a', 'a/', 'a//b', 'a\\b', 'a\u0001b', 'a\nb', 'a'.repeat(129)].map(
    (prefix) => ({
      bucket: 'my-logs',
      prefix,
      says: notAPrefix(prefix),
    }),
  ),
];

test('refuse what is no bucket or prefix of S3, or would lead out of the folder', async () => {
  using folder = temporaryFolder();
  await using web = await scene(folder.path);
  const messages: string[] = [];
  for (const { bucket, prefix = '' } of refusals) {
    const { name, message } = await web.refused({ enabled: 'true', bucket, prefix });
    messages.push(`${name}: ${message}`);
  }
  expect(messages).toEqual(refusals.map(({ says }) => `ValidationError: ${says}`));
  expect([await web.stored(), readdirSync(folder.path)]).toEqual([
    { enabled: 'false', bucket: '', prefix: '' },
    [],
  ]);
});

test('refuse a bucket that cannot be written', async () => {
  await using web = await scene('/dev/null');
  expect(await web.refused({ enabled: 'true', bucket: 'my-logs' })).toEqual({
    name: 'InvalidConfigurationRequestException',
    status: 400,
    message: 'Access Denied for bucket: my-logs. Please check S3bucket permission',
  });
});

test('refuse access logs without a data directory', async () => {
  await using web = await scene();
  expect(await web.refused({ enabled: 'true', bucket: 'my-logs' })).toEqual({
    name: 'NotImplementedException',
    status: 400,
    message:
      'Drydock keeps access logs in its data directory, and runs without one: start it with --data-dir.',
  });
});

test('refuse the access logs of a Network Load Balancer', async () => {
  using folder = temporaryFolder();
  await using web = await scene(folder.path);
  const arn = await createNetworkLoadBalancer(web.api, 'net');
  await expect(web.api.client.send(modify(arn, { enabled: 'true' }))).rejects.toThrow(
    'access_logs.s3.enabled',
  );
});
