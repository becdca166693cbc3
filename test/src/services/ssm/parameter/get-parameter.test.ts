import {
  GetParameterCommand,
  GetParameterHistoryCommand,
  GetParametersByPathCommand,
  GetParametersCommand,
  LabelParameterVersionCommand,
  type Parameter,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { expect, test } from 'vitest';
import { Vault } from '../../../../../src/state/vault.ts';
import { bodyOf } from '../../../../support/body-of.ts';
import { errorOf } from '../../../../support/error-of.ts';
import { putParameter } from '../../../../support/services/put-parameter.ts';
import { startServicesApi } from '../../../../support/services/services-api.ts';

const arn = 'arn:aws:ssm:us-east-1:000000000000:parameter';

test('GetParameter finds by name, by ARN and by version', async () => {
  await using api = await startServicesApi(SSMClient);
  await putParameter(api.client, '/app/url', 'a');
  await putParameter(api.client, '/app/url', 'b', { Overwrite: true });
  const get = (Name: string) => bodyOf(api.client.send(new GetParameterCommand({ Name })));
  const latest = {
    Name: '/app/url',
    Type: 'String',
    Value: 'b',
    Version: 2,
    LastModifiedDate: new Date(api.clock.now()),
    ARN: `${arn}/app/url`,
    DataType: 'text',
  };
  expect(await get('/app/url')).toEqual({ Parameter: latest });
  expect(await get(`${arn}/app/url`)).toEqual({ Parameter: latest });
  const first = { ...latest, Value: 'a', Version: 1, Selector: ':1' };
  expect(await get('/app/url:1')).toEqual({ Parameter: first });
  expect(await get(`${arn}/app/url:1`)).toEqual({ Parameter: first });
});

test('take the ARN that a path and a plain name share for the path first', async () => {
  await using api = await startServicesApi(SSMClient);
  const get = async () =>
    (await api.client.send(new GetParameterCommand({ Name: `${arn}/x` }))).Parameter?.Name;
  await putParameter(api.client, 'x', 'plain');
  expect(await get()).toBe('x');
  await putParameter(api.client, '/x', 'path');
  expect(await get()).toBe('/x');
});

test('open a SecureString only where decryption is asked for', async () => {
  await using api = await startServicesApi(SSMClient);
  await putParameter(api.client, 'n', 'hunter2', { Type: 'SecureString' });
  const get = async (WithDecryption?: boolean) =>
    (await api.client.send(new GetParameterCommand({ Name: 'n', WithDecryption }))).Parameter?.Value;
  const sealed = await get();
  expect(sealed).toMatch(/^[A-Za-z0-9+/]+=*$/);
  expect(sealed).not.toBe('hunter2');
  expect(Buffer.from(sealed ?? '', 'base64').toString('latin1')).not.toContain('hunter2');
  expect(await get(false)).toBe(sealed);
  expect(await get(true)).toBe('hunter2');
});

test.each([
  ['nothing', 'ParameterNotFound', ''],
  [`${arn}/nothing`, 'ParameterNotFound', ''],
  [
    'n:2',
    'ParameterVersionNotFound',
    'Systems Manager could not find version 2 of n. Verify the version and try again.',
  ],
  [
    'n:label',
    'ParameterVersionNotFound',
    'Systems Manager could not find version label of n. Verify the version and try again.',
  ],
  [
    `${arn}/n:2`,
    'ParameterVersionNotFound',
    'Systems Manager could not find version 2 of n. Verify the version and try again.',
  ],
  ['arn:aws:ssm:eu-west-1:000000000000:parameter/n', 'ParameterNotFound', ''],
  ['arn:aws:ssm:us-east-1:111111111111:parameter/n', 'ParameterNotFound', ''],
])('GetParameter refuses %s', async (Name, name, message) => {
  await using api = await startServicesApi(SSMClient);
  await putParameter(api.client, 'n', 'v');
  const { name: seen, status } = await errorOf(api.client.send(new GetParameterCommand({ Name })));
  expect({ name: seen, status }).toEqual({ name, status: name === 'ParameterNotFound' ? 404 : 400 });
  const answer = await fetch(api.endpoint, {
    method: 'POST',
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'AmazonSSM.GetParameter' },
    body: JSON.stringify({ Name }),
  });
  expect(await answer.json()).toEqual({ __type: name, message, Message: message });
});

