import { expect, test } from 'vitest';
import { isToRestart } from '../../../../src/plan/task/restart.ts';
import type { ContainerRestartPolicy } from '../../../../src/plan/task/task-view.ts';
import type { ObservedContainer } from '../../../../src/services/ecs/task/task.ts';

interface Case {
  readonly title: string;
  readonly policy?: ContainerRestartPolicy | null;
  readonly seen: Partial<ObservedContainer> | undefined;
  readonly restarts: boolean;
}

const ran = (ms: number, exitCode?: number): Partial<ObservedContainer> => ({
  status: 'STOPPED',
  startedAtMs: 1000,
  finishedAtMs: 1000 + ms,
  exitCode,
});

const cases: readonly Case[] = [
  { title: 'nothing is known of it', seen: undefined, restarts: false },
  { title: 'it runs', seen: { status: 'RUNNING', startedAtMs: 1000 }, restarts: false },
  { title: 'it ran as long as the period', seen: ran(60_000, 1), restarts: true },
  { title: 'it ended with 0', seen: ran(60_000, 0), restarts: true },
  { title: 'it ran shorter than the period', seen: ran(59_999, 1), restarts: false },
  { title: 'its exit code is ignored', seen: ran(60_000, 3), restarts: false },
  { title: 'it has no policy', policy: null, seen: ran(60_000, 1), restarts: false },
  { title: 'it was taken away and has no exit code', seen: ran(60_000), restarts: false },
  { title: 'it never started', seen: { status: 'STOPPED', exitCode: 1 }, restarts: false },
  {
    title: 'the engine refused to start it again',
    seen: { ...ran(60_000, 1), restartFailed: true },
    restarts: false,
  },
  { title: 'it was created for the first time', seen: { status: 'CREATED' }, restarts: false },
  {
    title: 'its restart was begun and not ended',
    seen: { status: 'CREATED', restartedAtMs: 5 },
    restarts: true,
  },
];

test.each(cases)('a container restarts: $restarts, where $title', ({ policy, seen, restarts }) => {
  const plan = {
    name: 'app',
    essential: true,
    dependsOn: [],
    stopTimeoutMs: 30_000,
    restartPolicy:
      policy === null ? undefined : { ignoredExitCodes: [3], restartAttemptPeriodMs: 60_000, ...policy },
  };
  expect(isToRestart(plan, seen && { status: 'PENDING', health: 'UNKNOWN', ...seen })).toBe(restarts);
});
