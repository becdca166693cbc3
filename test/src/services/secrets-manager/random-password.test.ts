import {
  GetRandomPasswordCommand,
  type GetRandomPasswordCommandInput,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { expect, test } from 'vitest';
import { errorOf } from '../../../support/error-of.ts';
import { startServicesApi } from '../../../support/services/services-api.ts';

const lower = 'abcdefghijklmnopqrstuvwxyz';
const upper = lower.toUpperCase();
const numbers = '0123456789';
const punctuation = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';

function typesIn(password: string): string[] {
  const types = { lower, upper, numbers, punctuation, space: ' ' };
  return Object.entries(types)
    .filter(([, characters]) => [...password].some((each) => characters.includes(each)))
    .map(([name]) => name);
}

test.each<[GetRandomPasswordCommandInput, number, string[]]>([
  [{}, 32, ['lower', 'upper', 'numbers', 'punctuation']],
  [{ PasswordLength: 4 }, 4, ['lower', 'upper', 'numbers', 'punctuation']],
  [{ PasswordLength: 5, IncludeSpace: true }, 5, ['lower', 'upper', 'numbers', 'punctuation', 'space']],
  [{ ExcludePunctuation: true, ExcludeNumbers: true }, 32, ['lower', 'upper']],
  [{ ExcludeLowercase: true, ExcludeUppercase: true, PasswordLength: 2 }, 2, ['numbers', 'punctuation']],
  [{ ExcludeCharacters: numbers + upper, PasswordLength: 2 }, 2, ['lower', 'punctuation']],
  [{ PasswordLength: 4096 }, 4096, ['lower', 'upper', 'numbers', 'punctuation']],
])('GetRandomPassword for %j makes %d characters of the types %j', async (input, length, types) => {
  await using api = await startServicesApi(SecretsManagerClient);
  const { RandomPassword = '' } = await api.client.send(new GetRandomPasswordCommand(input));
  expect([RandomPassword.length, typesIn(RandomPassword)]).toEqual([length, types]);
});

test('GetRandomPassword leaves characters out, requires no type where told so, and never repeats itself', async () => {
  await using api = await startServicesApi(SecretsManagerClient);
  const password = async (input: GetRandomPasswordCommandInput) =>
    (await api.client.send(new GetRandomPasswordCommand(input))).RandomPassword ?? '';
  const ExcludeCharacters = `${lower}${upper}${numbers}${punctuation.replace('/', '').replace('"', '')}`;
  expect(await password({ ExcludeCharacters, PasswordLength: 64 })).toMatch(/^[/"]{64}$/);
  expect(await password({ PasswordLength: 1, RequireEachIncludedType: false })).toMatch(/^.$/);
  expect(await password({})).not.toBe(await password({}));
});

test.each<[GetRandomPasswordCommandInput, string, string]>([
  [
    { PasswordLength: 3 },
    'InvalidParameterException',
    'Password length is too short based on the required types.',
  ],
  [
    { ExcludeLowercase: true, ExcludeUppercase: true, ExcludeNumbers: true, ExcludePunctuation: true },
    'InvalidParameterException',
    'The exclusions leave no character for a password.',
  ],
  [
    { PasswordLength: 0 },
    'ValidationException',
    "1 validation error detected: Value '0' at 'passwordLength' failed to satisfy constraint: Member must have value greater than or equal to 1",
  ],
  [
    { PasswordLength: 4097 },
    'ValidationException',
    "1 validation error detected: Value '4097' at 'passwordLength' failed to satisfy constraint: Member must have value less than or equal to 4096",
  ],
])('GetRandomPassword refuses %j', async (input, name, message) => {
  await using api = await startServicesApi(SecretsManagerClient);
  expect(await errorOf(api.client.send(new GetRandomPasswordCommand(input)))).toEqual({
    name,
    message,
    status: 400,
  });
});
