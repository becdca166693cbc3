import { expect, test } from 'vitest';
import { compileCondition } from '../../../../emulator/load-balancer/rules/condition.ts';
import { AskedRequest, type RuleRequest } from '../../../../emulator/load-balancer/rules/rule-request.ts';
import type { RuleCondition } from '../../../../emulator/load-balancer/snapshot.ts';

const request: RuleRequest = {
  method: 'GET',
  host: 'WWW.example.com',
  path: '/Img/a.png',
  query: 'Version=V1&flag&star=a*b',
  headers: { raw: ['User-Agent', 'Mozilla Chrome', 'X-Env', 'dev', 'x-env', 'PROD'] },
  clientAddress: '::ffff:10.1.2.3',
};

const regexes: readonly string[] = [];
const header = (name: string, ...values: string[]): RuleCondition => ({
  field: 'http-header',
  name,
  values,
  regexes,
});
const host = (...values: string[]): RuleCondition => ({ field: 'host-header', values, regexes });
const path = (...values: string[]): RuleCondition => ({ field: 'path-pattern', values, regexes });
const query = (value: string, key?: string): RuleCondition => ({
  field: 'query-string',
  pairs: [{ value, key }],
});
const source = (...values: string[]): RuleCondition => ({ field: 'source-ip', values });
const method = (...values: string[]): RuleCondition => ({ field: 'http-request-method', values });

test.each<[string, RuleCondition, boolean]>([
  ['a host in any case', host('a.b', '*.EXAMPLE.com'), true],
  ['another host', host('example.com'), false],
  ['a host by regex', { field: 'host-header', values: [], regexes: ['^www\\.ex'] }, true],
  ['a path', path('/Img/*.png'), true],
  ['a path in another case', path('/img/*'), false],
  ['a path by regex', { field: 'path-pattern', values: [], regexes: ['^/Img/[a-z]+\\.png$'] }, true],
  ['a path by regex in another case', { field: 'path-pattern', values: [], regexes: ['^/img/'] }, false],
  ['a header in any case', header('user-agent', '*CHROME*'), true],
  ['a later one of several headers', header('X-ENV', 'prod'), true],
  ['a header that is not there', header('x-other', '*'), false],
  ['a header by regex', { field: 'http-header', name: 'x-env', values: [], regexes: ['^pro'] }, true],
  ['a key and a value in any case', query('v1', 'version'), true],
  ['a value of any key', query('v?'), true],
  ['a value of another key', query('v1', 'flag'), false],
  ['a key without a value', query('*', 'flag'), true],
  ['an escaped wildcard', query('a\\*b', 'star'), true],
  ['an escaped wildcard elsewhere', query('\\*', 'version'), false],
  ['a method', method('POST', 'GET'), true],
  ['another method', method('get'), false],
  ['a network of the peer', source('192.0.2.0/24', '10.1.0.0/16'), true],
  ['a network of others', source('10.2.0.0/16'), false],
  ['a network of the other version', source('2001:db8::/32'), false],
])('tests for %s', (_title, condition, expected) => {
  expect(compileCondition(condition)(new AskedRequest(request))).toBe(expected);
});

test('matches a peer by IPv6 network', () => {
  const peer = { ...request, clientAddress: '2001:db8::7' };
  expect(compileCondition(source('2001:db8::/32'))(new AskedRequest(peer))).toBe(true);
});
