import {
  DeleteResourcePolicyCommand,
  DeleteSecretCommand,
  GetResourcePolicyCommand,
  PutResourcePolicyCommand,
  SecretsManagerClient,
  ValidateResourcePolicyCommand,
} from '@aws-sdk/client-secrets-manager';
import { expect, test } from 'vitest';
import { bodyOf } from '../../../support/body-of.ts';
import { errorOf } from '../../../support/error-of.ts';
import { createSecret } from '../../../support/services/create-secret.ts';
import { startServicesApi } from '../../../support/services/services-api.ts';

const statement = {
  Effect: 'Allow',
  Principal: { AWS: 'arn:aws:iam::123456789012:root' },
  Action: 'secretsmanager:GetSecretValue',
  Resource: '*',
};

function policy(changes: object, Version = '2012-10-17'): string {
  return JSON.stringify({ Version, Statement: [{ ...statement, ...changes }] });
}

test('PutResourcePolicy, GetResourcePolicy and DeleteResourcePolicy: keep a policy as it was given', async () => {
  await using api = await startServicesApi(SecretsManagerClient);
  const { arn } = await createSecret(api.client, 'n', 'v');
  const secret = { ARN: arn, Name: 'n' };
  const get = () => bodyOf(api.client.send(new GetResourcePolicyCommand({ SecretId: 'n' })));
  const ResourcePolicy = policy({});
  const put = new PutResourcePolicyCommand({ SecretId: 'n', ResourcePolicy, BlockPublicPolicy: true });
  expect(await bodyOf(api.client.send(put))).toEqual(secret);
  expect(await get()).toEqual({ ...secret, ResourcePolicy });
  const remove = new DeleteResourcePolicyCommand({ SecretId: 'n' });
  expect(await bodyOf(api.client.send(remove))).toEqual(secret);
  expect(await get()).toEqual(secret);
  expect(await bodyOf(api.client.send(remove))).toEqual(secret);
});

const open = [
  policy({ Principal: '*' }),
  policy({ Principal: { AWS: ['*'] } }),
  policy({ Principal: undefined, NotPrincipal: { AWS: '123456789012' } }),
];
const closed = [
  policy({}),
  policy({ Principal: { Service: 'ecs.amazonaws.com' } }),
  policy({ Principal: '*', Effect: 'Deny' }),
  policy({ Principal: '*', Condition: { StringEquals: { 'aws:SourceVpc': 'vpc-1' } } }),
];

test.each(open)(
  'BlockPublicPolicy of PutResourcePolicy refuses %s, which ValidateResourcePolicy does not pass',
  async (ResourcePolicy) => {
    await using api = await startServicesApi(SecretsManagerClient);
    await createSecret(api.client, 'n', 'v');
    const put = (BlockPublicPolicy?: boolean) =>
      bodyOf(
        api.client.send(new PutResourcePolicyCommand({ SecretId: 'n', ResourcePolicy, BlockPublicPolicy })),
      );
    expect(await errorOf(put(true))).toEqual({
      name: 'PublicPolicyException',
      message:
        'The BlockPublicPolicy parameter is set to true, and the resource policy did not prevent broad access to the secret.',
      status: 400,
    });
    expect(
      await bodyOf(api.client.send(new ValidateResourcePolicyCommand({ SecretId: 'n', ResourcePolicy }))),
    ).toEqual({
      PolicyValidationPassed: false,
      ValidationErrors: [
        {
          CheckName: 'BlockPublicPolicy',
          ErrorMessage: 'The resource policy did not prevent broad access to the secret.',
        },
      ],
    });
    expect((await put()).Name).toBe('n');
  },
);

test.each(closed)('ValidateResourcePolicy passes %s', async (ResourcePolicy) => {
  await using api = await startServicesApi(SecretsManagerClient);
  expect(await bodyOf(api.client.send(new ValidateResourcePolicyCommand({ ResourcePolicy })))).toEqual({
    PolicyValidationPassed: true,
    ValidationErrors: [],
  });
});

const syntax = 'This policy has invalid syntax.';
test.each([
  ['{', syntax],
  ['[]', syntax],
  ['{"Version":"2012-10-17"}', syntax],
  [policy({}, '2019-10-19'), syntax],
  [policy({ Effect: 'allow' }), syntax],
  [policy({ Action: undefined }), syntax],
  [policy({ Resource: undefined }), syntax],
  [policy({ Principal: undefined }), syntax],
  [policy({ Principal: {} }), syntax],
  [policy({ Principal: { AWS: 'nobody' } }), 'This resource policy contains an unsupported principal.'],
])('PutResourcePolicy and ValidateResourcePolicy refuse %s', async (ResourcePolicy, message) => {
  await using api = await startServicesApi(SecretsManagerClient);
  const { arn } = await createSecret(api.client, 'n', 'v');
  const malformed = { name: 'MalformedPolicyDocumentException', message, status: 400 };
  const SecretId = 'n';
  expect(await errorOf(api.client.send(new PutResourcePolicyCommand({ SecretId, ResourcePolicy })))).toEqual(
    malformed,
  );
  expect(await errorOf(api.client.send(new ValidateResourcePolicyCommand({ ResourcePolicy })))).toEqual(
    malformed,
  );
  expect(await bodyOf(api.client.send(new GetResourcePolicyCommand({ SecretId })))).toEqual({
    ARN: arn,
    Name: 'n',
  });
});

test('the operations on resource policies refuse a secret that is missing or marked for deletion, and a long policy', async () => {
  await using api = await startServicesApi(SecretsManagerClient);
  await createSecret(api.client, 'n', 'v');
  await api.client.send(new DeleteSecretCommand({ SecretId: 'n' }));
  const ResourcePolicy = policy({});
  for (const send of [
    (SecretId: string) => api.client.send(new GetResourcePolicyCommand({ SecretId })),
    (SecretId: string) => api.client.send(new DeleteResourcePolicyCommand({ SecretId })),
    (SecretId: string) => api.client.send(new PutResourcePolicyCommand({ SecretId, ResourcePolicy })),
    (SecretId: string) => api.client.send(new ValidateResourcePolicyCommand({ SecretId, ResourcePolicy })),
  ]) {
    expect(await errorOf(send('x'))).toEqual({
      name: 'ResourceNotFoundException',
      message: "Secrets Manager can't find the specified secret.",
      status: 400,
    });
    expect(await errorOf(send('n'))).toEqual({
      name: 'InvalidRequestException',
      message: "You can't perform this operation on the secret because it was marked for deletion.",
      status: 400,
    });
  }
  const long = new ValidateResourcePolicyCommand({ ResourcePolicy: ' '.repeat(20_481) });
  expect((await errorOf(api.client.send(long))).message).toMatch(
    /Member must have length less than or equal to 20480$/,
  );
});
