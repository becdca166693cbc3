import { expect, test } from 'vitest';
import { fakeDispatcher, form, jsonRequest, requestId } from '../../support/dispatch/fake-dispatcher.ts';

test('a request that names no operation is answered as none of AWS', async () => {
  const { send } = fakeDispatcher();
  expect(await send(form('Version=2015-12-01'))).toEqual({
    status: 404,
    contentType: 'application/json',
    headers: {},
    body: `{"message":"This is not an AWS request: it names no operation by X-Amz-Target or Action.","requestId":"${requestId}"}`,
  });
});

test('a handler is told who asks, and where', async () => {
  const { json, send } = fakeDispatcher();
  const authorization =
    'AWS4-HMAC-SHA256 Credential=123456789012/20260101/eu-west-1/things/aws4_request, SignedHeaders=host, Signature=0';
  await send({ ...jsonRequest('Echo'), headers: { 'x-amz-target': 'Things_2026.Echo', authorization } });
  expect(json.calls.map(({ scope }) => scope)).toEqual([
    {
      accountId: '123456789012',
      region: 'eu-west-1',
      principalArn: 'arn:aws:iam::123456789012:root',
      userId: '123456789012',
      accessKeyId: '123456789012',
      requestId,
    },
  ]);
});
