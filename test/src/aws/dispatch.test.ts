import { describe, expect, test } from 'vitest';
import { Dispatcher, type WireRequest } from '../../../src/aws/dispatch.ts';
import type { WireAnswer } from '../../../src/aws/protocols/wire-answer.ts';
import { FakeService } from '../../support/fake-service.ts';

const requestId = '00000000-0000-4000-8000-000000000001';

function fakes() {
  const json = new FakeService('things', { kind: 'json', targetPrefix: 'Things_2026', version: '1.1' });
  const query = new FakeService('balancing', {
    kind: 'query',
    apiVersion: '2015-12-01',
    xmlNamespace: 'http://things/',
  });
  const ec2 = new FakeService('ec2', {
    kind: 'ec2-query',
    apiVersion: '2016-11-15',
    xmlNamespace: 'http://ec2',
  });
  const failures: unknown[] = [];
  const dispatcher = new Dispatcher([json, query, ec2], (error, request) => failures.push([error, request]));
  const send = (request: Partial<WireRequest>): Promise<WireAnswer> =>
    dispatcher.dispatch({ headers: {}, url: '/', body: '', requestId, ...request });
  return { json, query, ec2, failures, send };
}

function signed(service: string): string {
  return `AWS4-HMAC-SHA256 Credential=AKID/20260101/eu-west-1/${service}/aws4_request, SignedHeaders=host, Signature=0`;
}

function jsonRequest(operation: string, body = '{"name":"n"}'): Partial<WireRequest> {
  return { headers: { 'x-amz-target': `Things_2026.${operation}` }, body };
}

function form(body: string, headers: WireRequest['headers'] = {}): Partial<WireRequest> {
  return { headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers }, body };
}

function jsonError(status: number, code: string, message: string, members: object = {}) {
  return {
    status,
    contentType: 'application/x-amz-json-1.1',
    headers: { 'x-amzn-errortype': code },
    body: JSON.stringify({ __type: code, message, Message: message, ...members }),
  };
}

function queryError(
  status: number,
  type: string,
  code: string,
  message: string,
  namespace = 'http://things/',
) {
  return {
    status,
    contentType: 'text/xml',
    headers: {},
    body: `<?xml version="1.0" encoding="UTF-8"?>\n<ErrorResponse xmlns="${namespace}"><Error><Type>${type}</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>${requestId}</RequestId></ErrorResponse>`,
  };
}

function ec2Error(status: number, code: string, message: string) {
  return {
    status,
    contentType: 'text/xml',
    headers: {},
    body: `<?xml version="1.0" encoding="UTF-8"?>\n<Response><Errors><Error><Code>${code}</Code><Message>${message}</Message></Error></Errors><RequestID>${requestId}</RequestID></Response>`,
  };
}

const internal = 'The request processing has failed because of an internal error.';

