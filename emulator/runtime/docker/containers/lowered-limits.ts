import type { ContainerSpec } from '../../runtime.ts';
import type { EngineHost } from '../engine/engine-host.ts';

const mebibyte = 1_048_576;

/** The limits of a container that are above what the engine's machine has: it gets what there is. One sentence each. */
export function loweredLimits(
  spec: ContainerSpec,
  { cpus, memoryBytes, maxUlimits = {} }: Pick<EngineHost, 'cpus' | 'memoryBytes' | 'maxUlimits'>,
): string[] {
  const memoryMiB = Math.floor(memoryBytes / mebibyte);
  const { cpuUnitsLimit = 0, memoryLimitMiB = 0, memoryReservationMiB = 0 } = spec;
  return [
    ...lowered('cpu', cpuUnitsLimit, cpus * 1024),
    ...lowered('memory', memoryLimitMiB, memoryMiB),
    ...lowered('memoryReservation', memoryReservationMiB, memoryMiB),
    ...spec.ulimits.flatMap(({ name, hard }) =>
      lowered(`ulimit ${name}`, hard < 0 ? Number.POSITIVE_INFINITY : hard, maxUlimits[name]),
    ),
  ];
}

function lowered(what: string, asked: number, most = Number.POSITIVE_INFINITY): string[] {
  const isUnlimited = asked === Number.POSITIVE_INFINITY;
  return asked > most ? [`${what} is lowered from ${isUnlimited ? 'unlimited' : asked} to ${most}`] : [];
}
