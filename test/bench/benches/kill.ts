import type { DescribeTasksResponse, ListTasksResponse, Task } from '@aws-sdk/client-ecs';
import { Engine } from '../../../emulator/runtime/docker/engine/engine.ts';
import { buildTinyImage, tinyImage } from '../../../fixtures/build-tiny-image.ts';
import type { Bench, BenchContext } from '../bench.ts';
import { EcsCaller } from '../drydock/aws-call.ts';
import { startDrydock } from '../drydock/start-drydock.ts';
import { prepareTinyTask } from '../drydock/tiny-task.ts';
import { rest } from '../rest.ts';
import { dockerRun } from '../rivals/docker-run.ts';
import { startFigure } from '../start-figure.ts';
import { until } from '../until.ts';

const rounds = 10;
const mostRatio = 1.5;
const cluster = 'bench';
const serviceName = 'kept';

/** From the kill of a service's container, behind Drydock's back, to its replacement RUNNING. */
export const kill: Bench = {
  name: 'kill',
  run: async (context) => {
    const engine = await Engine.open();
    await buildTinyImage({ engine });
    await using rival = await dockerRun(engine);
    await using drydock = await startDrydock('docker');
    using ecs = new EcsCaller(drydock.endpoint);
    const task = await prepareTinyTask(drydock.endpoint);
    await ecs.call('CreateService', { ...task, serviceName, desiredCount: 1 });
    let running = await runningTask(context, ecs, undefined);
    await rival.time(tinyImage);
    const drydockMs: number[] = [];
    const rivalMs: number[] = [];
    for (let round = 0; round <= rounds; round += 1) {
      context.note(`kill: round ${round} of ${rounds}`);
      await rest(context.signal);
      const beganMs = performance.now();
      await killContainer(engine, running);
      running = await runningTask(context, ecs, running.taskArn);
      const tookMs = performance.now() - beganMs;
      // The first round warms caches on both sides.
      if (round > 0) drydockMs.push(tookMs);
      await rest(context.signal);
      const rivalTookMs = await rival.time(tinyImage);
      if (round > 0) rivalMs.push(rivalTookMs);
    }
    return [startFigure('kill to replacement RUNNING', drydockMs, rival.name, rivalMs, mostRatio)];
  },
};

async function killContainer(engine: Engine, task: Task): Promise<void> {
  const id = task.containers?.[0]?.runtimeId;
  if (id === undefined) throw new Error(`${task.taskArn} has no container`);
  await engine.run({ method: 'POST', path: `/containers/${id}/kill`, query: { signal: 'SIGKILL' } });
}

/** The service's task that runs and is not that one. */
function runningTask({ signal }: BenchContext, ecs: EcsCaller, not: string | undefined): Promise<Task> {
  return until({ signal, what: 'a task of the service RUNNING', pollMs: 3, deadlineMs: 60_000 }, async () => {
    const { taskArns } = await ecs.call<ListTasksResponse>('ListTasks', { cluster, serviceName });
    const candidates = (taskArns ?? []).filter((arn) => arn !== not);
    if (candidates.length === 0) return undefined;
    const { tasks } = await ecs.call<DescribeTasksResponse>('DescribeTasks', { cluster, tasks: candidates });
    return tasks?.find(({ lastStatus }) => lastStatus === 'RUNNING');
  });
}
