import { expect, test } from 'vitest';
import {
  forwardedHost,
  type RequestFacts,
  requestHeaders,
} from '../../../../emulator/load-balancer/forward/request-headers.ts';
import { defaultHttp } from '../../../support/data-path/data-path.ts';
import { requestHead } from '../../../support/data-path/request-head.ts';

const facts: RequestFacts = {
  scheme: 'http',
  clientAddress: '10.0.0.9',
  clientPort: 4711,
  http: defaultHttp,
  listenerPort: 80,
  authority: 'a.com',
  traceId: '1-65a5a5a5-0123456789abcdef01234567',
};

const own = [
  ['X-Forwarded-For', '10.0.0.9'],
  ['X-Forwarded-Proto', 'http'],
  ['X-Forwarded-Port', '80'],
  ['X-Amzn-Trace-Id', 'Root=1-65a5a5a5-0123456789abcdef01234567'],
];

function pairs(text: string): string[][] {
  const lines = text.split('\r\n');
  expect(lines.pop()).toBe('');
  return lines.map((line) => line.split(/: (.*)/s).slice(0, 2));
}

/** A request with headers, a flat list of names and values. */
function asked(method: string, flat: readonly string[]) {
  const lines = Array.from({ length: flat.length / 2 }, (_, i) => `${flat[2 * i]}: ${flat[2 * i + 1]}`);
  return requestHead(`${method} / HTTP/1.1`, ...lines);
}

test.each<[string, string[], Partial<RequestFacts> & { readonly method?: string }, string[][]]>([
  [
    "keeps the client's order, spelling and repetitions",
    ['Host', 'a.com', 'x-b', '1', 'X-A', '2', 'Cookie', 'c=1', 'X-A', '3'],
    {},
    [['Host', 'a.com'], ['x-b', '1'], ['X-A', '2'], ['Cookie', 'c=1'], ['X-A', '3'], ...own],
  ],
  [
    'ends hop-by-hop headers and those that Connection names',
    [
      ...['Connection', 'keep-alive, X-Private, Content-Length', 'Keep-Alive', 'timeout=5', 'X-Private', '1'],
      ...['Proxy-Authorization', 'x', 'Proxy-Authenticate', 'x', 'Proxy-Connection', 'x', 'TE', 'trailers'],
      ...['Trailer', 'X-T', 'Upgrade', 'h2c', 'Expect', '100-continue', 'Content-Length', '3'],
    ],
    { method: 'POST' },
    [['Host', 'a.com'], ['Content-Length', '3'], ...own],
  ],
  [
    'appends to X-Forwarded-For, over all of its occurrences',
    ['X-Forwarded-For', '1.1.1.1', 'x-forwarded-for', '2.2.2.2, 3.3.3.3'],
    {},
    [['Host', 'a.com'], ['X-Forwarded-For', '1.1.1.1, 2.2.2.2, 3.3.3.3, 10.0.0.9'], ...own.slice(1)],
  ],
  [
    'overwrites X-Forwarded-Proto and -Port',
    ['X-Forwarded-Proto', 'https', 'X-FORWARDED-PORT', '443'],
    { listenerPort: 8080 },
    [['Host', 'a.com:8080'], ...own.slice(0, 2), ['X-Forwarded-Port', '8080'], ...own.slice(3)],
  ],
  [
    'cannot be made to drop its own headers by Connection',
    ['X-Forwarded-For', '1.1.1.1', 'Connection', 'close, x-forwarded-for, x-amzn-trace-id, host'],
    {},
    [['Host', 'a.com'], ['X-Forwarded-For', '1.1.1.1, 10.0.0.9'], ...own.slice(1)],
  ],
  [
    'frames a chunked body anew',
    ['transfer-encoding', 'chunked'],
    { method: 'POST' },
    [['Host', 'a.com'], ['Transfer-Encoding', 'chunked'], ...own],
  ],
  [
    'says that a POST without a body has none',
    [],
    { method: 'POST' },
    [['Host', 'a.com'], ['Content-Length', '0'], ...own],
  ],
  [
    'writes the upgrade anew',
    ['Connection', 'Upgrade', 'Upgrade', 'websocket', 'Sec-WebSocket-Key', 'k'],
    {},
    [
      ['Host', 'a.com'],
      ['Sec-WebSocket-Key', 'k'],
      ['Connection', 'Upgrade'],
      ['Upgrade', 'websocket'],
      ...own,
    ],
  ],
  [
    'leaves X-Forwarded-For as it came when it is to be preserved, and -Proto and -Port are its own all the same',
    ['X-Forwarded-For', '1.1.1.1', 'X-Forwarded-Proto', 'https'],
    { http: { ...defaultHttp, forwardedFor: 'preserve', clientPort: true } },
    [['Host', 'a.com'], ['X-Forwarded-For', '1.1.1.1'], ...own.slice(1)],
  ],
  [
    'preserves that there is no X-Forwarded-For',
    [],
    { http: { ...defaultHttp, forwardedFor: 'preserve' } },
    [['Host', 'a.com'], ...own.slice(1)],
  ],
  [
    'removes X-Forwarded-For',
    ['X-Forwarded-For', '1.1.1.1'],
    { http: { ...defaultHttp, forwardedFor: 'remove', clientPort: true } },
    [['Host', 'a.com'], ...own.slice(1)],
  ],
  [
    "appends the client's port",
    ['X-Forwarded-For', '1.1.1.1'],
    { http: { ...defaultHttp, clientPort: true } },
    [['Host', 'a.com'], ['X-Forwarded-For', '1.1.1.1, 10.0.0.9:4711'], ...own.slice(1)],
  ],
  [
    'puts an IPv6 address with a port into brackets',
    [],
    { clientAddress: '2001:db8::1', http: { ...defaultHttp, clientPort: true } },
    [['Host', 'a.com'], ['X-Forwarded-For', '[2001:db8::1]:4711'], ...own.slice(1)],
  ],
  [
    'and without a port does not',
    [],
    { clientAddress: '2001:db8::1' },
    [['Host', 'a.com'], ['X-Forwarded-For', '2001:db8::1'], ...own.slice(1)],
  ],
  [
    'preserves the Host',
    ['Host', 'a.com'],
    { listenerPort: 8080, http: { ...defaultHttp, preserveHost: true } },
    [['Host', 'a.com'], ...own.slice(0, 2), ['X-Forwarded-Port', '8080'], ...own.slice(3)],
  ],
  [
    'drops headers whose names are no letters, digits and hyphens',
    ['X_A', '1', 'X.B', '2', 'X-C', '3'],
    { http: { ...defaultHttp, dropInvalidHeaders: true } },
    [['Host', 'a.com'], ['X-C', '3'], ...own],
  ],
  [
    'gives one Host, whatever number came',
    ['Host', 'a.com', 'host', 'evil.com'],
    {},
    [['Host', 'a.com'], ...own],
  ],
])('%s', (_title, raw, { method = 'GET', ...changes }, expected) => {
  expect(pairs(requestHeaders(asked(method, raw), { ...facts, ...changes }))).toEqual(expected);
});

test.each([
  ['a.com', 80, 'a.com'],
  ['a.com:8080', 80, 'a.com'],
  ['a.com:443', 443, 'a.com'],
  ['a.com', 8080, 'a.com:8080'],
  ['a.com:9', 8080, 'a.com:9'],
  ['[::1]', 8080, '[::1]:8080'],
  ['[::1]:80', 80, '[::1]'],
])('the Host of %s on port %i is %s', (authority, port, expected) => {
  expect(forwardedHost(authority, port)).toBe(expected);
});
