import { expect, test } from 'vitest';
import type { Task } from '../../../../../src/services/ecs/task/task.ts';
import { TaskStore } from '../../../../../src/services/ecs/task/task-store.ts';
import { State } from '../../../../../src/state/state.ts';
import { plainTask } from '../../../../support/plain-task.ts';

const instance = 'arn:aws:ecs:us-east-1:000000000000:container-instance/default/i1';
const resources = { cpu: 0, memoryMiB: 0, tcpPorts: [], udpPorts: [] };
const task = plainTask('a1', {
  containerInstance: { arn: instance, ec2InstanceId: 'i-1', resources },
});
const service = 'arn:aws:ecs:us-east-1:000000000000:service/default/web';

/** A store that has that task at hand, and what another one, which has nothing at hand, says of it. */
function startScene() {
  const state = new State(':memory:');
  const tasks = new TaskStore(state);
  tasks.insert(task);
  const written = (): Task | undefined => new TaskStore(state).find(task.arn);
  return { state, tasks, written, [Symbol.dispose]: () => state[Symbol.dispose]() };
}

const writes: readonly [string, (tasks: TaskStore) => void][] = [
  [
    'observing it',
    (tasks) => tasks.observe(task, { lastStatus: 'PENDING', observed: { ...task.observed, version: 2 } }),
  ],
  [
    'observing it where it stands',
    (tasks) =>
      tasks.observe(task, { lastStatus: task.lastStatus, observed: { ...task.observed, version: 2 } }),
  ],
  [
    'its end',
    (tasks) => tasks.observe(task, { lastStatus: 'STOPPED', observed: task.observed, stoppedAtMs: 5 }),
  ],
  [
    'a decision to stop it',
    (tasks) => tasks.decideStop(task, { code: 'UserInitiated', reason: 'r', atMs: 1 }),
  ],
  ['its protection', (tasks) => tasks.protect(task, 60_000)],
  ['the deregistration of its instance', (tasks) => tasks.orphan(instance)],
  ['an announcement', (tasks) => tasks.announce(task.arn, 'started')],
];

test.each(writes)('finds a task as it stands after %s', (_, write) => {
  using scene = startScene();
  const before = scene.written();
  write(scene.tasks);
  const after = scene.tasks.find(task.arn);
  expect(after).not.toEqual(before);
  expect(after).toEqual(scene.written());
});

test('finds a task as it was inserted, and none whose insertion was undone', () => {
  using scene = startScene();
  expect(scene.tasks.find(task.arn)).toEqual(scene.written());
  const other = plainTask('a2');
  expect(() =>
    scene.state.transaction(() => {
      scene.tasks.insert(other);
      expect(scene.tasks.find(other.arn)?.sequence).toBe(2);
      throw new Error('no');
    }),
  ).toThrow(new Error('no'));
  expect(scene.tasks.find(other.arn)).toBeUndefined();
});

test.each(writes)('finds a task as it was where %s was undone', (_, write) => {
  using scene = startScene();
  const before = scene.written();
  expect(() =>
    scene.state.transaction(() => {
      write(scene.tasks);
      throw new Error('no');
    }),
  ).toThrow(new Error('no'));
  expect(scene.tasks.find(task.arn)).toEqual(before);
});

test('finds no task that was forgotten, or that went with everything else', () => {
  using scene = startScene();
  scene.tasks.observe(task, { lastStatus: 'STOPPED', observed: task.observed, stoppedAtMs: 5 });
  scene.tasks.forgetStopped(4);
  expect(scene.tasks.find(task.arn)?.stoppedAtMs).toBe(5);
  scene.tasks.forgetStopped(5);
  expect(scene.tasks.find(task.arn)).toBeUndefined();
  scene.tasks.insert(task);
  scene.tasks.find(task.arn);
  scene.state.clear();
  expect(scene.tasks.find(task.arn)).toBeUndefined();
});

test('lists by service, and by what the tasks are meant to do', () => {
  using scene = startScene();
  const { tasks } = scene;
  const [second, third] = [
    plainTask('a2', {}, { serviceArn: service }),
    plainTask('a3', {}, { serviceArn: service }),
  ];
  for (const each of [second, third]) tasks.insert(each);
  tasks.decideStop(third, { code: 'UserInitiated', reason: 'r', atMs: 1 });
  const ids = (found: readonly Task[]) => found.map(({ id }) => id);
  expect([
    ids(tasks.listDesired(task.clusterArn, 'RUNNING')),
    ids(tasks.listDesired(task.clusterArn, 'STOPPED')),
    ids(tasks.listRunningOfService(service)),
  ]).toEqual([['a1', 'a2'], ['a3'], ['a2']]);
});
