import { buildMetadataApp } from '../../../../emulator/metadata/metadata-app.ts';
import { StatsReader } from '../../../../emulator/metadata/stats-reader.ts';
import type { ContainerStats } from '../../../../emulator/runtime/runtime.ts';
import { endpointId } from '../../../../src/services/ecs/task/metadata/endpoint-id.ts';
import { type EcsApi, startEcsApi } from '../ecs-api.ts';
import { runOneTask } from '../run-one-task.ts';

/** The metadata endpoint on a loopback port, with one task that runs: its container is `d0c4e7`, its address loopback. */
export interface MetadataFixture extends AsyncDisposable {
  readonly api: EcsApi;
  readonly taskArn: string;
  readonly endpointId: string;
  /** Without a slash at its end. */
  readonly url: string;
  readonly failures: readonly unknown[];
  ask(path: string, init?: RequestInit): Promise<{ readonly status: number; readonly body: unknown }>;
}

export async function startMetadataFixture(
  stats: (id: string) => Promise<ContainerStats | undefined> = async () => undefined,
): Promise<MetadataFixture> {
  const api = await startEcsApi();
  const taskArn = await runOneTask(api, { tags: [{ key: 'team', value: 'shop' }] });
  api.observe(taskArn, {
    lastStatus: 'RUNNING',
    observed: {
      containers: { web: { status: 'RUNNING', health: 'UNKNOWN', runtimeId: 'd0c4e7' } },
      networkInterface: {
        id: 'eni-1',
        address: '127.0.0.1',
        macAddress: '02:42:7f:00:00:01',
        privateDnsName: 'ip-127-0-0-1.ec2.internal',
        sandboxId: 'sandbox',
        released: false,
      },
    },
  });
  const failures: unknown[] = [];
  const app = buildMetadataApp({
    ecs: api.context.ecs,
    stats: new StatsReader(stats),
    sourceOf: ({ socket }) => socket.remoteAddress ?? '',
    onFailure: (error) => failures.push(error),
  });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  return {
    api,
    taskArn,
    endpointId: endpointId({ id: taskArn.slice(-32) }, 'web'),
    url,
    failures,
    ask: async (path, init) => {
      const answer = await fetch(`${url}${path}`, init);
      const isJson = answer.headers.get('content-type') === 'application/json';
      return { status: answer.status, body: isJson ? await answer.json() : await answer.text() };
    },
    [Symbol.asyncDispose]: async () => {
      await app.close();
      await api[Symbol.asyncDispose]();
    },
  };
}