describe('awsJson', () => {
  test('reads, handles and answers by the schema', async () => {
    const { json, send } = fakes();
    const body =
      '{"name":"n","count":2,"at":1700000000.5,"bytes":"AAE=","names":[],"labels":{"a":"b"},"unknown":1}';
    expect(await send(jsonRequest('Echo', body))).toEqual({
      status: 200,
      contentType: 'application/x-amz-json-1.1',
      headers: {},
      body: '{"name":"n","count":2,"at":1700000000.5,"bytes":"AAE=","names":[],"labels":{"a":"b"}}',
    });
    expect(json.calls.map(({ input }) => input)).toEqual([
      {
        name: 'n',
        count: 2,
        at: new Date(1_700_000_000_500),
        bytes: new Uint8Array([0, 1]),
        names: [],
        labels: { a: 'b' },
      },
    ]);
  });

  test('waits for an operation that takes its time', async () => {
    const { send } = fakes();
    expect((await send(jsonRequest('EchoLater'))).body).toBe('{"name":"n"}');
  });

  test('answers an operation without output with an empty body', async () => {
    const { send } = fakes();
    expect(await send(jsonRequest('Forget'))).toMatchObject({ status: 200, body: '' });
  });

  test.each([
    [
      'no body as an empty object',
      jsonRequest('Echo', ''),
      jsonError(400, 'MissingMember', 'Echo needs name'),
    ],
    [
      'a body that is no JSON',
      jsonRequest('Echo', '{"name":'),
      jsonError(400, 'SerializationException', 'The request body is not well-formed JSON'),
    ],
    [
      'a body that is no object',
      jsonRequest('Echo', '[]'),
      jsonError(400, 'SerializationException', 'START_ARRAY can not be converted to an Object'),
    ],
    [
      'a member of a wrong type',
      jsonRequest('Echo', '{"name":1}'),
      jsonError(400, 'SerializationException', 'NUMBER_VALUE can not be converted to a String'),
    ],
    [
      'an operation that AWS lacks',
      jsonRequest('Invent'),
      jsonError(400, 'UnknownOperationException', 'The operation Invent is not known.'),
    ],
    [
      'a name that is a schema of another kind',
      jsonRequest('ThingNotFoundException'),
      jsonError(400, 'UnknownOperationException', 'The operation ThingNotFoundException is not known.'),
    ],
    [
      'an operation that only we lack',
      jsonRequest('Lacking'),
      jsonError(400, 'NotImplementedException', 'Drydock does not implement things:Lacking.'),
    ],
    [
      'a service that we lack, by its signing name',
      { headers: { 'x-amz-target': 'Other_2020.Do', authorization: signed('other') }, body: '{}' },
      jsonError(400, 'NotImplementedException', 'Drydock does not implement other:Do.'),
    ],
    [
      'a service that we lack, by its target where nothing is signed',
      { headers: { 'x-amz-target': 'Other_2020.Do' }, body: '{}' },
      jsonError(400, 'NotImplementedException', 'Drydock does not implement Other_2020:Do.'),
    ],
    [
      'an error of the service, with its status and members',
      jsonRequest('Refuse'),
      jsonError(404, 'ThingNotFoundException', 'No <thing> & no other.', { thing: 'x' }),
    ],
  ])('answers %s', async (_, request, answer) => {
    const { json, failures, send } = fakes();
    expect(await send(request)).toEqual(answer);
    expect([json.calls, failures]).toEqual([[], []]);
  });

  test('answers an unexpected failure without its text, and reports it', async () => {
    const { failures, send } = fakes();
    expect(await send(jsonRequest('Fail'))).toEqual(jsonError(500, 'InternalFailure', internal));
    expect(failures).toEqual([
      [new Error('the secret of the house'), { service: 'things', operation: 'Fail', requestId }],
    ]);
  });

  test("loads a service's SDK once, at its first request", async () => {
    const { json, query, send } = fakes();
    expect(json.loads).toBe(0);
    await send(jsonRequest('Echo'));
    await send(jsonRequest('Echo'));
    expect([json.loads, query.loads]).toEqual([1, 0]);
  });
});

describe('Query', () => {
  const found = { status: 200, contentType: 'text/xml', headers: {} };

  test('reads, handles and answers by the schema, empty lists and special characters included', async () => {
    const { query, send } = fakes();
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
    const { send } = fakes();
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
    const { query, send } = fakes();
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
    const { query, send } = fakes();
    expect(await send(request)).toEqual(answer);
    expect(query.calls).toEqual([]);
  });
});

describe('EC2 Query', () => {
  test('reads, handles and answers by the schema, whatever version the client is of', async () => {
    const { ec2, send } = fakes();
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
    const { send } = fakes();
    expect(await send(form(`${fields}&Version=2016-11-15`))).toEqual(answer);
  });
});

test('a request that names no operation is answered as none of AWS', async () => {
  const { send } = fakes();
  expect(await send(form('Version=2015-12-01'))).toEqual({
    status: 404,
    contentType: 'application/json',
    headers: {},
    body: `{"message":"This is not an AWS request: it names no operation by X-Amz-Target or Action.","requestId":"${requestId}"}`,
  });
});

test('a handler is told who asks, and where', async () => {
  const { json, send } = fakes();
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
