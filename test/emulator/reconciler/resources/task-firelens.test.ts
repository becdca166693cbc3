import { expect, test } from 'vitest';
import { ObjectUnavailableError } from '../../../../emulator/object-folder/object-folder.ts';
import type { NamedContainer } from '../../../../emulator/reconciler/defined-task.ts';
import {
  FirelensUnavailableError,
  routerDependency,
  TaskFirelens,
} from '../../../../emulator/reconciler/resources/task-firelens.ts';
import { plainTask } from '../../../support/plain-task.ts';

const objects = {
  read: async (bucket: string, key: string) => {
    if (key !== 'extra.conf')
      throw new ObjectUnavailableError('NoSuchKey: The specified key does not exist.');
    return `from ${bucket}/${key}`;
  },
};

function defined(
  firelensConfiguration: NamedContainer['firelensConfiguration'],
  options: Record<string, string> = { Name: 'stdout' },
) {
  const containers: NamedContainer[] = [
    {
      name: 'app',
      image: 'x',
      logConfiguration: {
        logDriver: 'awsfirelens',
        options,
        secretOptions: [{ name: 'apikey', valueFrom: '/key' }],
      },
    },
    { name: 'router', image: 'x', firelensConfiguration },
    { name: 'other', image: 'x' },
  ];
  return { task: plainTask(), definition: { family: 'web', revision: 3 }, containers };
}

test('makes the configuration of the router, with the names of the secrets alone', async () => {
  const firelens = new TaskFirelens(objects);
  const asked = defined({ type: 'fluentbit' });
  expect(firelens.of(asked.task.arn)).toEqual([]);
  await firelens.resolve(asked);
  const [file, ...rest] = firelens.of(asked.task.arn);
  expect([file?.path, rest]).toEqual(['/fluent-bit/etc/fluent-bit.conf', []]);
  expect(file?.text).toContain(
    '    Record ecs_cluster default\n    Record ecs_task_arn arn:aws:ecs:us-east-1:000000000000:task/default/a1\n    Record ecs_task_definition web:3\n',
  );
  expect(file?.text).toMatch(
    /\[OUTPUT\]\n {4}Name stdout\n {4}Match app-firelens\*\n {4}apikey \$\{apikey_0\}\n$/,
  );
  firelens.forget(asked.task.arn);
  expect(firelens.of(asked.task.arn)).toEqual([]);
});

test('tells the instance of a task in the bridge mode, and listens to the bridge', async () => {
  const firelens = new TaskFirelens(objects);
  const resources = { cpu: 0, memoryMiB: 0, tcpPorts: [], udpPorts: [] };
  const task = plainTask('a1', {
    network: { mode: 'bridge', hostAddress: '127.0.0.1' },
    containerInstance: { arn: 'instance', ec2InstanceId: 'i-1', resources },
  });
  await firelens.resolve({ ...defined({ type: 'fluentbit' }), task });
  const [file] = firelens.of(task.arn);
  expect(file?.text).toContain('    Record ec2_instance_id i-1\n');
  expect(file?.text).toContain('    Listen 0.0.0.0\n    Port 24224\n');
});

test('leaves the metadata out, and includes a file of the image', async () => {
  const firelens = new TaskFirelens(objects);
  const options = {
    'enable-ecs-log-metadata': 'false',
    'config-file-type': 'file',
    'config-file-value': '/my.conf',
  };
  const asked = defined({ type: 'fluentd', options }, { '@type': 'stdout' });
  await firelens.resolve(asked);
  const [file] = firelens.of(asked.task.arn);
  expect(file?.path).toBe('/fluentd/etc/fluent.conf');
  expect(file?.text).toContain('\n@include /my.conf\n');
  expect(file?.text).not.toContain('ecs_');
});

test('brings a file from S3', async () => {
  const firelens = new TaskFirelens(objects);
  const options = { 'config-file-type': 's3', 'config-file-value': 'arn:aws:s3:::bucket/extra.conf' };
  const asked = defined({ type: 'fluentbit', options });
  await firelens.resolve(asked);
  const [file, external] = firelens.of(asked.task.arn);
  expect(file?.text).toContain('\n@INCLUDE /fluent-bit/etc/external.conf\n');
  expect(external).toEqual({ path: '/fluent-bit/etc/external.conf', text: 'from bucket/extra.conf' });
});

test.each<[string, ReturnType<typeof defined>, string]>([
  [
    'a file that S3 lacks',
    defined({
      type: 'fluentbit',
      options: { 'config-file-type': 's3', 'config-file-value': 'arn:aws:s3:::bucket/none.conf' },
    }),
    'failed to download firelens config: NoSuchKey: The specified key does not exist.',
  ],
  [
    'a place that is none',
    defined({ type: 'fluentbit', options: { 'config-file-type': 's3', 'config-file-value': 'x' } }),
    'failed to download firelens config: Invalid arn syntax: x',
  ],
  [
    'an output without a name',
    defined({ type: 'fluentd' }),
    'failed to generate firelens config: missing output key @type which is required for firelens configuration of type fluentd',
  ],
])('names %s', async (_what, asked, message) => {
  await expect(new TaskFirelens(objects).resolve(asked)).rejects.toThrow(
    new FirelensUnavailableError(message),
  );
});

test('who logs through the router waits for it, nobody else does', () => {
  const { containers } = defined({ type: 'fluentbit' });
  expect(containers.map((container) => routerDependency(container, containers))).toEqual([
    [{ containerName: 'router', condition: 'START' }],
    [],
    [],
  ]);
});
