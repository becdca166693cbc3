import type { FastifyInstance } from 'fastify';
import request from 'supertest';
import { expect, test } from 'vitest';
import { buildApi } from '../../src/api.ts';
import { loopbackOnly } from '../../src/request-access.ts';
import { FakeService } from '../support/fake-service.ts';

interface ServedApi extends AsyncDisposable {
  readonly things: FakeService;
  readonly balancing: FakeService;
  readonly failures: unknown[];
  readonly server: FastifyInstance['server'];
}

async function serve(): Promise<ServedApi> {
  const things = new FakeService('things', { kind: 'json', targetPrefix: 'Things_2026', version: '1.1' });
  const balancing = new FakeService('balancing', {
    kind: 'query',
    apiVersion: '2015-12-01',
    xmlNamespace: 'http://things/',
  });
  const failures: unknown[] = [];
  const app = buildApi({
    services: [things, balancing],
    access: loopbackOnly,
    onFailure: (error, call) => failures.push({ error, ...call }),
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  return { things, balancing, failures, server: app.server, [Symbol.asyncDispose]: () => app.close() };
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

test('answers awsJson with its content type and a request id', async () => {
  await using api = await serve();
  const answer = await request(api.server)
    .post('/')
    .set('content-type', 'application/x-amz-json-1.1')
    .set('x-amz-target', 'Things_2026.Echo')
    .send('{"name":"n"}');
  expect([answer.status, answer.headers['content-type'], answer.text]).toEqual([
    200,
    'application/x-amz-json-1.1',
    '{"name":"n"}',
  ]);
  expect(answer.headers['x-amzn-requestid']).toMatch(uuid);
});

test('gives the handler, the header and the body of an answer one request id', async () => {
  await using api = await serve();
  const answer = await request(api.server).get('/?Action=Echo&Version=2015-12-01&name=n');
  const id = answer.headers['x-amzn-requestid'];
  expect(answer.text).toContain(`<RequestId>${id}</RequestId>`);
  expect(api.balancing.calls.map(({ scope }) => scope.requestId)).toEqual([id]);
});

test('sends the code of an error in a header too', async () => {
  await using api = await serve();
  const answer = await request(api.server)
    .post('/')
    .set('x-amz-target', 'Things_2026.Refuse')
    .send('{"name":"n"}');
  expect([answer.status, answer.headers['x-amzn-errortype'], JSON.parse(answer.text)]).toEqual([
    404,
    'ThingNotFoundException',
    {
      __type: 'ThingNotFoundException',
      message: 'No <thing> & no other.',
      Message: 'No <thing> & no other.',
      thing: 'x',
    },
  ]);
});

test.each([
  'application/x-amz-json-1.1',
  'application/x-amz-json-1.0',
  'application/json; charset=utf-8',
  'text/plain',
  'application/octet-stream',
])('reads a body of the content type %s by its target', async (type) => {
  await using api = await serve();
  const answer = await request(api.server)
    .post('/')
    .set('content-type', type)
    .set('x-amz-target', 'Things_2026.Echo')
    .send('{"name":"é"}');
  expect([answer.status, api.things.calls.map(({ input }) => input)]).toEqual([200, [{ name: 'é' }]]);
});

test('reads a form', async () => {
  await using api = await serve();
  const answer = await request(api.server)
    .post('/')
    .type('form')
    .send('Action=Echo&Version=2015-12-01&name=a+b&names.member.1=x');
  expect([answer.status, answer.headers['content-type']]).toEqual([200, 'text/xml']);
  expect(api.balancing.calls.map(({ input }) => input)).toEqual([{ name: 'a b', names: ['x'] }]);
});

test('takes an empty body for an empty object', async () => {
  await using api = await serve();
  const answer = await request(api.server).post('/').set('x-amz-target', 'Things_2026.Echo');
  expect([answer.status, answer.headers['x-amzn-errortype']]).toEqual([400, 'MissingMember']);
});

test('refuses a body that is larger than any of AWS, before any handler', async () => {
  await using api = await serve();
  const answer = await request(api.server)
    .post('/')
    .set('content-type', 'application/x-amz-json-1.1')
    .set('x-amz-target', 'Things_2026.Echo')
    .send(`{"name":"${'a'.repeat(8 * 1024 * 1024)}"}`);
  expect([answer.status, JSON.parse(answer.text), api.things.calls, api.failures]).toEqual([
    413,
    { __type: 'RequestEntityTooLargeException', message: 'Request entity too large' },
    [],
    [],
  ]);
});

test('answers a failure without its text and reports it with the request id that the caller saw', async () => {
  await using api = await serve();
  const answer = await request(api.server)
    .post('/')
    .set('x-amz-target', 'Things_2026.Fail')
    .send('{"name":"n"}');
  expect([answer.status, answer.text.includes('secret')]).toEqual([500, false]);
  expect(api.failures).toEqual([
    {
      error: new Error('the secret of the house'),
      service: 'things',
      operation: 'Fail',
      requestId: answer.headers['x-amzn-requestid'],
    },
  ]);
});

test.each([
  ['a foreign Host', { host: 'evil.example' }, 'The Host evil.example is not served here.'],
  [
    'a foreign Origin',
    { origin: 'https://evil.example' },
    'Requests from the origin https://evil.example are not allowed.',
  ],
  [
    'an image on a foreign page',
    { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' },
    'Requests from the pages of other sites are not allowed.',
  ],
  [
    'a link on a foreign page',
    { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' },
    'Links from other sites to AWS operations are not followed.',
  ],
])('lets no operation run for %s', async (_, headers, message) => {
  await using api = await serve();
  const answer = await request(api.server).get('/?Action=Echo&Version=2015-12-01&name=n').set(headers);
  expect([answer.status, JSON.parse(answer.text), api.balancing.calls]).toEqual([403, { message }, []]);
});

test('sends no CORS header, not even to a preflight request', async () => {
  await using api = await serve();
  const answer = await request(api.server)
    .options('/')
    .set('origin', 'https://evil.example')
    .set('access-control-request-method', 'POST');
  expect([
    answer.status,
    Object.keys(answer.headers).filter((name) => name.startsWith('access-control')),
  ]).toEqual([403, []]);
});
