import { expect, test } from 'vitest';
import { toRuntimeContainer } from '../../../../../emulator/runtime/docker/containers/inspect.ts';

const never = '0001-01-01T00:00:00Z';
const running = {
  Status: 'running',
  ExitCode: 0,
  OOMKilled: false,
  StartedAt: '2026-01-01T00:00:01.5Z',
  FinishedAt: never,
};
const container = (State: typeof running & { Health?: { Status: string } }) =>
  toRuntimeContainer({
    ...{ Id: 'c1', Name: '/app', Config: { Labels: null }, State },
    NetworkSettings: { Networks: null },
  });
const startedAtMs = Date.parse('2026-01-01T00:00:01.500Z');

test.each([
  [undefined, 'UNKNOWN'],
  ['none', 'UNKNOWN'],
  ['starting', 'UNKNOWN'],
  ['healthy', 'HEALTHY'],
  ['unhealthy', 'UNHEALTHY'],
])("the engine's health %s is %s", (status, health) => {
  const State = status === undefined ? running : { ...running, Health: { Status: status } };
  expect(container(State).health).toBe(health);
});

test.each([
  ['created', { ...running, Status: 'created', StartedAt: never }, { status: 'created' }],
  ['running', running, { status: 'running', startedAtMs }],
  ['paused', { ...running, Status: 'paused' }, { status: 'running', startedAtMs }],
  [
    'exited',
    { ...running, Status: 'exited', ExitCode: 137, OOMKilled: true, FinishedAt: '2026-01-01T00:00:02Z' },
    {
      ...{ status: 'exited', startedAtMs, exitCode: 137, oomKilled: true },
      finishedAtMs: Date.parse('2026-01-01T00:00:02Z'),
    },
  ],
  [
    'dead before it started',
    { ...running, Status: 'dead', ExitCode: 128, StartedAt: never },
    { status: 'exited', exitCode: 128, oomKilled: false, finishedAtMs: 0 },
  ],
])('a container that the engine calls %s', (_status, State, state) => {
  expect(container(State)).toEqual({ id: 'c1', name: 'app', labels: {}, health: 'UNKNOWN', state });
});
