import { expect, test } from 'vitest';
import {
  parseSecretReference,
  type SecretReference,
  secretJsonValue,
} from '../../../src/plan/secret-reference.ts';

const arn = 'arn:aws:secretsmanager:eu-west-1:000000000000:secret:db-AbCdEf';
const secret = { store: 'secretsmanager', arn, region: 'eu-west-1' } as const;
const invalid = {
  store: 'invalid',
  message:
    'an invalid ARN format for the AWS Secrets Manager secret was specified. Specify a valid ARN and try again.',
} as const;
const parameterArn = 'arn:aws:ssm:eu-west-1:000000000000:parameter/db/password';

const cases: readonly (readonly [string, SecretReference])[] = [
  ['password', { store: 'ssm', name: 'password' }],
  ['/db/password', { store: 'ssm', name: '/db/password' }],
  ['/db/password:3', { store: 'ssm', name: '/db/password:3' }],
  [parameterArn, { store: 'ssm', name: parameterArn, region: 'eu-west-1' }],
  [arn, secret],
  [`${arn}:password::`, { ...secret, jsonKey: 'password' }],
  [`${arn}::AWSPREVIOUS:`, { ...secret, versionStage: 'AWSPREVIOUS' }],
  [`${arn}:::v1`, { ...secret, versionId: 'v1' }],
  [
    `${arn}:password:AWSCURRENT:v1`,
    { ...secret, jsonKey: 'password', versionStage: 'AWSCURRENT', versionId: 'v1' },
  ],
  [`${arn}:::`, secret],
  [`${arn}:password`, invalid],
  [`${arn}:a:b:c:d`, invalid],
  ['arn:aws:secretsmanager:eu-west-1:000000000000:secret', invalid],
];

test.each(cases)('reads %s', (valueFrom, reference) => {
  expect(parseSecretReference(valueFrom)).toEqual(reference);
});

test.each([
  ['a text as it is', '"a b"', 'a b'],
  ['an empty text', '""', ''],
  ['a whole number', '5432', '5432'],
  ['a fraction', '0.5', '0.5'],
  ['the largest number without an exponent', '999999', '999999'],
  ['a large number with an exponent', '1000000', '1e+06'],
  ['a long number with an exponent', '123456789', '1.23456789e+08'],
  ['a very large number', '1e100', '1e+100'],
  ['a small number', '0.0001', '0.0001'],
  ['a smaller number with an exponent', '0.00001', '1e-05'],
  ['a negative number', '-2500000', '-2.5e+06'],
  ['a boolean', 'true', 'true'],
  ['null', 'null', '<nil>'],
  ['a list', '["a", 1, [2]]', '[a 1 [2]]'],
  ['an object, its keys in order', '{"b": 1, "a": {"c": null}}', 'map[a:map[c:<nil>] b:1]'],
])('prints %s as Go does', (_, json, text) => {
  expect(secretJsonValue(`{"key": ${json}}`, 'key')).toBe(text);
});

test.each(['{}', '[1]', '"text"', 'null', '{"Key": 1}'])('says that %s lacks the key', (value) => {
  expect(() => secretJsonValue(value, 'key')).toThrow(
    new Error('retrieved secret from Secrets Manager did not contain json key key'),
  );
});

test('does not take what every object has for a key of the secret', () => {
  expect(() => secretJsonValue('{}', 'constructor')).toThrow(/did not contain json key constructor/);
});

test('says that a secret is no JSON, without giving it away', () => {
  expect(() => secretJsonValue('hunter2', 'key')).toThrow(
    new Error('retrieved secret from Secrets Manager is not valid json: key key cannot be read'),
  );
});
