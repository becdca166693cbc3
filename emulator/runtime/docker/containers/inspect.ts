import type { PublishedPort } from '../../container-network.ts';
import type { RuntimeContainer, RuntimeContainerState } from '../../runtime.ts';
import { type Engine, EngineError } from '../engine/engine.ts';
import { toHealth } from '../engine/engine-events.ts';

/** What we read of the engine's answer to an inspection. */
export interface Inspection {
  readonly Id: string;
  readonly Name: string;
  readonly Config: { readonly Labels: Readonly<Record<string, string>> | null };
  readonly State: {
    readonly Status: string;
    readonly ExitCode: number;
    readonly OOMKilled: boolean;
    readonly StartedAt: string;
    readonly FinishedAt: string;
    readonly Health?: { readonly Status: string };
  };
  readonly Mounts?: readonly { readonly Source: string; readonly Destination: string }[];
  readonly NetworkSettings: {
    readonly Networks: Readonly<
      Record<string, { readonly IPAddress: string; readonly MacAddress: string }>
    > | null;
    /** By `port/protocol`; null for a port that is exposed and not published. */
    readonly Ports?: Readonly<
      Record<string, readonly { readonly HostIp: string; readonly HostPort: string }[] | null>
    > | null;
  };
}

/** A container as the engine has it now, or undefined when it is gone. */
export async function inspect(engine: Engine, id: string): Promise<Inspection | undefined> {
  try {
    return await engine.read<Inspection>({ path: `/containers/${encodeURIComponent(id)}/json` });
  } catch (error) {
    if (error instanceof EngineError && error.statusCode === 404) return undefined;
    throw error;
  }
}

/** The engine's words in ours. */
export function toRuntimeContainer(inspection: Inspection): RuntimeContainer {
  const { Id, Name, Config, State } = inspection;
  const ports = publishedPorts(inspection);
  return {
    id: Id,
    name: Name.replace(/^\//, ''),
    labels: Config.Labels ?? {},
    state: toState(State),
    health: toHealth(State.Health?.Status),
    ...endpointOf(inspection),
    ...(ports.length === 0 ? {} : { ports }),
  };
}

function toState(state: Inspection['State']): RuntimeContainerState {
  const startedAtMs = toMs(state.StartedAt);
  if (state.Status === 'created') return { status: 'created' };
  if (state.Status === 'running' || state.Status === 'paused' || state.Status === 'restarting') {
    return { status: 'running', startedAtMs: startedAtMs ?? 0 };
  }
  return {
    status: 'exited',
    ...(startedAtMs === undefined ? {} : { startedAtMs }),
    finishedAtMs: toMs(state.FinishedAt) ?? startedAtMs ?? 0,
    exitCode: state.ExitCode,
    oomKilled: state.OOMKilled,
  };
}

/** Go prints a time that was never set as the year 1. */
function toMs(stamp: string): number | undefined {
  const ms = Date.parse(stamp);
  return ms > 0 ? ms : undefined;
}

/** The addresses of a container that has a network of its own and runs; the metadata network is nobody's own. */
export function endpointOf({ NetworkSettings }: Inspection): { address?: string; macAddress?: string } {
  const endpoint = Object.values(NetworkSettings.Networks ?? {}).find(
    ({ IPAddress }) => IPAddress !== '' && !IPAddress.startsWith('169.254.'),
  );
  return endpoint ? { address: endpoint.IPAddress, macAddress: endpoint.MacAddress } : {};
}

/** The ports of a container that runs in the bridge mode, in the order of their numbers. */
export function publishedPorts({ NetworkSettings }: Inspection): PublishedPort[] {
  return Object.entries(NetworkSettings.Ports ?? {})
    .flatMap(([key, bindings]) => (bindings ?? []).map((binding) => publishedPort(key, binding)))
    .sort((a, b) => a.containerPort - b.containerPort || a.protocol.localeCompare(b.protocol));
}

function publishedPort(
  key: string,
  { HostIp, HostPort }: { HostIp: string; HostPort: string },
): PublishedPort {
  const [port, protocol] = key.split('/');
  return {
    containerPort: Number(port),
    hostPort: Number(HostPort),
    protocol: protocol === 'udp' ? 'udp' : 'tcp',
    hostAddress: HostIp,
  };
}
