import type { IncomingHttpHeaders } from 'node:http';
import { describe, expect, test } from 'vitest';
import { linkRefusalOf, loopbackOnly, refusalOf } from '../../src/request-access.ts';

const own = 'localhost:4566';

describe('the Host', () => {
  test.each([
    'localhost:4566',
    'LOCALHOST',
    '127.0.0.1:4566',
    '[::1]:4566',
    '192.168.1.20:4566',
    'drydock:4566',
    'data-localhost:4566',
    'web.localhost:4566',
    'host.docker.internal:4566',
    'ecs.eu-west-1.amazonaws.com',
  ])('%s is served', (host) => {
    expect(refusalOf({ host }, loopbackOnly)).toBeUndefined();
  });

  test.each([
    ['evil.example', 'evil.example'],
    ['Evil.Example:4566', 'evil.example'],
    ['127.0.0.1.evil.example:4566', '127.0.0.1.evil.example'],
    ['amazonaws.com.evil.example', 'amazonaws.com.evil.example'],
    ['evilamazonaws.com', 'evilamazonaws.com'],
    ['localhost@evil.example', 'evil.example'],
    ['evil.example:99999', 'evil.example:99999'],
  ])('%s is refused', (host, name) => {
    expect(refusalOf({ host }, loopbackOnly)).toBe(`The Host ${name} is not served here.`);
  });

  test('may be allowed by name', () => {
    const policy = { allowedHosts: ['ci.example'], allowedOrigins: [] };
    expect(refusalOf({ host: 'ci.example:4566' }, policy)).toBeUndefined();
    expect(refusalOf({ host: 'x.ci.example:4566' }, policy)).toBe(
      'The Host x.ci.example is not served here.',
    );
  });

  test('may be missing, as in HTTP/1.0', () => {
    expect(refusalOf({}, loopbackOnly)).toBeUndefined();
  });
});

describe('the Origin', () => {
  test.each([`http://${own}`, 'http://LOCALHOST:4566'])('%s is our own', (origin) => {
    expect(refusalOf({ host: own, origin }, loopbackOnly)).toBeUndefined();
  });

  test.each([
    'https://evil.example',
    'http://localhost:3000',
    'http://localhost',
    'http://127.0.0.1:4566',
    'http://localhost:4566.evil.example',
    'null',
    '',
  ])('%j is foreign', (origin) => {
    expect(refusalOf({ host: own, origin }, loopbackOnly)).toBe(
      `Requests from the origin ${origin} are not allowed.`,
    );
  });

  test('may be allowed, letter for letter', () => {
    const policy = { allowedHosts: [], allowedOrigins: ['http://localhost:3000'] };
    const headers = { host: own, 'sec-fetch-site': 'same-site' };
    expect(refusalOf({ ...headers, origin: 'http://localhost:3000' }, policy)).toBeUndefined();
    expect(refusalOf({ ...headers, origin: 'http://localhost:3001' }, policy)).toBe(
      'Requests from the origin http://localhost:3001 are not allowed.',
    );
  });

  test('of our own does not make a foreign Host ours', () => {
    const headers = { host: 'evil.example:4566', origin: 'http://evil.example:4566' };
    expect(refusalOf(headers, loopbackOnly)).toBe('The Host evil.example is not served here.');
  });
});

describe('a request without an Origin', () => {
  const fetched = (site: string, mode: string, dest: string): IncomingHttpHeaders => ({
    host: own,
    'sec-fetch-site': site,
    'sec-fetch-mode': mode,
    'sec-fetch-dest': dest,
  });
  const foreign = 'Requests from the pages of other sites are not allowed.';
  const link = 'Links from other sites to AWS operations are not followed.';

  test.each([
    ['an image on a foreign page', fetched('cross-site', 'no-cors', 'image'), foreign, link],
    ['a script of a page on another port', fetched('same-site', 'no-cors', 'script'), foreign, link],
    ['a frame in a foreign page', fetched('cross-site', 'navigate', 'iframe'), foreign, link],
    ['a link on a foreign page', fetched('cross-site', 'navigate', 'document'), undefined, link],
    ['a page of ours', fetched('same-origin', 'cors', 'empty'), undefined, undefined],
    ['an address that the user typed', fetched('none', 'navigate', 'document'), undefined, undefined],
    ['a program', { host: own }, undefined, undefined],
  ])('from %s', (_, headers, refusal, linkRefusal) => {
    expect([refusalOf(headers, loopbackOnly), linkRefusalOf(headers)]).toEqual([refusal, linkRefusal]);
  });
});
