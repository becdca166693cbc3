import type { DescribeTasksResponse, RunTaskResponse, Task } from '@aws-sdk/client-ecs';
import { Engine } from '../../emulator/runtime/docker/engine/engine.ts';
import { buildTinyImage, tinyImage } from '../../fixtures/build-tiny-image.ts';
import type { Bench, BenchContext } from './bench.ts';
import { EcsCaller } from './drydock/aws-call.ts';
import { startDrydock } from './drydock/start-drydock.ts';
import { prepareTinyTask, type TinyTask } from './drydock/tiny-task.ts';
import { rest } from './rest.ts';
import { dockerRun } from './rivals/docker-run.ts';
import { startFigure } from './start-figure.ts';
import { until } from './until.ts';

const rounds = 15;
const mostRatio = 1;

/** From the call of RunTask to the first DescribeTasks that shows RUNNING. */
export const runTask: Bench = {
  name: 'run-task',
  run: async (context) => {
    const engine = await Engine.open();
    await buildTinyImage({ engine });
    await using rival = await dockerRun(engine);
    await using drydock = await startDrydock('docker');
    using ecs = new EcsCaller(drydock.endpoint);
    const task = await prepareTinyTask(drydock.endpoint);
    // The first of each makes networks and warms caches; it is not counted.
    await rival.time(tinyImage);
    await timeTask(context, ecs, task);
    const drydockMs: number[] = [];
    const rivalMs: number[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      context.note(`run-task: round ${round} of ${rounds}`);
      await rest(context.signal);
      drydockMs.push(await timeTask(context, ecs, task));
      await rest(context.signal);
      rivalMs.push(await rival.time(tinyImage));
    }
    return [startFigure('RunTask to RUNNING', drydockMs, rival.name, rivalMs, mostRatio)];
  },
};

/** Runs a task; stops it and waits for its end outside of the time that is returned. */
async function timeTask({ signal }: BenchContext, ecs: EcsCaller, task: TinyTask): Promise<number> {
  const beganMs = performance.now();
  const { tasks } = await ecs.call<RunTaskResponse>('RunTask', task);
  const arn = tasks?.[0]?.taskArn ?? '';
  const reached = (status: string) =>
    until({ signal, what: `${arn} ${status}`, pollMs: 3, deadlineMs: 60_000 }, async () => {
      const found = await describe(ecs, task.cluster, arn);
      if (status === 'RUNNING' && found?.desiredStatus === 'STOPPED')
        throw new Error(`${arn} failed: ${found.stoppedReason}`);
      return found?.lastStatus === status ? true : undefined;
    });
  await reached('RUNNING');
  const tookMs = performance.now() - beganMs;
  await ecs.call('StopTask', { cluster: task.cluster, task: arn });
  await reached('STOPPED');
  return tookMs;
}

async function describe(ecs: EcsCaller, cluster: string, arn: string): Promise<Task | undefined> {
  const answer = await ecs.call<DescribeTasksResponse>('DescribeTasks', { cluster, tasks: [arn] });
  return answer.tasks?.[0];
}
