import { ECSClient } from '@aws-sdk/client-ecs';
import { pino } from 'pino';
import { buildContext, type EmulatorContext } from '../../../emulator/context.ts';
import { openData } from '../../../emulator/data-directory/data-directory.ts';
import { defaultTiming } from '../../../src/plan/timing.ts';
import { ensureDefaultVpc } from '../../../src/services/ec2/default-vpc.ts';
import { ec2Service } from '../../../src/services/ec2/index.ts';
import { ecsService } from '../../../src/services/ecs/index.ts';
import type { AlarmSource } from '../../../src/services/ecs/service-deployment/alarm-source.ts';
import type { ObservedTask, TaskStatus } from '../../../src/services/ecs/task/task.ts';
import { elbv2Service } from '../../../src/services/elbv2/index.ts';
import { FakeClock } from '../fake-clock.ts';
import { startTestApi, type TestApi } from '../test-api.ts';

export const accountId = '000000000000';
export const region = 'us-east-1';

/** What container instances have that do not say: two cores and 4 GiB. */
export const machine = { cpuUnits: 2048, memoryMiB: 4096 };
export interface EcsApiOptions {
  /** Without one, services cannot watch alarms. */
  readonly alarmSource?: AlarmSource;
}

/** ECS with the services beside it, in memory, with nobody who runs what is asked for: the test plays that part. */
export interface EcsApi extends AsyncDisposable {
  readonly client: TestApi['client'];
  readonly ecs: ECSClient;
  /** A client of another account or region. */
  clientOf(place: { readonly accountId?: string; readonly region?: string }): ECSClient;
  readonly context: EmulatorContext;
  readonly clock: FakeClock;
  readonly vpcId: string;
  readonly subnets: readonly { readonly id: string; readonly availabilityZone: string }[];
  readonly securityGroup: string;
  /** Records what a task machine would have seen. */
  observe(
    taskArn: string,
    seen: {
      readonly lastStatus?: TaskStatus;
      readonly observed?: Partial<ObservedTask>;
      readonly stoppedAtMs?: number;
    },
  ): void;
}

export async function startEcsApi({ alarmSource }: EcsApiOptions = {}): Promise<EcsApi> {
  const clock = new FakeClock();
  const data = openData(undefined);
  const log = pino({ level: 'silent' });
  const context = buildContext({
    ...{ data, clock, timing: defaultTiming, log, occupiedCidrs: [], machine, alarmSource },
  });
  const api = await startTestApi([
    ecsService(context.ecs),
    ec2Service(context.ec2),
    elbv2Service(context.elbv2),
  ]);
  const vpc = ensureDefaultVpc(context.ec2, accountId, region);
  return {
    client: api.client,
    ecs: new ECSClient(api.client),
    clientOf: (place) =>
      new ECSClient({
        ...api.client,
        region: place.region ?? region,
        credentials: { accessKeyId: place.accountId ?? accountId, secretAccessKey: 'test' },
      }),
    context,
    clock,
    vpcId: vpc.id,
    subnets: context.ec2.network.listSubnets(accountId, region),
    securityGroup: context.ec2.network.defaultSecurityGroup(vpc.id)?.id ?? '',
    observe: (arn, { lastStatus, observed, stoppedAtMs }) => {
      const task = context.ecs.tasks.find(arn);
      if (task === undefined) throw new Error(`There is no task ${arn}`);
      context.ecs.tasks.observe(task, {
        lastStatus: lastStatus ?? task.lastStatus,
        observed: { ...task.observed, ...observed },
        stoppedAtMs: stoppedAtMs ?? task.stoppedAtMs,
      });
    },
    [Symbol.asyncDispose]: async () => {
      await api[Symbol.asyncDispose]();
      data.state[Symbol.dispose]();
    },
  };
}
