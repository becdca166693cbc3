import { expect, test } from 'vitest';
import { readCredential, scopeOf } from '../../../src/aws/request-scope.ts';

const none = new URLSearchParams();

test.each([
  [
    'AWS4-HMAC-SHA256 Credential=AKIA1/20260101/eu-west-1/ecs/aws4_request, SignedHeaders=host, Signature=0',
    { accessKeyId: 'AKIA1', region: 'eu-west-1', service: 'ecs' },
  ],
  ['AWS4-HMAC-SHA256 SignedHeaders=host,Credential=a b/20260101/us-east-1/ecs/aws4_request', undefined],
  ['Basic QVdTOng=', undefined],
  ['Credential=AKIA1/2026/eu-west-1/ecs/aws4_request', undefined],
  ['Credential=AKIA1/20260101/eu-west-1/aws4_request', undefined],
  [`Credential=${'A'.repeat(129)}/20260101/eu-west-1/ecs/aws4_request`, undefined],
])('reads the Authorization %s', (authorization, credential) => {
  expect(readCredential(authorization, none)).toEqual(credential);
});

test('reads the credential of a presigned URL where there is no Authorization', () => {
  const query = new URLSearchParams('X-Amz-Credential=AKIA1%2F20260101%2Feu-west-1%2Fs3%2Faws4_request');
  expect(readCredential(undefined, query)).toEqual({
    accessKeyId: 'AKIA1',
    region: 'eu-west-1',
    service: 's3',
  });
});

test('an unsigned request belongs to the default account and region', () => {
  expect(readCredential(undefined, none)).toBeUndefined();
  expect(scopeOf(undefined, 'id', 'localhost:4566')).toEqual({
    accountId: '000000000000',
    region: 'us-east-1',
    principalArn: 'arn:aws:iam::000000000000:root',
    accessKeyId: '',
    requestId: 'id',
    host: 'localhost:4566',
  });
});

test.each([
  ['123456789012', '123456789012'],
  ['12345678901', '000000000000'],
  ['1234567890123', '000000000000'],
  ['AKIAIOSFODNN7EXAMPLE', '000000000000'],
])('the access key %s names the account %s', (accessKeyId, accountId) => {
  expect(scopeOf({ accessKeyId, region: 'eu-west-1', service: 'ecs' }, 'id', undefined)).toMatchObject({
    accountId,
    region: 'eu-west-1',
  });
});
