import { expect, test } from 'vitest';
import { TargetGroupUsers } from '../../../emulator/reconciler/target-group-users.ts';
import { TaskStore } from '../../../src/services/ecs/task/task-store.ts';
import { State } from '../../../src/state/state.ts';
import { plainTask } from '../../support/plain-task.ts';

function serviceTask(id: string, serviceArn: string | undefined, ...groups: string[]) {
  return plainTask(
    id,
    {
      loadBalancers: groups.map((targetGroupArn) => ({
        targetGroupArn,
        containerName: 'app',
        containerPort: 80,
      })),
    },
    { serviceArn },
  );
}

test('knows the services with live tasks in a target group, and the tasks that drain in it', () => {
  using state = new State(':memory:');
  const tasks = new TaskStore(state);
  const first = serviceTask('1', 'service-a', 'tg-1', 'tg-2');
  const second = serviceTask('2', 'service-a', 'tg-1');
  const third = serviceTask('3', 'service-b', 'tg-1');
  tasks.insert(first);
  tasks.insert(serviceTask('4', undefined, 'tg-1'));
  const users = new TargetGroupUsers(tasks);
  for (const task of [second, third]) {
    tasks.insert(task);
    users.update(task.arn, tasks.find(task.arn));
  }
  const seen = () =>
    ['tg-1', 'tg-2', 'tg-3'].map((arn) => [users.servicesOf(arn), users.drainingTasksOf(arn)]);
  expect(seen()).toEqual([
    [['service-a', 'service-b'], []],
    [['service-a'], []],
    [[], []],
  ]);
  for (const task of [first, second]) {
    tasks.observe(task, { lastStatus: 'DEACTIVATING', observed: task.observed });
    users.update(task.arn, tasks.find(task.arn));
  }
  expect(seen()).toEqual([
    [
      ['service-a', 'service-b'],
      [first.arn, second.arn],
    ],
    [['service-a'], [first.arn]],
    [[], []],
  ]);
  tasks.observe(first, { lastStatus: 'STOPPED', observed: first.observed, stoppedAtMs: 1 });
  users.update(first.arn, tasks.find(first.arn));
  users.update(first.arn, tasks.find(first.arn));
  tasks.observe(second, { lastStatus: 'STOPPING', observed: second.observed });
  users.update(second.arn, tasks.find(second.arn));
  expect(seen()).toEqual([
    [['service-a', 'service-b'], []],
    [[], []],
    [[], []],
  ]);
});
