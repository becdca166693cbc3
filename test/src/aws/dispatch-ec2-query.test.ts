import { describe, expect, test } from 'vitest';
import { fakeDispatcher, form, requestId, signed } from '../../support/dispatch/fake-dispatcher.ts';
import { ec2Error, internal } from '../../support/dispatch/wire-errors.ts';

describe('EC2 Query', () => {
  test('reads, handles and answers by the schema, whatever version the client is of', async () => {
    const { ec2, send } = fakeDispatcher();
    const request = form('Action=Echo&Version=2014-10-01&Name=n&Names.1=a', { authorization: signed('ec2') });
    expect(await send(request)).toEqual({
      status: 200,
      contentType: 'text/xml',
      headers: {},
      body: `<?xml version="1.0" encoding="UTF-8"?>\n<EchoResponse xmlns="http://ec2"><requestId>${requestId}</requestId><name>n</name><names><member>a</member></names></EchoResponse>`,
    });
    expect(ec2.calls.map(({ input }) => input)).toEqual([{ name: 'n', names: ['a'] }]);
  });

  test.each([
    [
      'an operation that AWS lacks',
      'Action=Invent',
      ec2Error(400, 'InvalidAction', 'The action Invent is not valid for this web service.'),
    ],
    [
      'an operation that only we lack',
      'Action=Lacking',
      ec2Error(400, 'NotImplementedException', 'Drydock does not implement ec2:Lacking.'),
    ],
    ['a missing member', 'Action=Echo', ec2Error(400, 'MissingMember', 'Echo needs name')],
    ['an unexpected failure', 'Action=Fail&Name=n', ec2Error(500, 'InternalFailure', internal)],
  ])('answers %s', async (_, fields, answer) => {
    const { send } = fakeDispatcher();
    expect(await send(form(`${fields}&Version=2016-11-15`))).toEqual(answer);
  });
});
