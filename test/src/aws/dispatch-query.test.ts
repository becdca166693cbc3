import { describe, expect, test } from 'vitest';
import { fakeDispatcher, form, requestId, signed } from '../../support/dispatch/fake-dispatcher.ts';
import { internal, queryError } from '../../support/dispatch/wire-errors.ts';

describe('Query', () => {
  const found = { status: 200, contentType: 'text/xml', headers: {} };

  test('reads, handles and answers by the schema, empty lists and special characters included', async () => {
    const { query, send } = fakeDispatcher();
    const request = form(
      'Action=Echo&Version=2015-12-01&name=a%26%3Cb%3E&at=2026-01-02T03:04:05Z&names=&items.member.1.key=k&flag=true',
    );
    expect(await send(request)).toEqual({
      ...found,
      body: `<?xml version="1.0" encoding="UTF-8"?>\n<EchoResponse xmlns="http://things/"><EchoResult><name>a&amp;&lt;b&gt;</name><flag>true</flag><at>2026-01-02T03:04:05Z</at><names/><items><member><key>k</key></member></items></EchoResult><ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></EchoResponse>`,
    });
    expect(query.calls).toHaveLength(1);
  });

  test('answers an operation without output with an empty result', async () => {
    const { send } = fakeDispatcher();
    expect(await send(form('Action=Forget&Version=2015-12-01&name=n'))).toEqual({
      ...found,
      body: `<?xml version="1.0" encoding="UTF-8"?>\n<ForgetResponse xmlns="http://things/"><ForgetResult></ForgetResult><ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></ForgetResponse>`,
    });
  });

  test.each([
    ['in the query string of a GET', { url: '/?Action=Echo&Version=2015-12-01&name=n' }],
    [
      'in a form with a character set',
      form('Action=Echo&Version=2015-12-01&name=n', {
        'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
      }),
    ],
    [
      'in a form whose type is written in capitals',
      form('Action=Echo&Version=2015-12-01&name=n', {
        'content-type': 'Application/X-WWW-Form-URLEncoded',
      }),
    ],
    ['in both', { ...form('name=n'), url: '/?Action=Echo&Version=2015-12-01' }],
    ['of no version, by its signature', form('Action=Echo&name=n', { authorization: signed('balancing') })],
    [
      'of a presigned URL',
      {
        url: '/?Action=Echo&name=n&X-Amz-Credential=AKID%2F20260101%2Feu-west-1%2Fbalancing%2Faws4_request',
      },
    ],
  ])('finds the action %s', async (_, request) => {
    const { query, send } = fakeDispatcher();
    expect((await send(request)).status).toBe(200);
    expect(query.calls.map(({ input }) => input)).toEqual([{ name: 'n' }]);
  });

  test.each([
    [
      'an operation that AWS lacks',
      form('Action=Invent&Version=2015-12-01'),
      queryError(400, 'Sender', 'InvalidAction', 'Could not find operation Invent for version 2015-12-01'),
    ],
    [
      'an operation that only we lack',
      form('Action=Lacking&Version=2015-12-01'),
      queryError(400, 'Sender', 'NotImplementedException', 'Drydock does not implement balancing:Lacking.'),
    ],
    [
      'another version of the service, which is another service',
      form('Action=Echo&Version=2012-06-01', { authorization: signed('balancing') }),
      queryError(
        400,
        'Sender',
        'NotImplementedException',
        'Drydock does not implement balancing 2012-06-01:Echo.',
        '',
      ),
    ],
    [
      'a service that we lack',
      form('Action=CreateStack&Version=2010-05-15', { authorization: signed('cloudformation') }),
      queryError(
        400,
        'Sender',
        'NotImplementedException',
        'Drydock does not implement cloudformation 2010-05-15:CreateStack.',
        '',
      ),
    ],
    [
      'a missing member',
      form('Action=Echo&Version=2015-12-01'),
      queryError(400, 'Sender', 'MissingMember', 'Echo needs name'),
    ],
    [
      'a malformed value',
      form('Action=Echo&Version=2015-12-01&name=n&count=x'),
      queryError(400, 'Sender', 'MalformedInput', 'Invalid value &apos;x&apos; for numeric parameter count'),
    ],
    [
      'an error of the service by its query code and status',
      form('Action=Refuse&Version=2015-12-01&name=n'),
      queryError(404, 'Sender', 'ThingNotFound', 'No &lt;thing&gt; &amp; no other.'),
    ],
    [
      'an unexpected failure',
      form('Action=Fail&Version=2015-12-01&name=n'),
      queryError(500, 'Receiver', 'InternalFailure', internal),
    ],
  ])('answers %s', async (_, request, answer) => {
    const { query, send } = fakeDispatcher();
    expect(await send(request)).toEqual(answer);
    expect(query.calls).toEqual([]);
  });
});
