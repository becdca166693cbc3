import { expect, test } from 'vitest';
import { Dispatcher } from '../../../src/aws/dispatch.ts';
import { AwsError } from '../../../src/aws/errors.ts';
import { defineService } from '../../../src/aws/service-definition.ts';

function define(context: { readonly account: string }) {
  return defineService(
    {
      signingName: 'sts',
      protocol: { kind: 'query', apiVersion: '2011-06-15', xmlNamespace: 'https://sts/' },
      loadSdk: () => import('@aws-sdk/client-sts'),
      missingMember: (operation, path) => new AwsError('ValidationError', `${operation} ${path}`),
      operations: {
        GetCallerIdentity: ({ account }, _input, { region }) => ({ Account: account, Arn: region }),
        AssumeRole: undefined,
      },
    },
    context,
  );
}

test('binds each handler to the context of its service', async () => {
  const dispatcher = new Dispatcher([define({ account: '111111111111' })], () => {});
  const { body } = await dispatcher.dispatch({
    headers: {},
    url: '/?Action=GetCallerIdentity&Version=2011-06-15',
    body: '',
    requestId: 'id',
  });
  expect(body).toContain('<Account>111111111111</Account><Arn>us-east-1</Arn>');
});

test('takes an operation without handler for one that is lacking', () => {
  expect([...define({ account: '' }).operations.keys()]).toEqual(['GetCallerIdentity']);
});

test("gives the SDK's exports as they are", async () => {
  const sdk = await define({ account: '' }).loadSdk();
  const { GetCallerIdentity$ } = await import('@aws-sdk/client-sts');
  expect(sdk.GetCallerIdentity$).toBe(GetCallerIdentity$);
});
