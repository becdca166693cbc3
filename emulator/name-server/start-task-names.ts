import type { Logger } from 'pino';
import type { Clock } from '../../src/clock.ts';
import type { EmulatorContext } from '../context.ts';
import type { Disposal } from '../disposal.ts';
import type { ContainerRuntime } from '../runtime/runtime.ts';
import { hostResolvers, resolversForTasks } from './host-resolvers.ts';
import { loadBalancerRecords } from './load-balancer-records.ts';
import { NameServer } from './name-server.ts';
import { QueryForwarder } from './query-forwarder.ts';
import { TaskNames } from './task-names.ts';

export interface TaskNamesParts {
  readonly context: EmulatorContext;
  readonly runtime: ContainerRuntime;
  readonly clock: Clock;
  readonly log: Logger;
  /** Where the load balancers of a VPC listen besides loopback. */
  readonly listenerAddresses: (vpcId: string) => readonly string[];
  readonly bridgeOpened: (address: string) => void;
}

/** Builds the name server, and opens it to the tasks and sandboxes that run already; `stack` ends it. */
export async function startTaskNames(parts: TaskNamesParts, stack: Disposal): Promise<TaskNames> {
  const { context, runtime, clock, log, listenerAddresses, bridgeOpened } = parts;
  const { loadBalancers } = context.elbv2;
  const server = stack.use(
    new NameServer({
      records: loadBalancerRecords({
        findByDnsName: (name) => loadBalancers.findByDnsName(name),
        listenerAddresses,
      }),
      forwarder: new QueryForwarder({ clock, resolvers: () => hostResolvers() }),
    }),
  );
  const names = new TaskNames({
    server,
    log,
    bridgeAddress: () => runtime.machineAddress('bridge'),
    resolvers: () => resolversForTasks(),
    bridgeOpened,
  });
  await Promise.all([
    ...standingAddresses(context, runtime).map((address) => server.listenOn(address)),
    context.ecs.tasks.listLive().some(({ spec }) => spec.network.mode === 'bridge')
      ? names.serversOnBridge()
      : undefined,
  ]);
  return names;
}

/** Where the tasks and sandboxes that an earlier run left reach us. Whoever has no network any more has none of them. */
function standingAddresses({ ec2, subnetPlace }: EmulatorContext, runtime: ContainerRuntime): string[] {
  const addresses = ec2.interfaces.list().flatMap(({ subnetId }) => {
    const place = subnetPlace(subnetId);
    return (place && runtime.hostAddress({ vpcId: place.vpcId, cidr: place.vpcCidr })) ?? [];
  });
  return [...new Set(addresses)];
}
