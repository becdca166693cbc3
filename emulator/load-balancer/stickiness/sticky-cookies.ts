import type { Clock } from '../../../src/clock.ts';
import { groupCookies } from '../rules/group-stickiness.ts';
import type { RouteAction, WeightedTargetGroup } from '../snapshot.ts';
import type { StickySessions } from './sticky-sessions.ts';

/** What a request was given. */
export interface StickyChoice {
  readonly group: WeightedTargetGroup;
  readonly targetKey: string;
  /** Of the target group. */
  readonly sessions: StickySessions | undefined;
}

/**
 * What keeps the client to its target group and to its target, as headers to be added by the target's own; undefined
 * where nothing does. Both are flat lists of names and values.
 */
export function stickyCookies(
  { stickiness }: Extract<RouteAction, { readonly type: 'forward' }>,
  { group, targetKey, sessions }: StickyChoice,
  clock: Clock,
): ((answer: readonly string[]) => readonly string[]) | undefined {
  const groupSeconds = stickiness?.enabled ? stickiness.durationSeconds : undefined;
  if (groupSeconds === undefined)
    return sessions && ((answer) => sessions.setCookies(targetKey, answer, clock.now()));
  return (answer) => {
    const now = clock.now();
    const own = sessions?.setCookies(targetKey, answer, now) ?? [];
    return [...groupCookies(group, groupSeconds, now), ...own];
  };
}
