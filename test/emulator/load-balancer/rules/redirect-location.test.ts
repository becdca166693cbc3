import { expect, test } from 'vitest';
import {
  type RedirectFacts,
  redirectLocation,
} from '../../../../emulator/load-balancer/rules/redirect-location.ts';
import type { RedirectRoute } from '../../../../emulator/load-balancer/snapshot.ts';

const unchanged: RedirectRoute = {
  type: 'redirect',
  statusCode: 301,
  protocol: '#{protocol}',
  host: '#{host}',
  port: '#{port}',
  path: '/#{path}',
  query: '#{query}',
};
const facts: RedirectFacts = {
  protocol: 'http',
  host: 'a.com',
  port: 80,
  path: '/x/y',
  query: 'q=1',
  boundPort: () => undefined,
};

test.each<[Partial<RedirectRoute>, string]>([
  [{ protocol: 'HTTPS', port: '443' }, 'https://a.com:443/x/y?q=1'],
  [{ host: 'www.#{host}' }, 'http://www.a.com:80/x/y?q=1'],
  [{ path: '/new/#{path}', query: '' }, 'http://a.com:80/new/x/y'],
  [{ path: '/#{host}/#{port}' }, 'http://a.com:80/a.com/80?q=1'],
  [{ path: '/', query: '#{query}&from=#{protocol}-#{path}' }, 'http://a.com:80/?q=1&from=http-x/y'],
])('%j leads to %s', (changed, expected) => {
  expect(redirectLocation({ ...unchanged, ...changed }, facts)).toBe(expected);
});

test('leaves the question mark out where there is no query', () => {
  expect(redirectLocation({ ...unchanged, port: '8080' }, { ...facts, query: '' })).toBe(
    'http://a.com:8080/x/y',
  );
});

test('names the port at which the load balancer listens instead of the one that it asks for', () => {
  const boundPort = (scheme: string, port: number) => (scheme === 'https' && port === 443 ? 8443 : undefined);
  const toHttps = { ...unchanged, protocol: 'HTTPS', port: '443' };
  expect(redirectLocation(toHttps, { ...facts, boundPort })).toBe('https://a.com:8443/x/y?q=1');
});
