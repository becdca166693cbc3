import {
  DeleteParameterCommand,
  DescribeParametersCommand,
  GetParameterCommand,
  GetParametersByPathCommand,
  ListTagsForResourceCommand,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { expect, test } from 'vitest';
import { errorOf } from '../../../../support/error-of.ts';
import { putParameter } from '../../../../support/services/put-parameter.ts';
import { type ServicesApi, startServicesApi } from '../../../../support/services/services-api.ts';

const expiration = {
  Type: 'Expiration',
  Version: '1.0',
  Attributes: { Timestamp: '2026-01-01T00:01:00.000Z' },
};
const expirationNotification = {
  Type: 'ExpirationNotification',
  Version: '1.0',
  Attributes: { Before: '30', Unit: 'Days' },
};
const noChangeNotification = {
  Type: 'NoChangeNotification',
  Version: '1.0',
  Attributes: { After: '20', Unit: 'Hours' },
};

function put(api: ServicesApi<SSMClient>, policies: unknown, settings = {}) {
  const Policies = typeof policies === 'string' ? policies : JSON.stringify(policies);
  return putParameter(api.client, '/n', 'v', { Tier: 'Advanced', Policies, ...settings });
}

async function policiesOf(api: ServicesApi<SSMClient>) {
  const { Parameters } = await api.client.send(new DescribeParametersCommand({}));
  return Parameters?.map(({ Policies }) => Policies);
}

test('PutParameter keeps policies until other ones come, or none', async () => {
  await using api = await startServicesApi(SSMClient);
  const kept = [expiration, expirationNotification, noChangeNotification].map((policy) => ({
    PolicyText: JSON.stringify(policy),
    PolicyType: policy.Type,
    PolicyStatus: 'Pending',
  }));
  await put(api, [expiration, expirationNotification, noChangeNotification]);
  expect(await policiesOf(api)).toEqual([kept]);
  await putParameter(api.client, '/n', 'w', { Overwrite: true });
  expect(await policiesOf(api)).toEqual([kept]);
  await put(api, [noChangeNotification], { Overwrite: true });
  expect(await policiesOf(api)).toEqual([kept.slice(2)]);
  for (const none of ['[]', '[{}]', '{}']) {
    await put(api, none, { Overwrite: true });
    expect(await policiesOf(api)).toEqual([[]]);
  }
});

test('a parameter that expires is gone, with its versions and tags', async () => {
  await using api = await startServicesApi(SSMClient);
  await put(api, [expiration], { Tags: [{ Key: 'a', Value: 'b' }] });
  await putParameter(api.client, '/n', 'w', { Overwrite: true });
  await api.clock.advance(59_999);
  const get = (Name: string) => api.client.send(new GetParameterCommand({ Name }));
  expect((await get('/n')).Parameter?.Value).toBe('w');
  await api.clock.advance(1);
  expect(await policiesOf(api)).toEqual([]);
  const byPath = await api.client.send(new GetParametersByPathCommand({ Path: '/' }));
  expect(byPath.Parameters).toEqual([]);
  for (const sent of [get('/n'), get('/n:1'), api.client.send(new DeleteParameterCommand({ Name: '/n' }))])
    expect((await errorOf(sent)).name).toBe('ParameterNotFound');
  expect(await putParameter(api.client, '/n', 'new')).toEqual({ Version: 1, Tier: 'Standard' });
  const { TagList } = await api.client.send(
    new ListTagsForResourceCommand({ ResourceType: 'Parameter', ResourceId: '/n' }),
  );
  expect(TagList).toEqual([]);
});

test('an overwrite without policies does not put the expiration off, one with a later expiration does', async () => {
  await using api = await startServicesApi(SSMClient);
  await put(api, [expiration]);
  const later = { ...expiration, Attributes: { Timestamp: '2026-01-01T01:02:00+01:00' } };
  await put(api, [later], { Overwrite: true });
  await api.clock.advance(60_000);
  expect(await policiesOf(api)).toHaveLength(1);
  await api.clock.advance(60_000);
  expect(await policiesOf(api)).toEqual([]);
});

const attribute = ['InvalidPolicyAttributeException', 'A policy attribute or its value is invalid.'] as const;

test.each<[string, unknown, string, string]>([
  [
    'eleven',
    Array.from({ length: 11 }, () => noChangeNotification),
    'PoliciesLimitExceededException',
    'You specified more than the maximum number of allowed policies for the parameter. The maximum is 10.',
  ],
  [
    'an unknown type',
    [{ ...expiration, Type: 'Rotation' }],
    'InvalidPolicyTypeException',
    "The policy type isn't supported. Parameter Store supports the following policy types: Expiration, ExpirationNotification, and NoChangeNotification.",
  ],
  [
    'two expirations',
    [expiration, expiration],
    'IncompatiblePolicyException',
    "There is a conflict in the policies specified for this parameter. You can't, for example, specify two Expiration policies for a parameter. Review your policies, and try again.",
  ],
  ['what is no JSON', 'policy', ...attribute],
  ['a list of texts', ['Expiration'], ...attribute],
  ['another version', [{ ...expiration, Version: '2.0' }], ...attribute],
  ['no attributes', [{ Type: 'Expiration', Version: '1.0' }], ...attribute],
  [
    'a time without zone',
    [{ ...expiration, Attributes: { Timestamp: '2026-01-01T00:01:00' } }],
    ...attribute,
  ],
  ['an unknown unit', [{ ...noChangeNotification, Attributes: { After: '2', Unit: 'Weeks' } }], ...attribute],
  [
    'a span that is none',
    [{ ...expirationNotification, Attributes: { Before: '-1', Unit: 'Days' } }],
    ...attribute,
  ],
])('PutParameter refuses policies with %s', async (_what, policies, name, message) => {
  await using api = await startServicesApi(SSMClient);
  expect(await errorOf(put(api, policies))).toEqual({ name, message, status: 400 });
});
