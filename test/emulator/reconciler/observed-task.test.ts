import { expect, test } from 'vitest';
import { withContainer, withFacts, withRestart } from '../../../emulator/reconciler/observed-task.ts';
import type { ObservedTask } from '../../../src/services/ecs/task/task.ts';

const nothing: ObservedTask = { version: 1, containers: {}, targets: 'none', connected: false };

test('a container begins as PENDING and gathers facts', () => {
  const pulled = withContainer(nothing, 'app', { imageDigest: 'sha256:1' });
  const running = withContainer(pulled, 'app', { status: 'RUNNING', startedAtMs: 5 });
  expect([pulled, running]).toEqual([
    {
      ...nothing,
      containers: { app: { status: 'PENDING', health: 'UNKNOWN', imageDigest: 'sha256:1' } },
    },
    {
      ...nothing,
      containers: { app: { status: 'RUNNING', health: 'UNKNOWN', imageDigest: 'sha256:1', startedAtMs: 5 } },
    },
  ]);
});

test('a status only moves forward', () => {
  const stopped = withContainer(nothing, 'app', { status: 'STOPPED', exitCode: 1 });
  expect(withContainer(stopped, 'app', { status: 'RUNNING', startedAtMs: 5 }).containers.app).toEqual({
    status: 'STOPPED',
    health: 'UNKNOWN',
    exitCode: 1,
    startedAtMs: 5,
  });
});

test('facts that are known already change nothing, a status that would move back included', () => {
  const stopped = withContainer(nothing, 'app', { status: 'STOPPED', exitCode: 1 });
  expect(withContainer(stopped, 'app', { status: 'STOPPED', exitCode: 1 })).toBe(stopped);
  expect(withContainer(stopped, 'app', { status: 'RUNNING' })).toBe(stopped);
  expect(withContainer(nothing, 'app', { status: 'PENDING' })).not.toBe(nothing);
});

test('facts about the task are added, and the old value stays as it was', () => {
  expect(withFacts(nothing, { connected: true })).toEqual({ ...nothing, connected: true });
  expect(nothing.connected).toBe(false);
});

test('a restart begins another life, counts it, and forgets what the last one left', () => {
  const made = {
    runtimeId: 'r-1',
    createdAtMs: 3,
    imageId: 'sha256:i',
    imageDigest: 'sha256:1',
    imageVariables: ['PATH'],
  };
  const stopped = withContainer(nothing, 'app', {
    ...{ status: 'STOPPED', exitCode: 1, reason: 'OutOfMemoryError', health: 'UNHEALTHY' },
    ...{ ...made, startedAtMs: 5, finishedAtMs: 9 },
  });
  const again = withRestart(stopped, 'app', 10);
  expect(again).toEqual({
    ...nothing,
    containers: {
      app: {
        ...{ status: 'CREATED', health: 'UNKNOWN', ...made },
        ...{ restartCount: 1, restartedAtMs: 10 },
      },
    },
  });
  const third = withRestart(withContainer(again, 'app', { status: 'STOPPED' }), 'app', 20);
  expect(third.containers.app?.restartCount).toBe(2);
});

test('only what ended begins another life', () => {
  const running = withContainer(nothing, 'app', { status: 'RUNNING', startedAtMs: 5 });
  expect(withRestart(running, 'app', 10)).toBe(running);
});
