import { expect, test } from 'vitest';
import { type FirelensRequest, firelensConfig } from '../../../src/plan/firelens-config.ts';

const metadata = {
  ecs_cluster: 'default',
  ecs_task_arn: 'arn:aws:ecs:us-east-1:000000000000:task/default/a1',
  ecs_task_definition: 'web:3',
};

function whole(type: FirelensRequest['type']): FirelensRequest {
  return {
    type,
    listen: '127.0.0.1',
    metadata,
    include: '/extra.conf',
    sources: [
      {
        name: 'app',
        options: {
          [type === 'fluentbit' ? 'Name' : '@type']: 'firehose',
          region: 'us-east-1',
          'include-pattern': '*failure*',
          'exclude-pattern': '*success*',
          'log-driver-buffer-limit': '2097152',
        },
        secretOptions: { apikey: 'apikey_0' },
      },
      { name: 'side', options: {}, secretOptions: {} },
    ],
  };
}

test('for Fluent Bit: inputs, filters, metadata, the included file, an output', () => {
  expect(firelensConfig(whole('fluentbit'))).toBe(`[INPUT]
    Name forward
    unix_path /var/run/fluent.sock

[INPUT]
    Name forward
    Listen 127.0.0.1
    Port 24224

[INPUT]
    Name tcp
    Tag firelens-healthcheck
    Listen 127.0.0.1
    Port 8877

[FILTER]
    Name grep
    Match app-firelens*
    Regex log *failure*

[FILTER]
    Name grep
    Match app-firelens*
    Exclude log *success*

[FILTER]
    Name record_modifier
    Match *
    Record ecs_cluster default
    Record ecs_task_arn arn:aws:ecs:us-east-1:000000000000:task/default/a1
    Record ecs_task_definition web:3

@INCLUDE /extra.conf

[OUTPUT]
    Name null
    Match firelens-healthcheck

[OUTPUT]
    Name firehose
    Match app-firelens*
    region us-east-1
    apikey \${apikey_0}
`);
});

test('for Fluentd: the same in its own words', () => {
  expect(firelensConfig(whole('fluentd'))).toBe(`<source>
    @type unix
    path /var/run/fluent.sock
</source>

<source>
    @type forward
    bind 127.0.0.1
    port 24224
</source>

<filter app-firelens**>
    @type grep
    <regexp>
        key log
        pattern *failure*
    </regexp>
</filter>

<filter app-firelens**>
    @type grep
    <exclude>
        key log
        pattern *success*
    </exclude>
</filter>

<filter **>
    @type record_transformer
    <record>
        ecs_cluster default
        ecs_task_arn arn:aws:ecs:us-east-1:000000000000:task/default/a1
        ecs_task_definition web:3
    </record>
</filter>

@include /extra.conf

<match app-firelens**>
    @type firehose
    region us-east-1
    apikey "#{ENV['apikey_0']}"
</match>
`);
});

test.each(['fluentbit', 'fluentd'] as const)('%s: says no more than it is asked to', (type) => {
  const text = firelensConfig({
    type,
    listen: undefined,
    sources: [{ name: 'app', options: {}, secretOptions: {} }],
  });
  expect(text).not.toMatch(/ecs_|include|app-firelens|healthcheck|24224/i);
});

test.each([
  ['fluentbit', /Listen 0\.0\.0\.0\n {4}Port 24224/],
  ['fluentd', /bind 0\.0\.0\.0\n {4}port 24224/],
] as const)('%s: listens to all of a bridge', (type, expected) => {
  expect(firelensConfig({ ...whole(type), listen: '0.0.0.0' })).toMatch(expected);
});

test.each([
  ['fluentbit', 'Name', { options: { '@type': 'stdout' }, secretOptions: {} }],
  ['fluentd', '@type', { options: { Name: 'stdout' }, secretOptions: {} }],
  ['fluentbit', 'Name', { options: {}, secretOptions: { apikey: 'apikey_0' } }],
] as const)('%s: options are nothing without their output', (type, key, source) => {
  expect(() => firelensConfig({ type, listen: undefined, sources: [{ name: 'app', ...source }] })).toThrow(
    `missing output key ${key} which is required for firelens configuration of type ${type}`,
  );
});
