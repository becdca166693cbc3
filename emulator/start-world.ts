import type { Logger } from 'pino';
import type { Clock } from '../src/clock.ts';
import type { Timing } from '../src/plan/timing.ts';
import { moveVpc } from '../src/services/ec2/move-vpc.ts';
import { forgetDeletedDefinitions } from '../src/services/ecs/task-definition/forget-deleted.ts';
import { readSecret } from '../src/services/secrets-manager/secret-reader.ts';
import type { EmulatorContext } from './context.ts';
import type { OpenedData } from './data-directory/data-directory.ts';
import { Disposal } from './disposal.ts';
import type { DataPath } from './load-balancer/data-path.ts';
import type { DataPathReports } from './load-balancer/snapshot.ts';
import { startDataPath } from './load-balancer/start-data-path.ts';
import { localAddresses } from './local-addresses.ts';
import { LogDriver } from './log-driver/log-driver.ts';

import { startTaskAccess } from './metadata/start-task-access.ts';
import type { TaskApi } from './metadata/task-api.ts';
import { startTaskNames } from './name-server/start-task-names.ts';
import type { TaskNames } from './name-server/task-names.ts';
import { ObjectFolder } from './object-folder/object-folder.ts';
import { SandboxPool } from './reconciler/network/sandbox-pool.ts';
import { Reconciler } from './reconciler/reconciler.ts';
import { TaskEnvironmentFiles } from './reconciler/resources/task-environment-files.ts';
import { TaskFirelens } from './reconciler/resources/task-firelens.ts';
import { dataPathReports, type RoutingStores } from './reconciler/routing.ts';
import { TaskSecrets } from './reconciler/task-secrets.ts';
import { taskTargets } from './reconciler/task-targets.ts';
import { TlsCertificates } from './reconciler/tls/tls-certificates.ts';
import type { ContainerRuntime } from './runtime/runtime.ts';

/** All that acts: the reconciler with the data path, the sandboxes and the log driver. */
export interface World extends AsyncDisposable, Pick<DataPath, 'lastProbes' | 'trafficSince'> {
  settled(): Promise<void>;
  /** Ends like disposal, and removes all that was made in the engine. */
  stopAndRemove(): Promise<void>;
}

export interface WorldOptions {
  readonly context: EmulatorContext;
  readonly data: OpenedData;
  readonly runtime: ContainerRuntime;
  readonly clock: Clock;
  readonly timing: Timing;
  readonly log: Logger;
  /** The address that the API listens on. */
  readonly host: string;
  readonly taskApi: TaskApi;
  readonly warmSandboxes: number;
  /** The folder that stands for S3. */
  readonly s3Dir: string | undefined;
  /** Stands in for the real data path in tests. */
  readonly dataPath?: (reports: DataPathReports) => DataPath;
}

/** Who opens the API to every address means the load balancers as well: so it is in a container, by published ports. */
function listenerAddresses(
  { host, runtime }: Pick<WorldOptions, 'host' | 'runtime'>,
  vpcId: string,
  cidr: string | undefined,
): readonly string[] {
  const inVpc = cidr === undefined ? undefined : runtime.hostAddress({ vpcId, cidr });
  return [
    ...(host === '0.0.0.0' || host === '::' ? localAddresses(host) : []),
    ...(inVpc === undefined ? [] : [inVpc]),
  ];
}

/** Starts everything that acts on the state, taking over what runs already. */
export async function startWorld(options: WorldOptions): Promise<World> {
  const { context, data, runtime, clock, timing, log } = options;
  const { ecs, elbv2, ec2 } = context;
  const { state, instanceId } = data;
  await using stack = new Disposal();
  elbv2.listeners.forgetBound();
  const certificates = new TlsCertificates((arn) => context.storedCertificate(arn), data.vault);
  let names: TaskNames | undefined;
  const routing: RoutingStores = {
    ...elbv2,
    certificate: (arn) => certificates.get(arn),
    instanceAddress: (id) => ecs.containerInstances.hostAddressOf(id),
    listenerAddresses: (vpcId) => [
      ...listenerAddresses(options, vpcId, context.vpcCidr(vpcId)),
      ...(names?.bridge === undefined ? [] : [names.bridge]),
    ],
  };
  const reports = dataPathReports(routing);
  const loadBalancers = stack.use(
    options.dataPath?.(reports) ??
      (await startDataPath({ clock, timing, log, reports, accessLogDir: data.accessLogDir }, stack)),
  );
  const logs = stack.use(new LogDriver({ runtime, sink: context.ingest, clock, log }));
  names = await startTaskNames(
    {
      ...{ context, runtime, clock, log, listenerAddresses: routing.listenerAddresses },
      bridgeOpened: () => state.changed({ kind: 'routing' }),
    },
    stack,
  );
  const dnsServersAt = names.serversAt.bind(names);
  const sandboxes = stack.use(
    new SandboxPool({
      runtime,
      clock,
      log,
      instanceId,
      warmPerSubnet: options.warmSandboxes,
      dnsServers: (network) => dnsServersAt(runtime.hostAddress(network)),
      interfaces: ec2.interfaces,
      placeOf: context.subnetPlace,
      moveVpc: (id, from, occupied) => moveVpc(ec2, id, from, occupied),
    }),
  );
  const access = await startTaskAccess(options, stack);
  const targets = taskTargets(elbv2);
  const secrets = new TaskSecrets({
    readParameters: (accountId, region, names) => context.ssm.reader.readParameters(accountId, region, names),
    readSecret: (accountId, region, id, version) =>
      readSecret(context.secretsManager, { accountId, region }, id, version),
  });
  const objects = new ObjectFolder(options.s3Dir);
  const definitions = ecs.taskDefinitions;
  const reconciler = stack.use(
    new Reconciler({
      log,
      loadBalancers,
      routing,
      clusters: ecs.clusters,
      forgetDeletedDefinitions: () => forgetDeletedDefinitions(ecs),
      tasks: {
        state,
        clock,
        timing,
        log,
        runtime,
        sandboxes,
        secrets,
        environmentFiles: new TaskEnvironmentFiles(objects),
        firelens: new TaskFirelens(objects),
        logs,
        access,
        names,
        credentials: ecs.taskCredentials,
        instanceId,
        definitions,
        targets,
        tasks: ecs.tasks,
        serviceRevisions: ecs.serviceRevisions,
      },
      services: {
        state,
        clock,
        timing,
        definitions,
        sidecarPolicies: ecs.sidecarPolicies,
        alarmSource: ecs.alarmSource,
        services: ecs.services,
        deployments: ecs.deployments,
        serviceDeployments: ecs.serviceDeployments,
        serviceEvents: ecs.serviceEvents,
        taskSets: ecs.taskSets,
        tasks: ecs.tasks,
        tag: (arn, tags) => ecs.tags.put(arn, tags),
        tagsOf: (arn) => ecs.tags.list(arn),
        network: ecs.network,
        containerInstances: ecs.containerInstances,
        targetHealth: targets.health,
      },
    }),
  );
  await reconciler.start();
  const running = stack.move();
  return {
    settled: async () => {
      await reconciler.settled();
      await loadBalancers.settled?.();
      // What the data path has told meanwhile.
      await reconciler.settled();
    },
    lastProbes: () => loadBalancers.lastProbes(),
    trafficSince: (ms) => loadBalancers.trafficSince(ms),
    stopAndRemove: async () => {
      await running[Symbol.asyncDispose]();
      await runtime.removeAll();
    },
    [Symbol.asyncDispose]: () => running[Symbol.asyncDispose](),
  };
}
