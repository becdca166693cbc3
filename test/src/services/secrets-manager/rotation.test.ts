import {
  CancelRotateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  ListSecretsCommand,
  PutSecretValueCommand,
  RotateSecretCommand,
  type RotateSecretCommandInput,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { expect, test } from 'vitest';
import { bodyOf } from '../../../support/body-of.ts';
import { errorOf } from '../../../support/error-of.ts';
import { createSecret } from '../../../support/services/create-secret.ts';
import { type ServicesApi, startServicesApi } from '../../../support/services/services-api.ts';

const RotationLambdaARN = 'arn:aws:lambda:us-east-1:000000000000:function:rotate';

function rotate(api: ServicesApi<SecretsManagerClient>, input: Partial<RotateSecretCommandInput> = {}) {
  return bodyOf(
    api.client.send(new RotateSecretCommand({ SecretId: 'n', RotateImmediately: false, ...input })),
  );
}

test('RotateSecret and CancelRotateSecret keep the settings of rotation, and rotate nothing', async () => {
  await using api = await startServicesApi(SecretsManagerClient);
  const { arn, versionId } = await createSecret(api.client, 'n', 'v');
  const secret = { ARN: arn, Name: 'n' };
  const describe = () => bodyOf(api.client.send(new DescribeSecretCommand({ SecretId: 'n' })));
  const before = await describe();
  const RotationRules = { ScheduleExpression: 'rate(10 days)', Duration: '3h' };
  expect(await rotate(api, { RotationLambdaARN, RotationRules })).toEqual(secret);
  const settings = { RotationLambdaARN, RotationRules, RotationEnabled: true };
  expect(await describe()).toEqual({ ...before, ...settings });
  const { SecretList } = await api.client.send(new ListSecretsCommand({}));
  expect(SecretList?.[0]).toMatchObject(settings);
  expect(await rotate(api, { RotationRules: { AutomaticallyAfterDays: 30 } })).toEqual(secret);
  const changed = { ...settings, RotationRules: { AutomaticallyAfterDays: 30 } };
  expect(await describe()).toEqual({ ...before, ...changed });
  const cancel = new CancelRotateSecretCommand({ SecretId: 'n' });
  expect(await bodyOf(api.client.send(cancel))).toEqual(secret);
  expect(await describe()).toEqual({ ...before, ...changed, RotationEnabled: false });
  const pending = { SecretId: 'n', SecretString: 'w', VersionStages: ['AWSPENDING'] };
  const { VersionId } = await api.client.send(new PutSecretValueCommand(pending));
  expect(await bodyOf(api.client.send(cancel))).toEqual({ ...secret, VersionId });
  expect((await describe()).VersionIdsToStages?.[versionId]).toEqual(['AWSCURRENT']);
});

test('RotateSecret refuses to rotate by a Lambda function, and keeps none of the settings', async () => {
  await using api = await startServicesApi(SecretsManagerClient);
  await createSecret(api.client, 'n', 'v');
  for (const RotateImmediately of [true, undefined])
    expect(await errorOf(rotate(api, { RotationLambdaARN, RotateImmediately }))).toEqual({
      name: 'NotImplementedException',
      message:
        'Drydock does not implement the rotation of a secret by a Lambda function. With RotateImmediately set to false it keeps the settings of rotation and rotates nothing.',
      status: 400,
    });
  const described = await api.client.send(new DescribeSecretCommand({ SecretId: 'n' }));
  expect([described.RotationEnabled, described.RotationLambdaARN]).toEqual([undefined, undefined]);
});

test.each<[Partial<RotateSecretCommandInput>, string, string]>([
  [{}, 'InvalidRequestException', 'No Lambda rotation function ARN is associated with this secret.'],
  [{ SecretId: 'x' }, 'ResourceNotFoundException', "Secrets Manager can't find the specified secret."],
  [
    { ClientRequestToken: 'short' },
    'InvalidParameterException',
    'ClientRequestToken must be 32-64 characters long.',
  ],
  [
    { RotationRules: { AutomaticallyAfterDays: 0 } },
    'ValidationException',
    "1 validation error detected: Value '0' at 'rotationRules.automaticallyAfterDays' failed to satisfy constraint: Member must have value greater than or equal to 1",
  ],
  [
    { RotationRules: { AutomaticallyAfterDays: 1001 } },
    'ValidationException',
    "1 validation error detected: Value '1001' at 'rotationRules.automaticallyAfterDays' failed to satisfy constraint: Member must have value less than or equal to 1000",
  ],
  [
    { RotationRules: { AutomaticallyAfterDays: 1, ScheduleExpression: 'rate(1 day)' } },
    'InvalidParameterException',
    'RotationRules can have AutomaticallyAfterDays or ScheduleExpression, but not both.',
  ],
  [
    { RotationRules: { ScheduleExpression: 'rate(3 hours)' } },
    'InvalidParameterException',
    'The ScheduleExpression rate(3 hours) is not valid.',
  ],
  [
    { RotationRules: { ScheduleExpression: 'cron(0 8 * * *)' } },
    'InvalidParameterException',
    'The ScheduleExpression cron(0 8 * * *) is not valid.',
  ],
  [
    { RotationRules: { ScheduleExpression: 'cron(_)' } },
    'ValidationException',
    "1 validation error detected: Value 'cron(_)' at 'rotationRules.scheduleExpression' failed to satisfy constraint: Member must satisfy regular expression pattern: [0-9A-Za-z\\(\\)#\\?\\*\\-\\/, ]+",
  ],
  [{ RotationRules: { Duration: '25h' } }, 'InvalidParameterException', 'The Duration 25h is not valid.'],
  [
    { ExternalSecretRotationRoleArn: 'arn:aws:iam::000000000000:role/r' },
    'NotImplementedException',
    'Drydock does not implement managed external secrets.',
  ],
])('RotateSecret refuses %j', async (input, name, message) => {
  await using api = await startServicesApi(SecretsManagerClient);
  await createSecret(api.client, 'n', 'v');
  expect(await errorOf(rotate(api, input))).toEqual({ name, message, status: 400 });
});

test.each(['rate(4 hours)', 'rate(1 day)', 'cron(0 8 1 * ? *)'])(
  'RotateSecret takes the schedule %s',
  async (ScheduleExpression) => {
    await using api = await startServicesApi(SecretsManagerClient);
    await createSecret(api.client, 'n', 'v');
    await rotate(api, { RotationLambdaARN, RotationRules: { ScheduleExpression } });
    const { RotationRules } = await api.client.send(new DescribeSecretCommand({ SecretId: 'n' }));
    expect(RotationRules).toEqual({ ScheduleExpression });
  },
);

test('RotateSecret demands a token of a raw request, by an error of its own', async () => {
  await using api = await startServicesApi(SecretsManagerClient);
  const answer = await fetch(api.endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'secretsmanager.RotateSecret',
    },
    body: JSON.stringify({ SecretId: 'n' }),
  });
  const message = 'You must provide a ClientRequestToken value. We recommend a UUID-type value.';
  expect(await answer.json()).toEqual({ __type: 'InvalidParameterException', message, Message: message });
});

test('CancelRotateSecret and RotateSecret refuse a secret without rotation, a missing and a deleted one', async () => {
  await using api = await startServicesApi(SecretsManagerClient);
  await createSecret(api.client, 'n', 'v');
  const cancel = (SecretId: string) => api.client.send(new CancelRotateSecretCommand({ SecretId }));
  expect(await errorOf(cancel('n'))).toEqual({
    name: 'InvalidRequestException',
    message: 'No Lambda rotation function ARN is associated with this secret.',
    status: 400,
  });
  expect((await errorOf(cancel('x'))).name).toBe('ResourceNotFoundException');
  await api.client.send(new DeleteSecretCommand({ SecretId: 'n' }));
  for (const sent of [cancel('n'), rotate(api, { RotationLambdaARN })])
    expect((await errorOf(sent)).message).toBe(
      "You can't perform this operation on the secret because it was marked for deletion.",
    );
});
