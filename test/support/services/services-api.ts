import { pino } from 'pino';
import { buildContext, type EmulatorContext } from '../../../emulator/context.ts';
import { openData } from '../../../emulator/data-directory/data-directory.ts';
import { defaultTiming, type Timing } from '../../../src/plan/timing.ts';
import { acmService } from '../../../src/services/acm/index.ts';
import { ec2Service } from '../../../src/services/ec2/index.ts';
import { elbv2Service } from '../../../src/services/elbv2/index.ts';
import { iamService } from '../../../src/services/iam/index.ts';
import { logsService } from '../../../src/services/logs/index.ts';
import { secretsManagerService } from '../../../src/services/secrets-manager/index.ts';
import { ssmService } from '../../../src/services/ssm/index.ts';
import type { State } from '../../../src/state/state.ts';
import { FakeClock } from '../fake-clock.ts';
import { startTestApi, type TestApi } from '../test-api.ts';

type ClientClass<Client> = new (config: TestApi['client']) => Client;

/**
 * The services beside ECS over an in-memory state and a clock that stands still; nothing acts on the state. A test
 * brings the class of the one SDK client that it speaks through: loading all of them would take most of its time.
 */
export interface ServicesApi<Client> extends AsyncDisposable {
  /** Of the default account and region. */
  readonly client: Client;
  readonly endpoint: string;
  readonly clock: FakeClock;
  readonly state: State;
  readonly context: EmulatorContext;
  /** A client of another account or region. */
  as(scope: { readonly accountId?: string; readonly region?: string }): Client;
}

export async function startServicesApi<Client>(
  Client: ClientClass<Client>,
  timing: Timing = defaultTiming,
  accessLogDir?: string,
): Promise<ServicesApi<Client>> {
  const clock = new FakeClock();
  const data = { ...openData(undefined), accessLogDir };
  const log = pino({ level: 'silent' });
  const context = buildContext({ data, clock, timing, log, occupiedCidrs: [] });
  const api = await startTestApi([
    elbv2Service(context.elbv2),
    ec2Service(context.ec2),
    ssmService(context.ssm),
    secretsManagerService(context.secretsManager),
    logsService(context.logs),
    acmService(context.acm),
    iamService(context.iam),
  ]);
  return {
    client: new Client(api.client),
    endpoint: api.endpoint,
    clock,
    state: data.state,
    context,
    as: ({ accountId = 'test', region = api.client.region }) =>
      new Client({
        ...api.client,
        region,
        credentials: { accessKeyId: accountId, secretAccessKey: 'test' },
      }),
    [Symbol.asyncDispose]: async () => {
      await api[Symbol.asyncDispose]();
      data.state[Symbol.dispose]();
    },
  };
}
