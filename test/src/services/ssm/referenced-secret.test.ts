import {
  CreateSecretCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { GetParameterCommand, GetParametersCommand, SSMClient } from '@aws-sdk/client-ssm';
import { expect, test } from 'vitest';
import { bodyOf } from '../../../support/body-of.ts';
import { errorOf } from '../../../support/error-of.ts';
import { createSecret } from '../../../support/services/create-secret.ts';
import { type ServicesApi, startServicesApi } from '../../../support/services/services-api.ts';

const reference = '/aws/reference/secretsmanager/db/password';

function secretsOf({ endpoint }: ServicesApi<SSMClient>): SecretsManagerClient {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  return new SecretsManagerClient({ endpoint, region: 'us-east-1', credentials, maxAttempts: 1 });
}

function get(api: ServicesApi<SSMClient>, Name: string, WithDecryption = true) {
  return bodyOf(api.client.send(new GetParameterCommand({ Name, WithDecryption })));
}

test('GetParameter reads a secret of Secrets Manager, and tells where it is from', async () => {
  await using api = await startServicesApi(SSMClient);
  const { arn, versionId } = await createSecret(secretsOf(api), 'db/password', 'hunter2');
  const at = api.clock.now();
  const { Parameter = {} } = await get(api, reference);
  const { SourceResult = '', ...parameter } = Parameter;
  expect({ ...parameter, SourceResult: JSON.parse(SourceResult) }).toEqual({
    Name: reference,
    Type: 'SecureString',
    Value: 'hunter2',
    Version: 0,
    LastModifiedDate: new Date(at),
    ARN: arn,
    DataType: 'text',
    SourceResult: {
      ARN: arn,
      Name: 'db/password',
      VersionId: versionId,
      SecretString: 'hunter2',
      VersionStages: ['AWSCURRENT'],
      CreatedDate: at / 1000,
    },
  });
});

test('GetParameter reads a version of a secret by its id and by its stage', async () => {
  await using api = await startServicesApi(SSMClient);
  const secrets = secretsOf(api);
  const { versionId } = await createSecret(secrets, 'db/password', 'old');
  await secrets.send(new PutSecretValueCommand({ SecretId: 'db/password', SecretString: 'new' }));
  const seen = async (selector: string) => {
    const { Parameter } = await get(api, reference + selector);
    return [Parameter?.Value, Parameter?.Selector];
  };
  expect(await seen('')).toEqual(['new', undefined]);
  expect(await seen(`:${versionId}`)).toEqual(['old', `:${versionId}`]);
  expect(await seen(':AWSPREVIOUS')).toEqual(['old', ':AWSPREVIOUS']);
});

test('GetParameter gives no value of a secret that is binary', async () => {
  await using api = await startServicesApi(SSMClient);
  const SecretBinary = new Uint8Array([0, 255]);
  await secretsOf(api).send(new CreateSecretCommand({ Name: 'db/password', SecretBinary }));
  const { Parameter = {} } = await get(api, reference);
  expect([Parameter.Value, JSON.parse(Parameter.SourceResult ?? '').SecretBinary]).toEqual([
    undefined,
    'AP8=',
  ]);
});

test('GetParameter refuses a secret that there is none of, or that is not to be opened', async () => {
  await using api = await startServicesApi(SSMClient);
  expect(await errorOf(get(api, reference))).toEqual({
    name: 'ParameterNotFound',
    message:
      "An error occurred (ResourceNotFoundException) when referencing Secrets Manager: Secrets Manager can't find the specified secret.",
    status: 404,
  });
  expect(await errorOf(get(api, reference, false))).toEqual({
    name: 'ValidationException',
    message: 'WithDecryption flag must be True for retrieving a Secret Manager secret.',
    status: 400,
  });
});

test('GetParameters tells a secret that there is none of from one that there is', async () => {
  await using api = await startServicesApi(SSMClient);
  await createSecret(secretsOf(api), 'db/password', 'hunter2');
  const Names = [reference, `${reference}-2`];
  const several = await api.client.send(new GetParametersCommand({ Names, WithDecryption: true }));
  expect([several.Parameters?.map(({ Value }) => Value), several.InvalidParameters]).toEqual([
    ['hunter2'],
    [`${reference}-2`],
  ]);
});
