import { describe, expect, test } from 'vitest';
import { fakeDispatcher, jsonRequest, requestId, signed } from '../../support/dispatch/fake-dispatcher.ts';
import { internal, jsonError } from '../../support/dispatch/wire-errors.ts';

describe('awsJson', () => {
  test('reads, handles and answers by the schema', async () => {
    const { json, send } = fakeDispatcher();
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
    const { send } = fakeDispatcher();
    expect((await send(jsonRequest('EchoLater'))).body).toBe('{"name":"n"}');
  });

  test('answers an operation without output with an empty body', async () => {
    const { send } = fakeDispatcher();
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
    const { json, failures, send } = fakeDispatcher();
    expect(await send(request)).toEqual(answer);
    expect([json.calls, failures]).toEqual([[], []]);
  });

  test('answers an unexpected failure without its text, and reports it', async () => {
    const { failures, send } = fakeDispatcher();
    expect(await send(jsonRequest('Fail'))).toEqual(jsonError(500, 'InternalFailure', internal));
    expect(failures).toEqual([
      [new Error('the secret of the house'), { service: 'things', operation: 'Fail', requestId }],
    ]);
  });

  test("loads a service's SDK once, at its first request", async () => {
    const { json, query, send } = fakeDispatcher();
    expect(json.loads).toBe(0);
    await send(jsonRequest('Echo'));
    await send(jsonRequest('Echo'));
    expect([json.loads, query.loads]).toEqual([1, 0]);
  });
});
