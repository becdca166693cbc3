import { expect, test } from 'vitest';
import { redirectLocation } from '../../../../emulator/load-balancer/rules/redirect-location.ts';
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
const facts = { protocol: 'http', host: 'a.com', port: 80, path: '/x/y', query: 'q=1' } as const;

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
