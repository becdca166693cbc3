import { Dispatcher, type WireRequest } from '../../../src/aws/dispatch.ts';
import type { WireAnswer } from '../../../src/aws/protocols/wire-answer.ts';
import { FakeService } from '../fake-service.ts';

/** Of every request that is sent. */
export const requestId = '00000000-0000-4000-8000-000000000001';

/** A dispatcher over three fake services, one a protocol. */
export function fakeDispatcher() {
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

/** An `Authorization` header that names the service. */
export function signed(service: string): string {
  return `AWS4-HMAC-SHA256 Credential=AKID/20260101/eu-west-1/${service}/aws4_request, SignedHeaders=host, Signature=0`;
}

/** A request in awsJson. */
export function jsonRequest(operation: string, body = '{"name":"n"}'): Partial<WireRequest> {
  return { headers: { 'x-amz-target': `Things_2026.${operation}` }, body };
}

/** A request whose body is a form. */
export function form(body: string, headers: WireRequest['headers'] = {}): Partial<WireRequest> {
  return { headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers }, body };
}
