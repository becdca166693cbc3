import { expect, test } from 'vitest';
import { StickySessions } from '../../../../emulator/load-balancer/stickiness/sticky-sessions.ts';

const nowMs = Date.parse('2026-01-01T00:00:00Z');
const expires = 'Expires=Thu, 08 Jan 2026 00:00:00 GMT; Path=/';
const lbCookie = new StickySessions('tg', { type: 'lb_cookie', durationMs: 60_000 });
const appCookie = new StickySessions('tg', { type: 'app_cookie', durationMs: 60_000, cookieName: 'session' });

/** Set-Cookie headers with their values left out, and those values. */
function parts(headers: readonly string[]): { shapes: string[]; values: string[] } {
  const lines = headers.filter((_each, index) => index % 2 === 1);
  return {
    shapes: lines.map((line) => line.replace(/=[^;]+/, '=<value>')),
    values: lines.map((line) => line.slice(line.indexOf('=') + 1, line.indexOf(';'))),
  };
}

test('duration-based cookies are two of one value, kept for seven days', () => {
  const { shapes, values } = parts(lbCookie.setCookies('10.0.0.1:80', [], nowMs));
  expect(shapes).toEqual([
    `AWSALB=<value>; ${expires}`,
    `AWSALBCORS=<value>; ${expires}; SameSite=None; Secure`,
  ]);
  expect(values[0]).toBe(values[1]);
});

test('either of the two binds, and a bad one does not get in the way of the other', () => {
  const [value] = parts(lbCookie.setCookies('10.0.0.1:80', [], nowMs)).values;
  const targetOf = (cookie: string, atMs = nowMs) => lbCookie.targetOf(cookie, atMs);
  expect([
    targetOf(`AWSALB=${value}`),
    targetOf(`x=1; AWSALBCORS=${value}`),
    targetOf(`AWSALB=bad; AWSALBCORS=${value}`),
    targetOf(`AWSALB=${value}`, nowMs + 60_000),
    targetOf('AWSALB=bad'),
    targetOf(`AWSALBTG=${value}`),
    targetOf('x=1'),
  ]).toEqual(['10.0.0.1:80', '10.0.0.1:80', '10.0.0.1:80', undefined, undefined, undefined, undefined]);
});

test.each([
  ['the named cookie', ['Set-Cookie', 'session=1; Path=/'], true],
  ['the named cookie among others', ['set-cookie', 'a=1', 'Server', 'x', 'SET-COOKIE', 'session=1'], true],
  ['another cookie', ['Set-Cookie', 'sessions=1', 'Set-Cookie', 'a=session=1'], false],
  ['the name in another header', ['X-Cookie', 'session=1'], false],
  ['no cookie', [], false],
])('an answer that sets %s begins an application session: %j is %j', (_title, answer, begins) => {
  const { shapes } = parts(appCookie.setCookies('10.0.0.1:80', answer, nowMs));
  expect(shapes).toEqual(begins ? [`AWSALBAPP-0=<value>; ${expires}`] : []);
});

test('an application session needs both cookies back', () => {
  const [value] = parts(appCookie.setCookies('10.0.0.1:80', ['Set-Cookie', 'session=1'], nowMs)).values;
  expect([
    appCookie.targetOf(`session=1; AWSALBAPP-0=${value}`, nowMs),
    appCookie.targetOf(`session=1; AWSALBAPP-0=${value}`, nowMs + 60_000),
    appCookie.targetOf(`AWSALBAPP-0=${value}`, nowMs),
    appCookie.targetOf('session=1', nowMs),
    appCookie.targetOf(`session=1; AWSALB=${value}`, nowMs),
  ]).toEqual(['10.0.0.1:80', undefined, undefined, undefined, undefined]);
});
