import { expect, test } from 'vitest';
import { groupCookies, stickyGroup } from '../../../../emulator/load-balancer/rules/group-stickiness.ts';

const groups = [
  { targetGroupArn: 'arn:tg/a/1111', weight: 1 },
  { targetGroupArn: 'arn:tg/b/2222', weight: 1 },
] as const;

test('a cookie counts for the seconds that it was given', () => {
  const cookie = groupCookies(groups[1], 10, 1000)[1]?.split(';')[0];
  expect([10_999, 11_000].map((now) => stickyGroup(groups, `x=y; ${cookie}`, now)?.targetGroupArn)).toEqual([
    'arn:tg/b/2222',
    undefined,
  ]);
});

test.each([undefined, '', 'AWSALBTG', 'AWSALBTG=', 'AWSALBTG=%%%', 'AWSALB=abc'])(
  'the cookie header %j names no group',
  (header) => {
    expect(stickyGroup(groups, header, 0)).toBeUndefined();
  },
);
