import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stepTask } from '../../../../src/plan/task/step-task.ts';
import type { ContainerDependency, ContainerPlan, TaskStep } from '../../../../src/plan/task/task-view.ts';
import type { ObservedContainer } from '../../../../src/services/ecs/task/task.ts';
import { ModelTask } from '../../../support/planner/model-task.ts';

function container(name: string, facts: Partial<ContainerPlan> = {}): ContainerPlan {
  return { name, essential: true, dependsOn: [], stopTimeoutMs: 30_000, ...facts };
}

function needs(containerName: string, condition: ContainerDependency['condition']): ContainerDependency {
  return { containerName, condition };
}

/** Steps until it is somebody else's turn; returns what was done, and what is waited for. */
function walk(task: ModelTask): string[] {
  const steps: string[] = [];
  for (let count = 0; count < 50; count++) {
    const step = stepTask(task.view, task.nowMs);
    steps.push(textOf(step));
    if (step.type === 'wait') return steps;
    task.apply(step);
  }
  throw new Error(`the task came to no rest: ${steps.join(', ')}`);
}

function textOf(step: TaskStep): string {
  if ('containers' in step) return `${step.type} ${step.containers.join(' ')}`;
  if (step.type === 'advance') return step.to;
  if (step.type === 'stop') return `stop ${step.code}: ${step.reason}`;
  return step.type === 'wait' && step.untilMs !== undefined ? `wait until ${step.untilMs}` : step.type;
}

function running(task: ModelTask): ModelTask {
  walk(task);
  return task;
}

