import { DeregisterContainerInstanceCommand } from '@aws-sdk/client-ecs';
import { describe, expect, test } from 'vitest';
import { freeHostAddress } from '../../../../../src/services/ecs/container-instance/host-address.ts';
import { type EcsApi, startEcsApi } from '../../../../support/ecs/ecs-api.ts';
import { registeredInstance } from '../../../../support/ecs/registered-instance.ts';
import { taskOnInstance } from '../../../../support/ecs/task-on-instance.ts';
import { refusal } from '../../../../support/refusal.ts';

const all = Array.from({ length: 250 }, (_, index) => `127.0.0.${index + 1}`);

test.each([
  [[], '127.0.0.1'],
  [['127.0.0.2'], '127.0.0.1'],
  [['127.0.0.3', '127.0.0.1'], '127.0.0.2'],
  [all.slice(0, 249), '127.0.0.250'],
  [all, undefined],
])('the first that is not among %j', (taken, address) => {
  expect(freeHostAddress(taken)).toBe(address);
});

describe('of container instances', () => {
  const addressOf = (api: EcsApi, arn: string) =>
    api.context.ecs.containerInstances.find(arn)?.document.hostAddress;
  const register = async (api: EcsApi, cluster?: string) => {
    const { containerInstanceArn: arn } = await registeredInstance(api, { cluster });
    return { arn, address: addressOf(api, arn) };
  };
  const deregister = (api: EcsApi, containerInstance: string) =>
    api.ecs.send(new DeregisterContainerInstanceCommand({ containerInstance, force: true }));

  test('are counted across clusters and accounts, and given again', async () => {
    await using api = await startEcsApi();
    const first = await register(api);
    const other = { ...api, ecs: api.clientOf({ accountId: '111111111111' }) };
    expect([first.address, (await register(api, 'b')).address, (await register(other)).address]).toEqual([
      ...['127.0.0.1', '127.0.0.2', '127.0.0.3'],
    ]);
    await deregister(api, first.arn);
    expect((await register(api, 'c')).address).toBe('127.0.0.1');
    expect((await register(api, 'c')).address).toBe('127.0.0.4');
  });

  test('stay with what a deregistered instance left running', async () => {
    await using api = await startEcsApi();
    const first = await register(api);
    const orphan = taskOnInstance(api, first.arn);
    await deregister(api, first.arn);
    expect((await register(api)).address).toBe('127.0.0.2');
    api.observe(orphan, { lastStatus: 'STOPPED' });
    expect((await register(api)).address).toBe('127.0.0.1');
  });

  test('come to an end', async () => {
    await using api = await startEcsApi();
    const { arn } = await register(api);
    const { containerInstances } = api.context.ecs;
    const model = containerInstances.find(arn);
    if (model === undefined) throw new Error('the instance is not there');
    for (const hostAddress of all.slice(1))
      containerInstances.put({
        ...model,
        arn: `${arn}-${hostAddress}`,
        document: { ...model.document, hostAddress },
      });
    expect(await refusal(register(api))).toEqual({
      name: 'ClientException',
      message:
        'Every address that Drydock has for container instances is taken, 127.0.0.1 to 127.0.0.250: deregister one.',
      status: 400,
    });
  });
});
