import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SessionSeal } from '../../../../emulator/load-balancer/stickiness/session-seal.ts';

const nowMs = Date.parse('2026-01-01T00:00:00Z');

test('a value opens to its target until it expires, also by a seal made anew', () => {
  const value = new SessionSeal('tg', 'lb_cookie').seal('10.0.0.1:80', nowMs + 1000);
  const again = new SessionSeal('tg', 'lb_cookie');
  expect(value).toMatch(/^[A-Za-z0-9+/]+=*$/);
  expect([again.open(value, nowMs), again.open(value, nowMs + 999), again.open(value, nowMs + 1000)]).toEqual(
    ['10.0.0.1:80', '10.0.0.1:80', undefined],
  );
});

test('a value says nothing of its target, and no two are alike', () => {
  const seal = new SessionSeal('tg', 'lb_cookie');
  const [one, two] = [seal.seal('10.0.0.1:80', nowMs), seal.seal('10.0.0.1:80', nowMs)];
  expect(Buffer.from(one, 'base64').toString('latin1')).not.toContain('10.0.0.1');
  expect(one).not.toBe(two);
});

test.each([
  ['another target group', 'other', 'lb_cookie'],
  ['another purpose', 'tg', 'app_cookie session'],
])('a value means nothing to %s', (_title, arn, purpose) => {
  const value = new SessionSeal('tg', 'lb_cookie').seal('10.0.0.1:80', nowMs + 1000);
  expect(new SessionSeal(arn, purpose).open(value, nowMs)).toBeUndefined();
});

test('a value with any bit changed, cut off or made up opens to nothing', () => {
  const seal = new SessionSeal('tg', 'lb_cookie');
  const whole = Buffer.from(seal.seal('10.0.0.1:80', nowMs + 1000), 'base64');
  for (let bit = 0; bit < whole.length * 8; bit += 1) {
    const changed = Buffer.from(whole);
    changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    expect(seal.open(changed.toString('base64'), nowMs)).toBeUndefined();
  }
  for (let length = 0; length < whole.length; length += 1)
    expect(seal.open(whole.subarray(0, length).toString('base64'), nowMs)).toBeUndefined();
  fc.assert(fc.property(fc.string({ maxLength: 2000 }), (text) => seal.open(text, nowMs) === undefined));
});
