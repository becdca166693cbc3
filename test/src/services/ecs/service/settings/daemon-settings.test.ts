import {
  CreateClusterCommand,
  CreateServiceCommand,
  type CreateServiceCommandInput,
  RegisterTaskDefinitionCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import { describe, expect, test } from 'vitest';
import { type EcsApi, startEcsApi } from '../../../../../support/ecs/ecs-api.ts';
import { refusal } from '../../../../../support/refusal.ts';

const subject = 'The daemon scheduling strategy does not support';

async function startApi(): Promise<EcsApi> {
  const api = await startEcsApi();
  await api.ecs.send(new CreateClusterCommand({}));
  const containerDefinitions = [{ name: 'web', image: 'nginx', memory: 128 }];
  await api.ecs.send(new RegisterTaskDefinitionCommand({ family: 'web', containerDefinitions }));
  return api;
}

const create = (api: EcsApi, rest: Partial<CreateServiceCommandInput> = {}) =>
  api.ecs.send(
    new CreateServiceCommand({
      ...{ serviceName: 'web', taskDefinition: 'web', schedulingStrategy: 'DAEMON' },
      ...rest,
    }),
  );

test('a daemon has percentages of its own, and no desired count until its instances are known', async () => {
  await using api = await startApi();
  expect((await create(api)).service).toMatchObject({
    schedulingStrategy: 'DAEMON',
    desiredCount: 0,
    availabilityZoneRebalancing: 'DISABLED',
    deploymentConfiguration: { maximumPercent: 100, minimumHealthyPercent: 0 },
  });
});

describe('refuses', () => {
  const desired = `${subject} a desired count for services. Remove the desired count value and try again`;

  test.each<[Partial<CreateServiceCommandInput>, string]>([
    [{ desiredCount: 2 }, desired],
    [
      { deploymentConfiguration: { maximumPercent: 200 } },
      `${subject} values above 100 for maximumPercent on a deployment configuration. Change the maximumPercent value to 100, and try again`,
    ],
    [
      { placementStrategy: [{ type: 'random' }] },
      `${subject} placement strategies. Remove the placement strategy and try again`,
    ],
    [
      { availabilityZoneRebalancing: 'ENABLED' },
      'Availability Zone Rebalancing does not support DAEMON services',
    ],
    [{ launchType: 'FARGATE' }, `${subject} the FARGATE launch type.`],
  ])('%j', async (rest, message) => {
    await using api = await startApi();
    expect(await refusal(create(api, rest))).toEqual({
      ...{ name: 'InvalidParameterException', message, status: 400 },
    });
  });

  test('a desired count in an update', async () => {
    await using api = await startApi();
    await create(api);
    const update = new UpdateServiceCommand({ service: 'web', desiredCount: 2 });
    expect((await refusal(api.ecs.send(update))).message).toBe(desired);
  });
});
