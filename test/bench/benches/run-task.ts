import { Engine } from '../../../emulator/runtime/docker/engine/engine.ts';
import { buildTinyImage, tinyImage } from '../../../fixtures/build-tiny-image.ts';
import type { Bench, BenchContext, Figure } from '../bench.ts';
import { sandboxesReady } from '../drydock/sandboxes-ready.ts';
import { startDrydock } from '../drydock/start-drydock.ts';
import { TaskRunner } from '../drydock/task-runner.ts';
import { prepareTinyTask } from '../drydock/tiny-task.ts';
import { rest } from '../rest.ts';
import { type DockerRun, dockerRun } from '../rivals/docker-run.ts';
import { startFigure } from '../start-figure.ts';

const mostRatio = { warm: 1, cold: 1.1, atOnce: 1 };
const rounds = { one: 15, atOnce: 7, first: 5 };
/** So many tasks start at once: RunTask takes ten at most. */
const calls = 2;
const perCall = 10;
const count = calls * perCall;
/** What this many leave behind takes longer to be cleared away. */
const restsAfterMany = 3;

/**
 * From RunTask to RUNNING: with a sandbox that stands ready, with none, and of many tasks at once - for the first time,
 * when two stand ready, and again, when as many do as the first time has missed.
 */
export const runTask: Bench = {
  name: 'run-task',
  run: async (context) => {
    const engine = await Engine.open();
    await buildTinyImage({ engine });
    await using rival = await dockerRun(engine);
    return [
      await one(context, rival, 'warm', []),
      await one(context, rival, 'cold', ['--warm-sandboxes', '0']),
      await firstAtOnce(context, engine, rival),
      await atOnce(context, engine, rival),
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

async function firstAtOnce(context: BenchContext, engine: Engine, rival: DockerRun): Promise<Figure> {
  const drydockMs: number[] = [];
  const rivalMs: number[] = [];
  for (let round = 1; round <= rounds.first; round += 1) {
    context.note(`run-task, ${count} at once for the first time: round ${round} of ${rounds.first}`);
    await using drydock = await startDrydock('docker');
    const task = await prepareTinyTask(drydock.endpoint);
    using one = new TaskRunner(context, drydock.endpoint, task);
    await one.time();
    await sandboxesReady(context, engine, 2);
    using runner = new TaskRunner(context, drydock.endpoint, task, calls);
    drydockMs.push(await runner.time(perCall));
    await restLong(context);
    rivalMs.push(await timeMany(rival, count));
  }
  const what = `RunTask to RUNNING, ${count} tasks at once, the first time`;
  return startFigure(what, drydockMs, `${count} parallel ${rival.name}`, rivalMs, mostRatio.atOnce);
}

async function atOnce(context: BenchContext, engine: Engine, rival: DockerRun): Promise<Figure> {
  await using drydock = await startDrydock('docker');
  const task = await prepareTinyTask(drydock.endpoint);
  using runner = new TaskRunner(context, drydock.endpoint, task, calls);
  const drydockMs: number[] = [];
  const rivalMs: number[] = [];
  for (let round = 0; round <= rounds.atOnce; round += 1) {
    context.note(`run-task, ${count} at once again: round ${round} of ${rounds.atOnce}`);
    if (round > 0) await sandboxesReady(context, engine, count);
    const tookMs = await runner.time(perCall);
    await restLong(context);
    const rivalTookMs = await timeMany(rival, count);
    if (round === 0) continue;
    drydockMs.push(tookMs);
    rivalMs.push(rivalTookMs);
  }
  const what = `RunTask to RUNNING, ${count} tasks at once, again`;
  return startFigure(what, drydockMs, `${count} parallel ${rival.name}`, rivalMs, mostRatio.atOnce);
}

async function restLong({ signal }: BenchContext): Promise<void> {
  for (let times = 0; times < restsAfterMany; times += 1) await rest(signal);
}

async function timeMany(rival: DockerRun, howMany: number): Promise<number> {
  const beganMs = performance.now();
  const ids = await Promise.all(Array.from({ length: howMany }, () => rival.start(tinyImage)));
  const tookMs = performance.now() - beganMs;
  await Promise.all(ids.map((id) => rival.remove(id)));
  return tookMs;
}
