import type { WeightedTargetGroup } from '../snapshot.ts';

const cookieName = 'AWSALBTG';
/** What browsers keep the cookie for; how long it counts stands inside of it. */
const cookieLifeMs = 7 * 24 * 3_600_000;

/** The group that a client's cookie keeps it to, where that one is still in the action and the cookie still counts. */
export function stickyGroup(
  groups: readonly WeightedTargetGroup[],
  cookieHeader: string | undefined,
  nowMs: number,
): WeightedTargetGroup | undefined {
  for (const part of cookieHeader?.split(';') ?? []) {
    const [name = '', value = ''] = part.trim().split('=', 2);
    if (name !== cookieName && name !== `${cookieName}CORS`) continue;
    const [until = '', id = ''] = Buffer.from(value, 'base64url').toString('latin1').split(' ', 2);
    const found = groups.find(({ targetGroupArn }) => idOf(targetGroupArn) === id);
    if (found !== undefined && Number(until) > nowMs) return found;
  }
  return undefined;
}

/** The headers that keep a client to a group, as a flat list of names and values. */
export function groupCookies(group: WeightedTargetGroup, durationSeconds: number, nowMs: number): string[] {
  const value = Buffer.from(`${nowMs + durationSeconds * 1000} ${idOf(group.targetGroupArn)}`).toString(
    'base64url',
  );
  const attributes = `Expires=${new Date(nowMs + cookieLifeMs).toUTCString()}; Path=/`;
  return [
    'Set-Cookie',
    `${cookieName}=${value}; ${attributes}`,
    'Set-Cookie',
    `${cookieName}CORS=${value}; ${attributes}; SameSite=None; Secure`,
  ];
}

function idOf(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}
