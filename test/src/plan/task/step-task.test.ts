import { describe, expect, test } from 'vitest';
import { stepTask } from '../../../../src/plan/task/step-task.ts';
import { ModelTask } from '../../../support/planner/history/model-task.ts';
import { container, needs, running, textOf, walk } from '../../../support/planner/task-walk.ts';

describe('on its way up', () => {
  test('a task passes network, images and containers, and runs', () => {
    const task = new ModelTask({ containers: [container('a'), container('b')] });
    expect(walk(task)).toEqual(['attach-network', 'PENDING', 'pull a b', 'start a b', 'RUNNING', 'wait']);
  });

  test('a task with load balancers is registered before it runs', () => {
    const task = new ModelTask({ containers: [container('a')], hasLoadBalancers: true });
    expect(walk(task).slice(4)).toEqual(['ACTIVATING', 'register-targets', 'RUNNING', 'wait']);
  });

  test('a task that is orphaned leaves its load balancers and runs on', () => {
    const task = running(new ModelTask({ containers: [container('a')], hasLoadBalancers: true }));
    task.orphan();
    expect(walk(task)).toEqual(['deregister-targets', 'wait']);
    expect(task.view.lastStatus).toBe('RUNNING');
  });

  test('a task that is orphaned before it is registered never is', () => {
    const task = new ModelTask({ containers: [container('a')], hasLoadBalancers: true });
    task.orphan();
    expect(walk(task).slice(4)).toEqual(['ACTIVATING', 'RUNNING', 'wait']);
  });

  test('containers that are pulled already are not pulled again', () => {
    const task = new ModelTask({ containers: [container('a'), container('b')] });
    task.see('a', { status: 'PULLED' });
    expect(walk(task).slice(2, 4)).toEqual(['pull b', 'start a b']);
  });

  test('a container that was created and not started is started', () => {
    const task = new ModelTask({ containers: [container('a')] });
    task.see('a', { status: 'CREATED' });
    expect(walk(task)).toEqual(['attach-network', 'PENDING', 'start a', 'RUNNING', 'wait']);
  });

  test('an essential container that ends stops the task, whatever its exit code', () => {
    const task = running(new ModelTask({ containers: [container('a'), container('b')] }));
    task.see('b', { status: 'STOPPED', exitCode: 0 });
    expect(textOf(stepTask(task.view, 0))).toBe(
      'stop EssentialContainerExited: Essential container in task exited',
    );
  });

  test('a container that is not essential ends without consequence', () => {
    const task = running(
      new ModelTask({ containers: [container('a'), container('b', { essential: false })] }),
    );
    task.see('b', { status: 'STOPPED', exitCode: 1 });
    expect(walk(task)).toEqual(['wait']);
  });
});

describe('with a restartPolicy', () => {
  const restartPolicy = { ignoredExitCodes: [], restartAttemptPeriodMs: 60_000 };
  const ended = { status: 'STOPPED' as const, exitCode: 1, startedAtMs: 0, finishedAtMs: 60_000 };

  test('an essential container starts again and the task runs on', () => {
    const task = running(new ModelTask({ containers: [container('a', { restartPolicy })] }));
    task.see('a', ended);
    expect(walk(task)).toEqual(['restart a', 'wait']);
  });

  test('a container that ended too soon stops the task', () => {
    const task = running(new ModelTask({ containers: [container('a', { restartPolicy })] }));
    task.see('a', { ...ended, finishedAtMs: 59_999 });
    expect(walk(task)[0]).toBe('stop EssentialContainerExited: Essential container in task exited');
  });

  test('a task that is stopping starts nothing again', () => {
    const task = running(new ModelTask({ containers: [container('a', { restartPolicy }), container('b')] }));
    task.stop();
    task.see('a', ended);
    expect(walk(task)).toEqual(['STOPPING', 'signal b', 'wait until 30000']);
  });

  test('an essential container without one that ends at the same time stops the task', () => {
    const task = running(new ModelTask({ containers: [container('a', { restartPolicy }), container('b')] }));
    task.see('a', ended);
    task.see('b', { status: 'STOPPED', exitCode: 1 });
    expect(walk(task)[0]).toBe('stop EssentialContainerExited: Essential container in task exited');
  });

  test('a dependency that failed starts again before it is given up', () => {
    const task = new ModelTask({
      containers: [
        container('app', { dependsOn: [needs('migrate', 'SUCCESS')] }),
        container('migrate', { essential: false, restartPolicy }),
      ],
    });
    walk(task);
    task.see('migrate', ended);
    expect(walk(task)).toEqual(['restart migrate', 'wait']);
    task.see('migrate', { ...ended, exitCode: 0, restartFailed: true });
    expect(walk(task)).toEqual(['start app', 'RUNNING', 'wait']);
  });
});

