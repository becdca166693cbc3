import { stepTask } from '../../src/plan/task/step-task.ts';
import type {
  ContainerPlan,
  ContainerRestartPolicy,
  TaskStep,
  TaskView,
} from '../../src/plan/task/task-view.ts';
import { type Timing, waitMs } from '../../src/plan/timing.ts';
import { seenContainers } from '../../src/services/ecs/task/container-health.ts';
import { targetPlace } from '../../src/services/ecs/task/target-place.ts';
import { type DefinedTask, definedTask, type NamedContainer } from './defined-task.ts';
import { advance, decideStop } from './execute/advance.ts';
import { attachNetwork } from './execute/attach-network.ts';
import { pullImages } from './execute/pull-images.ts';
import { release } from './execute/release.ts';
import { restartContainers } from './execute/restart-containers.ts';
import { startContainers } from './execute/start-containers.ts';
import { killContainers, signalContainers } from './execute/stop-containers.ts';
import { deregisterTargets, registerTargets } from './execute/task-targets.ts';
import { routerDependency } from './resources/task-firelens.ts';
import type { TaskWorld } from './task-world.ts';
import type { Again } from './work-queue.ts';

/** Fargate and EC2 alike give a container this long after its stop signal unless it says otherwise. */
const defaultStopTimeoutSeconds = 30;

/** Steps that are over within the turn in which they begin; the others ask the engine. */
const immediateSteps: readonly TaskStep['type'][] = [
  'advance',
  'register-targets',
  'deregister-targets',
  'stop',
];

/**
 * Carries out a task's next steps, up to the first that asks the engine. Each step reads the task anew, so that what
 * happened meanwhile (a crash, StopTask) counts at once; what follows has a turn of its own, so that a task with many
 * steps keeps nobody waiting.
 *
 * @returns when to look again though nothing happens
 */
export async function workOnTask(world: TaskWorld, taskArn: string): Promise<Again> {
  for (;;) {
    const task = world.tasks.find(taskArn);
    if (task === undefined || task.lastStatus === 'STOPPED') return undefined;
    const definition = world.definitions.find(task.spec.taskDefinitionArn);
    if (definition === undefined) throw new Error(`${task.spec.taskDefinitionArn} of ${taskArn} is gone`);
    const defined = definedTask(task, definition);
    const step = stepTask(viewOf(world, defined), world.clock.now());
    if (step.type === 'wait') return step.untilMs;
    const goesOn = await execute(world, defined, step);
    if (!goesOn) return undefined;
    if (!immediateSteps.includes(step.type)) return 'next-turn';
  }
}

/** Carries out one step. False when it goes on in the background and wakes the task at its end. */
async function execute(
  world: TaskWorld,
  defined: DefinedTask,
  step: Exclude<TaskStep, { type: 'wait' }>,
): Promise<boolean> {
  switch (step.type) {
    case 'advance':
      return advance(world, defined, step.to);
    case 'attach-network':
      return attachNetwork(world, defined);
    case 'pull':
      return pullImages(world, defined, step.containers);
    case 'start':
      return startContainers(world, defined, step.containers);
    case 'restart':
      return restartContainers(world, defined, step.containers);
    case 'register-targets':
      return registerTargets(world, defined);
    case 'deregister-targets':
      return deregisterTargets(world, defined);
    case 'stop':
      return decideStop(world, defined.task, step.code, step.reason);
    case 'signal':
      return signalContainers(world, defined, step.containers);
    case 'kill':
      return killContainers(world, defined, step.containers);
    case 'release':
      return release(world, defined);
  }
}

/** Those that it names, and the containers that it links to or whose volumes it takes over: they have to be there. */
function dependenciesOf({
  dependsOn = [],
  volumesFrom = [],
  links = [],
}: NamedContainer): ContainerPlan['dependsOn'] {
  const needed = [
    ...volumesFrom.map(({ sourceContainer = '' }) => sourceContainer),
    ...links.map((link) => link.replace(/:.*$/, '')),
  ];
  return [
    ...dependsOn.map(({ containerName = '', condition = 'START' }) => ({ containerName, condition })),
    ...needed.map((containerName) => ({ containerName, condition: 'START' as const })),
  ];
}

function viewOf(world: TaskWorld, { task, containers }: DefinedTask): TaskView {
  return {
    desiredStatus: task.desiredStatus,
    lastStatus: task.lastStatus,
    observed: { ...task.observed, containers: seenContainers(task) },
    hasNetworkInterface: task.spec.network.mode === 'awsvpc',
    hasLoadBalancers: task.spec.loadBalancers.length > 0,
    isOrphaned: task.isOrphaned,
    draining: task.spec.loadBalancers.some((target) => {
      const place = targetPlace(task, target);
      return place !== undefined && world.targets.isDraining(target.targetGroupArn, place);
    }),
    containers: containers.map(
      (container): ContainerPlan => ({
        name: container.name,
        essential: container.essential ?? true,
        stopTimeoutMs: (container.stopTimeout ?? defaultStopTimeoutSeconds) * 1000,
        // How long a program takes to get ready is real work, which no speed shortens.
        startTimeoutMs: container.startTimeout === undefined ? undefined : container.startTimeout * 1000,
        restartPolicy: restartPolicy(container, world.timing),
        dependsOn: [...dependenciesOf(container), ...routerDependency(container, containers)]
          // Who is skipped keeps nobody waiting.
          .filter(({ containerName }) => containers.some(({ name }) => name === containerName)),
      }),
    ),
  };
}

/** AWS's, where a policy says nothing else. */
const defaultRestartAttemptSeconds = 300;

function restartPolicy(
  { restartPolicy: policy }: NamedContainer,
  timing: Timing,
): ContainerRestartPolicy | undefined {
  if (policy?.enabled !== true) return undefined;
  const seconds = policy.restartAttemptPeriod ?? defaultRestartAttemptSeconds;
  return {
    ignoredExitCodes: policy.ignoredExitCodes ?? [],
    restartAttemptPeriodMs: waitMs(timing, seconds * 1000),
  };
}
