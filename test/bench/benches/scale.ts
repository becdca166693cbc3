import type { DescribeServicesResponse, DescribeTasksResponse, ListTasksResponse } from '@aws-sdk/client-ecs';
import { Engine } from '../../../emulator/runtime/docker/engine/engine.ts';
import { buildTinyImage, tinyImage } from '../../../fixtures/build-tiny-image.ts';
import type { Bench, BenchContext, Figure } from '../bench.ts';
import { EcsCaller } from '../drydock/aws-call.ts';
import { sandboxesReady } from '../drydock/sandboxes-ready.ts';
import { startDrydock } from '../drydock/start-drydock.ts';
import { prepareTinyTask } from '../drydock/tiny-task.ts';
import { rest } from '../rest.ts';
import { type DockerRun, dockerRun } from '../rivals/docker-run.ts';
import { startFigure } from '../start-figure.ts';
import { until } from '../until.ts';

const rounds = 7;
const mostRatio = 1;
const few = 1;
const many = 10;
const cluster = 'bench';
const service = 'scaled';
const deadlineMs = 60_000;
const pollMs = 20;
/** What ten containers leave behind takes longer to be cleared away. */
const rests = 3;

/** A service goes from one task to ten, and from ten to none. */
export const scale: Bench = {
  name: 'scale',
  run: async (context) => {
    const engine = await Engine.open();
    await buildTinyImage({ engine });
    await using rival = await dockerRun(engine);
    await using drydock = await startDrydock('docker');
    using ecs = new EcsCaller(drydock.endpoint);
    const task = await prepareTinyTask(drydock.endpoint);
    await ecs.call('CreateService', { ...task, serviceName: service, desiredCount: few });
    await reached(context, ecs, few);
    const times = { up: { ours: [], theirs: [] }, down: { ours: [], theirs: [] } } satisfies Times;
    for (let round = 0; round <= rounds; round += 1) {
      context.note(`scale: round ${round} of ${rounds}`);
      // The first round warms caches on both sides.
      await measure(context, engine, ecs, rival, round === 0 ? undefined : times);
    }
    return figures(times, rival.name);
  },
};

interface Times {
  readonly up: { readonly ours: number[]; readonly theirs: number[] };
  readonly down: { readonly ours: number[]; readonly theirs: number[] };
}

/** One round of each side: nine starts beside one that runs, then the ends of all ten. */
async function measure(
  context: BenchContext,
  engine: Engine,
  ecs: EcsCaller,
  rival: DockerRun,
  times: Times | undefined,
): Promise<void> {
  await sandboxesReady(context, engine, times === undefined ? 0 : many - few, few);
  const up = await timed(() => scaleTo(context, ecs, many));
  await restLong(context);
  const down = await timed(() => scaleTo(context, ecs, 0));
  await scaleTo(context, ecs, few);
  times?.up.ours.push(up);
  times?.down.ours.push(down);

  const ids = [await rival.start(tinyImage)];
  await restLong(context);
  const rivalUp = await timed(async () => {
    ids.push(...(await Promise.all(Array.from({ length: many - few }, () => rival.start(tinyImage)))));
  });
  await restLong(context);
  const rivalDown = await timed(() => Promise.all(ids.map((id) => rival.stop(id))));
  times?.up.theirs.push(rivalUp);
  times?.down.theirs.push(rivalDown);
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const beganMs = performance.now();
  await work();
  return performance.now() - beganMs;
}

async function restLong({ signal }: BenchContext): Promise<void> {
  for (let times = 0; times < rests; times += 1) await rest(signal);
}

async function scaleTo(context: BenchContext, ecs: EcsCaller, desiredCount: number): Promise<void> {
  await ecs.call('UpdateService', { cluster, service, desiredCount });
  await reached(context, ecs, desiredCount);
}

/** So many tasks run, and all others have come to their end: their containers are gone. */
async function reached({ signal }: BenchContext, ecs: EcsCaller, count: number): Promise<void> {
  await until({ signal, what: `${count} tasks`, pollMs, deadlineMs }, async () => {
    const input = { cluster, services: [service] };
    const { services } = await ecs.call<DescribeServicesResponse>('DescribeServices', input);
    return services?.[0]?.runningCount === count ? true : undefined;
  });
  const { taskArns: tasks = [] } = await ecs.call<ListTasksResponse>('ListTasks', {
    cluster,
    desiredStatus: 'STOPPED',
  });
  if (tasks.length === 0) return;
  await until({ signal, what: 'the others STOPPED', pollMs, deadlineMs }, async () => {
    const input = { cluster, tasks: tasks.slice(-2 * many) };
    const answer = await ecs.call<DescribeTasksResponse>('DescribeTasks', input);
    return answer.tasks?.every(({ lastStatus }) => lastStatus === 'STOPPED') ? true : undefined;
  });
}

function figures({ up, down }: Times, rivalName: string): Figure[] {
  const starts = many - few;
  return [
    startFigure(
      `a service from ${few} to ${many} tasks`,
      up.ours,
      `${starts} parallel ${rivalName}`,
      up.theirs,
      mostRatio,
    ),
    startFigure(
      `a service from ${many} tasks to 0`,
      down.ours,
      `${many} parallel docker stop + rm`,
      down.theirs,
      mostRatio,
    ),
  ];
}
