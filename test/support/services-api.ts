import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { EC2Client } from '@aws-sdk/client-ec2';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SSMClient } from '@aws-sdk/client-ssm';
import { pino } from 'pino';
import { buildContext, type EmulatorContext } from '../../emulator/context.ts';
import { openData } from '../../emulator/data-directory.ts';
import { defaultTiming, type Timing } from '../../src/plan/timing.ts';
import { ec2Service } from '../../src/services/ec2/index.ts';
import { elbv2Service } from '../../src/services/elbv2/index.ts';
import { logsService } from '../../src/services/logs/index.ts';
import { secretsManagerService } from '../../src/services/secrets-manager/index.ts';
import { ssmService } from '../../src/services/ssm/index.ts';
import type { State } from '../../src/state/state.ts';
import { FakeClock } from './fake-clock.ts';
import { startTestApi } from './test-api.ts';

/** One SDK client a service, all of one account and region. */
export interface ServiceClients {
  readonly elbv2: ElasticLoadBalancingV2Client;
  readonly ec2: EC2Client;
  readonly ssm: SSMClient;
  readonly secrets: SecretsManagerClient;
  readonly logs: CloudWatchLogsClient;
}

/** The services beside ECS over an in-memory state and a clock that stands still; nothing acts on the state. */
export interface ServicesApi extends ServiceClients, AsyncDisposable {
  readonly endpoint: string;
  readonly clock: FakeClock;
  readonly state: State;
  readonly context: EmulatorContext;
  /** The clients of another account or region. */
  as(scope: { readonly accountId?: string; readonly region?: string }): ServiceClients;
}

export async function startServicesApi(timing: Timing = defaultTiming): Promise<ServicesApi> {
  const clock = new FakeClock();
  const data = openData(undefined);
  const log = pino({ level: 'silent' });
  const context = buildContext({ data, clock, timing, log, occupiedCidrs: [] });
  const api = await startTestApi([
    elbv2Service(context.elbv2),
    ec2Service(context.ec2),
    ssmService(context.ssm),
    secretsManagerService(context.secretsManager),
    logsService(context.logs),
  ]);
  const clientsOf = ({ accountId = 'test', region = api.client.region }): ServiceClients => {
    const config = {
      ...api.client,
      region,
      credentials: { accessKeyId: accountId, secretAccessKey: 'test' },
    };
    return {
      elbv2: new ElasticLoadBalancingV2Client(config),
      ec2: new EC2Client(config),
      ssm: new SSMClient(config),
      secrets: new SecretsManagerClient(config),
      logs: new CloudWatchLogsClient(config),
    };
  };
  return {
    ...clientsOf({}),
    endpoint: api.endpoint,
    clock,
    state: data.state,
    context,
    as: clientsOf,
    [Symbol.asyncDispose]: async () => {
      await api[Symbol.asyncDispose]();
      data.state[Symbol.dispose]();
    },
  };
}