describe('on its way down', () => {
  test('a task that runs is signalled, waited for, and given back', () => {
    const task = running(new ModelTask({ containers: [container('a'), container('b')] }));
    task.stop();
    expect(walk(task)).toEqual(['STOPPING', 'signal a b', 'wait until 30000']);
    task.see('a', { status: 'STOPPED' });
    expect(walk(task)).toEqual(['wait until 30000']);
    task.see('b', { status: 'STOPPED' });
    expect(walk(task)).toEqual(['DEPROVISIONING', 'release', 'wait']);
    expect(task.view.lastStatus).toBe('STOPPED');
  });

  test('connections drain before any container gets its stop signal', () => {
    const task = running(new ModelTask({ containers: [container('a')], hasLoadBalancers: true }));
    task.stop();
    expect(walk(task)).toEqual(['DEACTIVATING', 'deregister-targets', 'wait']);
    task.drain();
    expect(walk(task)).toEqual(['STOPPING', 'signal a', 'wait until 30000']);
  });

  test('a task whose containers are gone waits for no connections', () => {
    const task = running(new ModelTask({ containers: [container('a')], hasLoadBalancers: true }));
    task.see('a', { status: 'STOPPED', exitCode: 1 });
    expect(walk(task)).toEqual([
      'stop EssentialContainerExited: Essential container in task exited',
      'deregister-targets',
      'DEPROVISIONING',
      'release',
      'wait',
    ]);
  });

  test('a task whose containers end while connections drain goes on', () => {
    const task = running(new ModelTask({ containers: [container('a')], hasLoadBalancers: true }));
    task.stop();
    walk(task);
    task.see('a', { status: 'STOPPED' });
    expect(walk(task)).toEqual(['DEPROVISIONING', 'release', 'wait']);
  });

  test('each container is killed at the end of its own stopTimeout, once', () => {
    const task = running(
      new ModelTask({
        containers: [
          container('slow', { stopTimeoutMs: 2_000 }),
          container('slower', { stopTimeoutMs: 5_000 }),
        ],
      }),
    );
    task.nowMs = 100;
    task.stop();
    expect(walk(task)).toEqual(['STOPPING', 'signal slow slower', 'wait until 2100']);
    task.nowMs = 2_099;
    expect(walk(task)).toEqual(['wait until 2100']);
    task.nowMs = 2_100;
    expect(walk(task)).toEqual(['kill slow', 'wait until 5100']);
    task.nowMs = 5_100;
    expect(walk(task)).toEqual(['kill slower', 'wait']);
  });

  test('a container is stopped once all that depend on it are gone', () => {
    const task = new ModelTask({
      containers: [
        container('db'),
        container('app', { dependsOn: [needs('db', 'START')] }),
        container('edge', { dependsOn: [needs('app', 'START'), needs('db', 'START')] }),
        container('logs'),
      ],
    });
    walk(task);
    task.stop();
    expect(walk(task)).toEqual(['STOPPING', 'signal edge logs', 'wait until 30000']);
    task.see('logs', { status: 'STOPPED' });
    task.see('edge', { status: 'STOPPED' });
    task.nowMs = 1_000;
    expect(walk(task)).toEqual(['signal app', 'wait until 31000']);
    task.see('app', { status: 'STOPPED' });
    expect(walk(task)).toEqual(['signal db', 'wait until 31000']);
    task.see('db', { status: 'STOPPED' });
    expect(walk(task)).toEqual(['DEPROVISIONING', 'release', 'wait']);
  });

  test('a task that has no network yet is given back at once', () => {
    const task = new ModelTask({ containers: [container('a')] });
    task.stop();
    expect(walk(task)).toEqual(['DEPROVISIONING', 'release', 'wait']);
  });

  test('a task whose images are being pulled is given back at once', () => {
    const task = new ModelTask({ containers: [container('a')] });
    task.apply({ type: 'attach-network' });
    task.apply({ type: 'advance', to: 'PENDING' });
    task.stop();
    expect(walk(task)).toEqual(['DEPROVISIONING', 'release', 'wait']);
  });

  test('a task some of whose containers run already stops those, and starts no other', () => {
    const task = new ModelTask({
      containers: [container('a'), container('b', { dependsOn: [needs('a', 'HEALTHY')] })],
    });
    walk(task);
    task.stop();
    expect(walk(task)).toEqual(['STOPPING', 'signal a', 'wait until 30000']);
    task.see('a', { status: 'STOPPED' });
    expect(walk(task)).toEqual(['DEPROVISIONING', 'release', 'wait']);
  });

  test('a task that is registered and does not run yet drains like one that runs', () => {
    const task = new ModelTask({ containers: [container('a')], hasLoadBalancers: true });
    for (let step = stepTask(task.view, 0); textOf(step) !== 'RUNNING'; step = stepTask(task.view, 0))
      task.apply(step);
    task.stop();
    expect(walk(task)).toEqual(['DEACTIVATING', 'deregister-targets', 'wait']);
  });

  test('a task that is STOPPED does nothing more', () => {
    const task = new ModelTask({ containers: [container('a')] });
    task.stop();
    walk(task);
    expect(walk(task)).toEqual(['wait']);
  });
});