test('GetParameters tells which of several are invalid', async () => {
  await using api = await startServicesApi(SSMClient);
  await putParameter(api.client, 'a', '1');
  await putParameter(api.client, 'b', '2', { Type: 'SecureString' });
  const got = await bodyOf(
    api.client.send(new GetParametersCommand({ Names: ['b', 'x', 'a:1', 'a:9'], WithDecryption: true })),
  );
  expect({
    ...got,
    Parameters: got.Parameters?.map((each) => [each.Name, each.Value, each.Selector]),
  }).toEqual({
    Parameters: [
      ['b', '2', undefined],
      ['a', '1', ':1'],
    ],
    InvalidParameters: ['x', 'a:9'],
  });
});

test.each([
  [[], '[]', 'greater than or equal to 1'],
  [[...'abcdefghijk'], '[a, b, c, d, e, f, g, h, i, j, k]', 'less than or equal to 10'],
])('GetParameters refuses the names %j', async (Names, value, bound) => {
  await using api = await startServicesApi(SSMClient);
  expect(await errorOf(api.client.send(new GetParametersCommand({ Names })))).toEqual({
    name: 'ValidationException',
    message: `1 validation error detected: Value '${value}' at 'names' failed to satisfy constraint: Member must have length ${bound}`,
    status: 400,
  });
});

test('GetParameter and GetParameters find the version that bears a label', async () => {
  await using api = await startServicesApi(SSMClient);
  await putParameter(api.client, '/app/url', 'a');
  await putParameter(api.client, '/app/url', 'b', { Overwrite: true });
  await api.client.send(
    new LabelParameterVersionCommand({ Name: '/app/url', ParameterVersion: 1, Labels: ['live', 'old'] }),
  );
  const seen = ({ Name, Value, Version, Selector }: Parameter = {}) => ({ Name, Value, Version, Selector });
  const labelled = { Name: '/app/url', Value: 'a', Version: 1, Selector: ':live' };
  for (const Name of ['/app/url:live', `${arn}/app/url:live`])
    expect(seen((await api.client.send(new GetParameterCommand({ Name }))).Parameter)).toEqual(labelled);
  const several = await api.client.send(
    new GetParametersCommand({ Names: ['/app/url:live', '/app/url:dead', '/app/url'] }),
  );
  expect([several.Parameters?.map(seen), several.InvalidParameters]).toEqual([
    [labelled, { Name: '/app/url', Value: 'b', Version: 2, Selector: undefined }],
    ['/app/url:dead'],
  ]);
});

test('GetParameters refuses a name that is given twice', async () => {
  await using api = await startServicesApi(SSMClient);
  const { name } = await errorOf(api.client.send(new GetParametersCommand({ Names: ['a', 'b', 'a'] })));
  expect(name).toBe('ValidationException');
});

test('refuse to open a value that another key sealed, and to name it only by its seal', async () => {
  await using api = await startServicesApi(SSMClient);
  await putParameter(api.client, 'n', 'v', { Type: 'SecureString' });
  const scope = { accountId: '000000000000', region: 'us-east-1' };
  const { parameters } = api.context.ssm;
  const sealed = new Vault(Buffer.alloc(32, 7)).seal(Buffer.from('v'));
  const original = parameters.find(scope, 'n');
  if (original === undefined) throw new Error('there is no parameter');
  parameters.add(scope, { ...original, version: 2, value: sealed });
  const invalidKey = {
    name: 'InvalidKeyId',
    message: "The key of Drydock's data directory does not open the value of n.",
    status: 400,
  };
  const opened = { WithDecryption: true };
  for (const sent of [
    api.client.send(new GetParameterCommand({ Name: 'n', ...opened })),
    api.client.send(new GetParametersCommand({ Names: ['n'], ...opened })),
    api.client.send(new GetParametersByPathCommand({ Path: '/', ...opened })),
    api.client.send(new GetParameterHistoryCommand({ Name: 'n', ...opened })),
  ])
    expect(await errorOf(sent)).toEqual(invalidKey);
  const { Parameter } = await api.client.send(new GetParameterCommand({ Name: 'n' }));
  expect(Parameter?.Value).toBe(sealed.toString('base64'));
});
