import { expect, test } from 'vitest';
import type { DefinedTask } from '../../../emulator/reconciler/defined-task.ts';
import { type SecretStores, TaskSecrets } from '../../../emulator/reconciler/task-secrets.ts';
import { AwsError } from '../../../src/aws/errors.ts';
import { plainTask } from '../../support/plain-task.ts';

const secretArn = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:db-AbCdEf';
const prefix = 'unable to pull secrets or registry auth: execution resource retrieval failed: ';

/** Stores with a few values; `calls` says what they were asked. */
function stores() {
  const calls: string[] = [];
  const parameters: Record<string, string> = { '/a': 'one', '/b': 'two' };
  const secrets: Record<string, string> = { [secretArn]: '{"user":"u","port":5432}' };
  const value: SecretStores = {
    readParameters: (accountId, region, names) => {
      calls.push(`ssm ${accountId} ${region} ${names.join(' ')}`);
      return {
        values: new Map(
          names.flatMap((name) => (name in parameters ? [[name, parameters[name] ?? ''] as const] : [])),
        ),
        invalid: names.filter((name) => !(name in parameters)),
      };
    },
    readSecret: (accountId, region, id, { versionStage, versionId }) => {
      calls.push(`asm ${accountId} ${region} ${id} ${versionStage} ${versionId}`);
      const text = secrets[id];
      if (text === undefined)
        throw new AwsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
      return text;
    },
  };
  return { calls, value };
}

function defined(secrets: Readonly<Record<string, Readonly<Record<string, string>>>>): DefinedTask {
  return {
    task: plainTask(),
    definition: {},
    containers: Object.entries(secrets).map(([name, values]) => ({
      name,
      image: 'x',
      secrets: Object.entries(values).map(([key, valueFrom]) => ({ name: key, valueFrom })),
    })),
  };
}

test('resolves every secret of every container, once per task', () => {
  const { calls, value } = stores();
  const secrets = new TaskSecrets(value);
  const asked = defined({
    app: { A: '/a', DB: secretArn, USER: `${secretArn}:user::` },
    side: { B: '/b', A2: '/a', PORT: `${secretArn}:port:AWSPREVIOUS:v1` },
    none: {},
  });
  secrets.resolve(asked);
  secrets.resolve(asked);
  const { arn } = asked.task;
  expect(['app', 'side', 'none'].map((name) => secrets.of(arn, name))).toEqual([
    { A: 'one', DB: '{"user":"u","port":5432}', USER: 'u' },
    { B: 'two', A2: 'one', PORT: '5432' },
    {},
  ]);
  expect(calls).toEqual([
    'ssm 000000000000 us-east-1 /a /b',
    `asm 000000000000 us-east-1 ${secretArn} undefined undefined`,
    `asm 000000000000 us-east-1 ${secretArn} undefined undefined`,
    `asm 000000000000 us-east-1 ${secretArn} AWSPREVIOUS v1`,
  ]);
});

test('has nothing before it resolved and nothing once it is told to forget', () => {
  const secrets = new TaskSecrets(stores().value);
  const asked = defined({ app: { A: '/a' } });
  expect(secrets.of(asked.task.arn, 'app')).toEqual({});
  secrets.resolve(asked);
  secrets.forget(asked.task.arn);
  expect(secrets.of(asked.task.arn, 'app')).toEqual({});
});

test('a parameter by its ARN is asked for in its own region', () => {
  const { calls, value } = stores();
  const name = 'arn:aws:ssm:eu-west-1:000000000000:parameter/a';
  expect(() => new TaskSecrets(value).resolve(defined({ app: { A: name } }))).toThrow();
  expect(calls).toEqual([`ssm 000000000000 eu-west-1 ${name}`]);
});

