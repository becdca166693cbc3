import {
  CreateSecretCommand,
  type Filter,
  ListSecretsCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { expect, test } from 'vitest';
import { errorOf } from '../../../../support/error-of.ts';
import { startServicesApi } from '../../../../support/services/services-api.ts';

const secrets = [
  { Name: 'app/Database', Description: 'The main store', Tags: [{ Key: 'Team', Value: 'Blue' }] },
  { Name: 'app/queue', Description: 'a queue', Tags: [{ Key: 'Team', Value: 'Red' }] },
  { Name: 'web-key' },
];

async function listed(...Filters: Filter[]): Promise<string[]> {
  await using api = await startServicesApi(SecretsManagerClient);
  for (const secret of secrets) await api.client.send(new CreateSecretCommand(secret));
  const { SecretList = [] } = await api.client.send(new ListSecretsCommand({ Filters }));
  return SecretList.map(({ Name = '' }) => Name);
}

const both = ['app/Database', 'app/queue'];

test.each<[Filter, string[]]>([
  [{ Key: 'name', Values: ['app/'] }, both],
  [{ Key: 'name', Values: ['App/', 'queue', 'web'] }, ['web-key']],
  [{ Key: 'name', Values: ['!app/'] }, ['web-key']],
  [{ Key: 'description', Values: ['the MAIN'] }, ['app/Database']],
  [{ Key: 'description', Values: ['main'] }, []],
  [{ Key: 'tag-key', Values: ['Te'] }, both],
  [{ Key: 'tag-key', Values: ['team'] }, []],
  [{ Key: 'tag-key', Values: ['!Team'] }, ['web-key']],
  [{ Key: 'tag-value', Values: ['Re'] }, ['app/queue']],
  [{ Key: 'all', Values: ['STORE'] }, ['app/Database']],
  [{ Key: 'all', Values: ['data'] }, ['app/Database']],
  [{ Key: 'all', Values: ['key web'] }, ['web-key']],
  [{ Key: 'all', Values: ['blue', 'web'] }, ['app/Database', 'web-key']],
  [{ Key: 'all', Values: ['abase'] }, []],
  [{ Key: 'primary-region', Values: ['us-east-1'] }, []],
  [{ Key: 'owning-service', Values: ['rds'] }, []],
])('ListSecrets with the filter %j finds %j', async (filter, names) => {
  expect(await listed(filter)).toEqual(names);
});

test('ListSecrets demands every filter', async () => {
  const team = { Key: 'tag-key', Values: ['Team'] } as const;
  expect(
    await listed({ ...team, Values: [...team.Values] }, { Key: 'name', Values: ['app/q', 'web'] }),
  ).toEqual(['app/queue']);
});

test.each<[Filter, string, string]>([
  [{ Values: ['a'] }, 'InvalidParameterException', 'Invalid filter key'],
  [{ Key: 'name' }, 'InvalidParameterException', 'Invalid filter values for key: name'],
  [{ Key: 'name', Values: [] }, 'InvalidParameterException', 'Invalid filter values for key: name'],
])('ListSecrets refuses the filter %j', async (filter, name, message) => {
  expect(await errorOf(listed(filter))).toEqual({ name, message, status: 400 });
});

test('ListSecrets refuses a filter that AWS does not have, and more than ten', async () => {
  await using api = await startServicesApi(SecretsManagerClient);
  const answer = await fetch(api.endpoint, {
    method: 'POST',
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'secretsmanager.ListSecrets' },
    body: JSON.stringify({
      Filters: [
        { Key: 'name', Values: ['a'] },
        { Key: 'size', Values: ['1'] },
      ],
    }),
  });
  expect(await answer.json()).toMatchObject({
    __type: 'ValidationException',
    message:
      "1 validation error detected: Value 'size' at 'filters.2.member.key' failed to satisfy constraint: Member must satisfy enum value set: [all, name, tag-key, description, tag-value, owning-service, primary-region]",
  });
  const Filters = Array.from({ length: 11 }, () => ({ Key: 'name' as const, Values: ['a'] }));
  expect((await errorOf(api.client.send(new ListSecretsCommand({ Filters })))).message).toMatch(
    /at 'filters' failed to satisfy constraint: Member must have length less than or equal to 10$/,
  );
});