describe('on its way up', () => {
  test('a task passes network, images and containers, and runs', () => {
    const task = new ModelTask({ containers: [container('a'), container('b')] });
    expect(walk(task)).toEqual(['attach-network', 'PENDING', 'pull a b', 'start a b', 'RUNNING', 'wait']);
  });

  test('a task with load balancers is registered before it runs', () => {
    const task = new ModelTask({ containers: [container('a')], hasLoadBalancers: true });
    expect(walk(task).slice(4)).toEqual(['ACTIVATING', 'register-targets', 'RUNNING', 'wait']);
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

describe('with a startTimeout', () => {
  const slow = (condition: ContainerDependency['condition'], startTimeoutMs?: number) => {
    const task = new ModelTask({
      containers: [
        container('app', { dependsOn: [needs('db', condition)] }),
        container('db', { essential: false, startTimeoutMs }),
      ],
    });
    walk(task);
    return task;
  };

  test.each(['COMPLETE', 'SUCCESS', 'HEALTHY'] as const)(
    'a dependency that does not become %s in time stops the task, and its dependents never start',
    (condition) => {
      const task = slow(condition, 10_000);
      task.see('db', { startedAtMs: 500 });
      expect(textOf(stepTask(task.view, 10_499))).toBe('wait until 10500');
      expect(textOf(stepTask(task.view, 10_500))).toBe(unresolvable);
    },
  );

  test('a dependency without one is waited for without end', () => {
    const task = slow('HEALTHY');
    task.see('db', { startedAtMs: 500 });
    expect(textOf(stepTask(task.view, 1e9))).toBe('wait');
  });

  test('a condition that came true in time stays so', () => {
    const task = slow('HEALTHY', 10_000);
    task.see('db', { startedAtMs: 500, health: 'HEALTHY' });
    task.nowMs = 20_000;
    expect(walk(task)).toEqual(['start app', 'RUNNING', 'wait']);
  });
});

interface Dependency {
  readonly condition: ContainerDependency['condition'];
  readonly seen: Partial<ObservedContainer>;
  readonly step: string;
}

const unresolvable =
  'stop TaskFailedToStart: TaskDependencyError: Task dependencies cannot be resolved, taskArn: task/1';

const dependencies: readonly Dependency[] = [
  { condition: 'START', seen: { status: 'CREATED' }, step: 'start first' },
  { condition: 'START', seen: { status: 'RUNNING' }, step: 'start second' },
  { condition: 'START', seen: { status: 'STOPPED', exitCode: 1 }, step: 'start second' },
  { condition: 'COMPLETE', seen: { status: 'RUNNING' }, step: 'wait' },
  { condition: 'COMPLETE', seen: { status: 'STOPPED', exitCode: 1 }, step: 'start second' },
  { condition: 'SUCCESS', seen: { status: 'RUNNING' }, step: 'wait' },
  { condition: 'SUCCESS', seen: { status: 'STOPPED', exitCode: 0 }, step: 'start second' },
  { condition: 'SUCCESS', seen: { status: 'STOPPED', exitCode: 1 }, step: unresolvable },
  { condition: 'SUCCESS', seen: { status: 'STOPPED' }, step: unresolvable },
  { condition: 'HEALTHY', seen: { status: 'RUNNING', health: 'UNKNOWN' }, step: 'wait' },
  { condition: 'HEALTHY', seen: { status: 'RUNNING', health: 'UNHEALTHY' }, step: 'wait' },
  { condition: 'HEALTHY', seen: { status: 'RUNNING', health: 'HEALTHY' }, step: 'start second' },
  { condition: 'HEALTHY', seen: { status: 'STOPPED', exitCode: 0, health: 'HEALTHY' }, step: unresolvable },
];

test.each(dependencies)('dependsOn $condition with $seen: $step', ({ condition, seen, step }) => {
  const task = new ModelTask({
    containers: [
      container('second', { dependsOn: [needs('first', condition)] }),
      container('first', { essential: false }),
    ],
  });
  task.apply({ type: 'attach-network' });
  task.apply({ type: 'advance', to: 'PENDING' });
  task.see('second', { status: 'PULLED' });
  task.see('first', seen);
  expect(textOf(stepTask(task.view, 0))).toBe(step);
});

test('a task stays PENDING until the last container of a chain runs', () => {
  const task = new ModelTask({
    containers: [
      container('app', { dependsOn: [needs('migrate', 'SUCCESS'), needs('proxy', 'HEALTHY')] }),
      container('migrate', { essential: false, dependsOn: [needs('proxy', 'START')] }),
      container('proxy'),
    ],
  });
  expect(walk(task).slice(1)).toEqual([
    'PENDING',
    'pull app migrate proxy',
    'start proxy',
    'start migrate',
    'wait',
  ]);
  task.see('migrate', { status: 'STOPPED', exitCode: 0 });
  expect(walk(task)).toEqual(['wait']);
  task.see('proxy', { health: 'HEALTHY' });
  expect(walk(task)).toEqual(['start app', 'RUNNING', 'wait']);
});

test('ill health after the start has no effect on the order', () => {
  const task = new ModelTask({
    containers: [container('app', { dependsOn: [needs('db', 'HEALTHY')] }), container('db')],
  });
  walk(task);
  task.see('db', { health: 'HEALTHY' });
  walk(task);
  task.see('db', { health: 'UNHEALTHY' });
  expect(walk(task)).toEqual(['wait']);
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

/** Containers that depend on earlier ones only, as registration demands. */
const containers = fc
  .array(
    fc.record({
      essential: fc.boolean(),
      stopTimeoutMs: fc.constantFrom(2_000, 30_000),
      on: fc.array(
        fc.record({
          earlier: fc.nat(),
          condition: fc.constantFrom<ContainerDependency['condition'][]>(
            'START',
            'COMPLETE',
            'SUCCESS',
            'HEALTHY',
          ),
        }),
        { maxLength: 2 },
      ),
    }),
    { minLength: 1, maxLength: 4 },
  )
  .map((drafts) =>
    drafts.map(({ essential, stopTimeoutMs, on }, index) =>
      container(`c${index}`, {
        essential: essential || index === 0,
        stopTimeoutMs,
        dependsOn:
          index === 0 ? [] : on.map(({ earlier, condition }) => needs(`c${earlier % index}`, condition)),
      }),
    ),
  );

const happening = fc.oneof(
  { weight: 6, arbitrary: fc.constant('step' as const) },
  { weight: 1, arbitrary: fc.constant('stop' as const) },
  { weight: 1, arbitrary: fc.record({ exits: fc.nat(3), exitCode: fc.constantFrom(0, 1) }) },
  { weight: 1, arbitrary: fc.record({ heals: fc.nat(3) }) },
);

test('a task that is stopped at any time ends STOPPED with all given back, each container signalled before it is killed', () => {
  fc.assert(
    fc.property(
      containers,
      fc.record({ hasLoadBalancers: fc.boolean(), hasNetworkInterface: fc.boolean() }),
      fc.array(happening, { maxLength: 20 }),
      (plans, kind, past) => {
        const task = new ModelTask({ containers: plans, ...kind });
        const act = (): TaskStep => {
          const step = stepTask(task.view, task.nowMs);
          expect(stepTask(structuredClone(task.view), task.nowMs)).toEqual(step);
          if (step.type === 'kill')
            for (const name of step.containers) {
              const seen = task.container(name);
              const { stopTimeoutMs = Number.NaN } = plans.find((each) => each.name === name) ?? {};
              expect(task.nowMs - (seen.signalledAtMs ?? Number.NaN)).toBeGreaterThanOrEqual(stopTimeoutMs);
            }
          task.apply(step);
          return step;
        };
        for (const what of past) {
          if (what === 'step') act();
          else if (what === 'stop') task.stop();
          else if ('exits' in what) {
            const name = `c${what.exits}`;
            if (task.container(name).status === 'RUNNING')
              task.see(name, { status: 'STOPPED', exitCode: what.exitCode });
          } else if (task.container(`c${what.heals}`).status === 'RUNNING')
            task.see(`c${what.heals}`, { health: 'HEALTHY' });
        }
        task.stop();
        for (let count = 0; count < 60 && task.view.lastStatus !== 'STOPPED'; count++) {
          const step = act();
          if (step.type !== 'wait') continue;
          task.drain();
          if (step.untilMs !== undefined) task.nowMs = step.untilMs;
          for (const { name } of plans)
            if (task.container(name).killedAtMs !== undefined)
              task.see(name, { status: 'STOPPED', exitCode: 137 });
        }
        expect({
          lastStatus: task.view.lastStatus,
          running: plans.filter(({ name }) => task.container(name).status === 'RUNNING'),
          targets: task.view.observed.targets === 'registered',
          released: task.view.observed.networkInterface?.released,
        }).toEqual({
          lastStatus: 'STOPPED',
          running: [],
          targets: false,
          released: kind.hasNetworkInterface ? true : undefined,
        });
      },
    ),
    { numRuns: 2_000 },
  );
});
