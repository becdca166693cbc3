import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stepTask } from '../../../../src/plan/task/step-task.ts';
import type { ContainerDependency, TaskStep } from '../../../../src/plan/task/task-view.ts';
import { ModelTask } from '../../../support/planner/history/model-task.ts';
import { container, needs } from '../../../support/planner/task-walk.ts';

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
  { weight: 1, arbitrary: fc.constantFrom('stop' as const, 'orphan' as const) },
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
          else if (what === 'orphan') task.orphan();
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
