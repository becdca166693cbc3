import { Engine } from '../../../emulator/runtime/docker/engine/engine.ts';
import { buildTinyImage, tinyImage } from '../../../fixtures/build-tiny-image.ts';
import type { Bench, BenchContext, Figure } from '../bench.ts';
import { startDrydock } from '../drydock/start-drydock.ts';
import { TaskRunner } from '../drydock/task-runner.ts';
import { prepareTinyTask } from '../drydock/tiny-task.ts';
import { rest } from '../rest.ts';
import { type DockerRun, dockerRun } from '../rivals/docker-run.ts';
import { startFigure } from '../start-figure.ts';

const mostRatio = { warm: 1, cold: 1.1, atOnce: 1 };
const rounds = { one: 15, atOnce: 7 };
/** So many tasks start at once: RunTask takes ten at most. */
const calls = 2;
const perCall = 10;
/** What this many leave behind takes longer to be cleared away. */
const restsAfterMany = 3;

/** From RunTask to RUNNING: with a sandbox that stands ready, with none, and of many tasks at once. */
export const runTask: Bench = {
  name: 'run-task',
  run: async (context) => {
    const engine = await Engine.open();
    await buildTinyImage({ engine });
    await using rival = await dockerRun(engine);
    return [
      await one(context, rival, 'warm', []),
      await one(context, rival, 'cold', ['--warm-sandboxes', '0']),
      await atOnce(context, rival),
    ];
  },
};

async function one(
  context: BenchContext,
  rival: DockerRun,
  kind: 'warm' | 'cold',
  options: readonly string[],
): Promise<Figure> {
  await using drydock = await startDrydock('docker', options);
  using runner = new TaskRunner(context, drydock.endpoint, await prepareTinyTask(drydock.endpoint));
  const drydockMs: number[] = [];
  const rivalMs: number[] = [];
  // The first of each makes networks and warms caches; it is not counted.
  for (let round = 0; round <= rounds.one; round += 1) {
    context.note(`run-task, ${kind}: round ${round} of ${rounds.one}`);
    await rest(context.signal);
    const tookMs = await runner.time();
    await rest(context.signal);
    const rivalTookMs = await rival.time(tinyImage);
    if (round === 0) continue;
    drydockMs.push(tookMs);
    rivalMs.push(rivalTookMs);
  }
  return startFigure(`RunTask to RUNNING, ${kind}`, drydockMs, rival.name, rivalMs, mostRatio[kind]);
}

async function atOnce(context: BenchContext, rival: DockerRun): Promise<Figure> {
  await using drydock = await startDrydock('docker');
  const task = await prepareTinyTask(drydock.endpoint);
  using runner = new TaskRunner(context, drydock.endpoint, task, calls);
  const count = calls * perCall;
  const drydockMs: number[] = [];
  const rivalMs: number[] = [];
  for (let round = 0; round <= rounds.atOnce; round += 1) {
    context.note(`run-task, ${count} at once: round ${round} of ${rounds.atOnce}`);
    await restLong(context);
    const tookMs = await runner.time(perCall);
    await restLong(context);
    const rivalTookMs = await timeMany(rival, count);
    if (round === 0) continue;
    drydockMs.push(tookMs);
    rivalMs.push(rivalTookMs);
  }
  const what = `RunTask to RUNNING, ${count} tasks at once`;
  return startFigure(what, drydockMs, `${count} parallel ${rival.name}`, rivalMs, mostRatio.atOnce);
}

async function restLong({ signal }: BenchContext): Promise<void> {
  for (let times = 0; times < restsAfterMany; times += 1) await rest(signal);
}

async function timeMany(rival: DockerRun, count: number): Promise<number> {
  const beganMs = performance.now();
  const ids = await Promise.all(Array.from({ length: count }, () => rival.start(tinyImage)));
  const tookMs = performance.now() - beganMs;
  await Promise.all(ids.map((id) => rival.remove(id)));
  return tookMs;
}
