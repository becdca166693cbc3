import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { environmentConfig, type RawConfig, readConfig } from '../../emulator/config.ts';

test('has a default for everything', () => {
  expect(readConfig({})).toEqual({
    port: 4566,
    host: '127.0.0.1',
    dataDir: join(homedir(), '.drydock'),
    s3Dir: undefined,
    runtime: 'docker',
    speed: 1,
    awsTiming: false,
    taskEndpoint: true,
    warmSandboxes: 2,
    logLevel: 'info',
    allowedHosts: [],
    allowedOrigins: [],
    sidecarPolicies: [],
  });
});

test('reads every DRYDOCK_ variable', () => {
  const env = {
    DRYDOCK_PORT: '0',
    DRYDOCK_HOST: '0.0.0.0',
    DRYDOCK_DATA_DIR: '/data',
    DRYDOCK_IN_MEMORY: 'false',
    DRYDOCK_S3_DIR: '/s3',
    DRYDOCK_RUNTIME: 'simulated',
    DRYDOCK_SPEED: '2.5',
    DRYDOCK_AWS_TIMING: '1',
    DRYDOCK_TASK_ENDPOINT: 'false',
    DRYDOCK_WARM_SANDBOXES: '0',
    DRYDOCK_LOG_LEVEL: 'silent',
    DRYDOCK_ALLOWED_HOSTS: 'a.test, b.test,',
    DRYDOCK_ALLOWED_ORIGINS: 'http://a.test',
  };
  expect(readConfig(environmentConfig(env))).toEqual({
    port: 0,
    host: '0.0.0.0',
    dataDir: '/data',
    s3Dir: '/s3',
    runtime: 'simulated',
    speed: 2.5,
    awsTiming: true,
    taskEndpoint: false,
    warmSandboxes: 0,
    logLevel: 'silent',
    allowedHosts: ['a.test', 'b.test'],
    allowedOrigins: ['http://a.test'],
    sidecarPolicies: [],
  });
});

test('an empty variable is one that is not set', () => {
  const env = {
    DRYDOCK_PORT: '',
    DRYDOCK_HOST: '',
    DRYDOCK_SPEED: '',
    DRYDOCK_DATA_DIR: '',
    DRYDOCK_IN_MEMORY: '',
  };
  expect(readConfig(environmentConfig(env))).toEqual(readConfig({}));
});

test('reads the sidecar policies from the file that is named', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'drydock-config-'));
  await using _removal = { [Symbol.asyncDispose]: () => rm(directory, { recursive: true }) };
  const file = join(directory, 'policies.json');
  await writeFile(file, '[{ "match": { "container": "datadog-*" }, "action": "skip" }]');
  expect(readConfig(environmentConfig({ DRYDOCK_SIDECAR_POLICIES: file })).sidecarPolicies).toEqual([
    { match: { container: 'datadog-*' }, action: 'skip' },
  ]);
  await writeFile(file, '[{ "match": {}, "action": "skip" }]');
  expect(() => readConfig({ sidecarPolicies: file })).toThrow(
    new Error(
      `--sidecar-policies cannot take ${file}: policy 1 has no "match" with a "container" or an "image"`,
    ),
  );
  const absent = join(directory, 'absent.json');
  expect(() => readConfig({ sidecarPolicies: absent })).toThrow(
    new Error(
      `--sidecar-policies cannot take ${absent}: ENOENT: no such file or directory, open '${absent}'`,
    ),
  );
});

test('in memory there is no data directory, whatever else is said', () => {
  expect(readConfig({ inMemory: true, dataDir: '/data' }).dataDir).toBeUndefined();
});

test.each<[RawConfig, string]>([
  [{ port: '65536' }, '--port takes 0 to 65535, not 65536'],
  [{ port: '-1' }, '--port takes 0 to 65535, not -1'],
  [{ port: '80.5' }, '--port takes 0 to 65535, not 80.5'],
  [{ port: '0x50' }, '--port takes 0 to 65535, not 0x50'],
  [{ port: '' }, '--port takes 0 to 65535, not '],
  [{ speed: '0' }, '--speed takes a number above 0 and up to 100000, not 0'],
  [{ speed: 'fast' }, '--speed takes a number above 0 and up to 100000, not fast'],
  [{ speed: '200000' }, '--speed takes a number above 0 and up to 100000, not 200000'],
  [{ runtime: 'podman' }, '--runtime takes docker or simulated, not podman'],
  [{ logLevel: 'loud' }, '--log-level takes one of trace, debug, info, warn, error, silent, not loud'],
  [{ warmSandboxes: '51' }, '--warm-sandboxes takes 0 to 50, not 51'],
  [{ warmSandboxes: '' }, '--warm-sandboxes takes 0 to 50, not '],
  [{ host: '' }, '--host takes a name or an address, not nothing'],
  [{ dataDir: '' }, '--data-dir takes a directory, not nothing'],
])('%j is refused with one sentence', (raw, message) => {
  expect(() => readConfig(raw)).toThrow(new Error(message));
});

test.each(['DRYDOCK_IN_MEMORY', 'DRYDOCK_AWS_TIMING'])('%s takes no other words', (name) => {
  expect(() => environmentConfig({ [name]: 'yes' })).toThrow(
    new Error(`${name} takes 1, true, 0 or false, not yes`),
  );
});