test.each<[string, Record<string, Record<string, string>>, string]>([
  [
    'parameters that are missing are all named',
    { app: { A: '/a', X: '/x' }, side: { Y: '/y' } },
    `${prefix}unable to retrieve secrets from ssm: service call has been retried 1 time(s): invalid ssm parameters: /x,/y`,
  ],
  [
    'a JSON key that is missing',
    { app: { A: `${secretArn}:nobody::` } },
    `${prefix}unable to retrieve secret from asm: retrieved secret from Secrets Manager did not contain json key nobody`,
  ],
  [
    'an ARN of a form that is none',
    { app: { A: `${secretArn}:user` } },
    'an invalid ARN format for the AWS Secrets Manager secret was specified. Specify a valid ARN and try again.',
  ],
])('%s', (_title, asked, message) => {
  expect(() => new TaskSecrets(stores().value).resolve(defined(asked))).toThrow(
    expect.objectContaining({ name: 'SecretsUnavailableError', message }),
  );
});

test("a secret that is missing, in AWS's words", () => {
  const missing = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:none-AbCdEf';
  const uuid = '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}';
  const before = `${prefix}unable to retrieve secret from asm: service call has been retried 1 time(s): failed to fetch secret ${missing} from secrets manager: operation error Secrets Manager: GetSecretValue, https response error StatusCode: 400, RequestID: `;
  const after = ", ResourceNotFoundException: Secrets Manager can't find the specified secret.";
  const literal = (text: string) => text.replace(/[.()]/g, '\\$&');
  expect(() => new TaskSecrets(stores().value).resolve(defined({ app: { A: missing } }))).toThrow(
    new RegExp(`^${literal(before)}${uuid}${literal(after)}$`),
  );
});

test('resolves the secret options of a log beside, not among, the environment', () => {
  const secrets = new TaskSecrets(stores().value);
  const task = plainTask();
  const logConfiguration = {
    logDriver: 'splunk' as const,
    secretOptions: [{ name: 'splunk-token', valueFrom: `${secretArn}:user::` }],
  };
  const container = { name: 'app', image: 'x', secrets: [{ name: 'A', valueFrom: '/a' }], logConfiguration };
  expect(secrets.logOptions(task.arn, 'app')).toEqual({});
  secrets.resolve({ task, definition: {}, containers: [container] });
  expect([secrets.of(task.arn, 'app'), secrets.logOptions(task.arn, 'app')]).toEqual([
    { A: 'one' },
    { 'splunk-token': 'u' },
  ]);
  secrets.forget(task.arn);
  expect(secrets.logOptions(task.arn, 'app')).toEqual({});
});

const privateImage = (credentialsParameter: string) => ({
  name: 'app',
  image: 'registry.example/app',
  repositoryCredentials: { credentialsParameter },
});

test('reads the credentials of a private registry, by ARN in its region and by name in that of the task', () => {
  const remote = 'arn:aws:secretsmanager:eu-west-1:000000000000:secret:reg-AbCdEf';
  const calls: string[] = [];
  const secrets = new TaskSecrets({
    ...stores().value,
    readSecret: (accountId, region, id) => {
      calls.push(`${accountId} ${region} ${id}`);
      return '{"username":"u","password":"p"}';
    },
  });
  const { spec } = plainTask();
  const read = [remote, 'reg'].map((id) => secrets.registryCredentials(spec, privateImage(id)));
  expect({ read, calls }).toEqual({
    read: [
      { username: 'u', password: 'p' },
      { username: 'u', password: 'p' },
    ],
    calls: [`000000000000 eu-west-1 ${remote}`, '000000000000 us-east-1 reg'],
  });
});

test('an image of a public registry needs no credentials', () => {
  const { calls, value } = stores();
  const container = { name: 'app', image: 'app' };
  expect(new TaskSecrets(value).registryCredentials(plainTask().spec, container)).toBeUndefined();
  expect(calls).toEqual([]);
});

test.each([
  [secretArn, /unable to get registry auth from asm: the secret must be a JSON object/],
  ['none', /unable to get registry auth from asm: .* ResourceNotFoundException: Secrets Manager can't find/],
])('the credentials in %s cannot be used', (id, message) => {
  const secrets = new TaskSecrets(stores().value);
  expect(() => secrets.registryCredentials(plainTask().spec, privateImage(id))).toThrow(message);
});
