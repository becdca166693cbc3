import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import type { Engine } from '../../../emulator/runtime/docker/engine/engine.ts';

/** Starts and stops containers as anyone would without Drydock, on the engine's default bridge. */
export interface DockerRun extends AsyncDisposable {
  /** `docker run -d`, or where there is no docker CLI the two calls to the engine that it makes. */
  readonly name: string;
  /** Starts a container; resolves with its id. */
  start(image: string): Promise<string>;
  /** `docker stop` and `docker rm`, or the calls that they make: the container is given its time to end. */
  stop(id: string): Promise<void>;
  /** Removes a container by force: what happens outside of the time that is measured. */
  remove(id: string): Promise<void>;
  /** Starts a container, and removes it again outside of the time that it returns. */
  time(image: string): Promise<number>;
}

const label = 'drydock.bench';
const runDeadlineMs = 60_000;

export async function dockerRun(engine: Engine): Promise<DockerRun> {
  const bench = randomUUID();
  const hasCli = await hasDockerCli();
  const start = hasCli
    ? (image: string) => dockerCli('run', '-d', '--label', `${label}=${bench}`, image)
    : (image: string) => createAndStart(engine, image, bench);
  return {
    name: hasCli ? 'docker run -d' : 'engine create + start',
    start,
    stop: async (id) => {
      if (hasCli) {
        await dockerCli('stop', id);
        await dockerCli('rm', id);
      } else {
        await engine.run({ method: 'POST', path: `/containers/${id}/stop` });
        await remove(engine, id);
      }
    },
    remove: (id) => remove(engine, id),
    time: async (image) => {
      const startMs = performance.now();
      const id = await start(image);
      const tookMs = performance.now() - startMs;
      await remove(engine, id);
      return tookMs;
    },
    [Symbol.asyncDispose]: () => removeAll(engine, bench),
  };
}

/** Whether there is a docker CLI that reaches an engine. */
export function hasDockerCli(): Promise<boolean> {
  return dockerCli('version').then(
    () => true,
    () => false,
  );
}

/** Runs the docker CLI; resolves with what it prints. */
export async function dockerCli(...args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)('docker', args, { timeout: runDeadlineMs });
  return stdout.trim();
}

async function createAndStart(engine: Engine, image: string, bench: string): Promise<string> {
  const { Id } = await engine.read<{ Id: string }>({
    method: 'POST',
    path: '/containers/create',
    body: { Image: image, Labels: { [label]: bench } },
  });
  await engine.run({ method: 'POST', path: `/containers/${Id}/start` });
  return Id;
}

async function remove(engine: Engine, id: string): Promise<void> {
  await engine.run({ method: 'DELETE', path: `/containers/${id}`, query: { force: true, v: true } });
}

async function removeAll(engine: Engine, bench: string): Promise<void> {
  const filters = JSON.stringify({ label: [`${label}=${bench}`] });
  const left = await engine.read<{ Id: string }[]>({
    path: '/containers/json',
    query: { all: true, filters },
  });
  for (const { Id } of left) await remove(engine, Id);
}
