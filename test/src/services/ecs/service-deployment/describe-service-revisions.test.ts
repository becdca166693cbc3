import {
  DescribeServiceRevisionsCommand,
  RegisterTaskDefinitionCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import { describe, expect, test } from 'vitest';
import { apiForAll } from '../../../../support/ecs/api-for-all.ts';
import { attachedTargetGroup } from '../../../../support/ecs/attached-target-group.ts';
import { deployedService, serviceArn } from '../../../../support/ecs/deployed-service.ts';
import { type EcsApi, startEcsApi } from '../../../../support/ecs/ecs-api.ts';
import { fargateDefinition } from '../../../../support/ecs/fargate-definition.ts';
import { rawRefusal } from '../../../../support/raw-refusal.ts';
import { reply } from '../../../../support/reply.ts';

const revisionArn = (digits: string) =>
  `arn:aws:ecs:us-east-1:000000000000:service-revision/default/web/${digits}`;
const describeRevisions = (api: EcsApi, ...serviceRevisionArns: readonly string[]) =>
  reply(api.ecs.send(new DescribeServiceRevisionsCommand({ serviceRevisionArns: [...serviceRevisionArns] })));

test('shows what a deployment brings about, by the digits that the two share', async () => {
  await using api = await startEcsApi();
  const { deployments, networkConfiguration } = await deployedService(api);
  const digits = deployments?.[0]?.id?.replace('ecs-svc/', '') ?? '';
  expect(digits).toMatch(/^\d{19}$/);
  expect(await describeRevisions(api, revisionArn(digits))).toEqual({
    serviceRevisions: [
      {
        serviceRevisionArn: revisionArn(digits),
        serviceArn,
        clusterArn: 'arn:aws:ecs:us-east-1:000000000000:cluster/default',
        taskDefinition: 'arn:aws:ecs:us-east-1:000000000000:task-definition/web:1',
        launchType: 'FARGATE',
        platformVersion: '1.4.0',
        platformFamily: 'Linux',
        loadBalancers: [],
        networkConfiguration,
        containerImages: [{ containerName: 'web', image: 'nginx:1.27' }],
        guardDutyEnabled: false,
        createdAt: new Date(api.clock.now()),
      },
    ],
    failures: [],
  });
});

test('never changes when the service does', async () => {
  await using api = await startEcsApi();
  const { currentServiceRevisions = [] } = await deployedService(api);
  const arn = currentServiceRevisions[0]?.arn ?? '';
  const before = await describeRevisions(api, arn);
  await api.clock.advance(1000);
  await api.ecs.send(
    new RegisterTaskDefinitionCommand(fargateDefinition('web', { cpu: '512', memory: '1024' })),
  );
  const { targetGroupArn } = await attachedTargetGroup(api, 'web');
  const loadBalancers = [{ targetGroupArn, containerName: 'web', containerPort: 80 }];
  const { service } = await api.ecs.send(
    new UpdateServiceCommand({ service: 'web', taskDefinition: 'web', loadBalancers }),
  );
  const next = service?.currentServiceRevisions?.[0]?.arn ?? '';
  const { serviceRevisions } = await describeRevisions(api, arn, next);
  expect(serviceRevisions?.[0]).toEqual(before.serviceRevisions?.[0]);
  expect(serviceRevisions?.[1]).toMatchObject({
    taskDefinition: 'arn:aws:ecs:us-east-1:000000000000:task-definition/web:2',
    loadBalancers,
    createdAt: new Date(api.clock.now()),
  });
});

test('shows the digest of an image once it was resolved, and neither its id nor a later one', async () => {
  await using api = await startEcsApi();
  const { currentServiceRevisions = [] } = await deployedService(api);
  const arn = currentServiceRevisions[0]?.arn ?? '';
  const { serviceRevisions } = api.context.ecs;
  serviceRevisions.pinImage(arn, 'web', { imageId: 'sha256:a', imageDigest: 'sha256:1' });
  serviceRevisions.pinImage(arn, 'web', { imageId: 'sha256:b', imageDigest: 'sha256:2' });
  const shown = await describeRevisions(api, arn);
  expect(shown.serviceRevisions?.[0]?.containerImages).toEqual([
    { containerName: 'web', image: 'nginx:1.27', imageDigest: 'sha256:1' },
  ]);
});

describe('refuses', () => {
  const shared = apiForAll(deployedService);

  test('nothing for one that there is not, which is MISSING', async () => {
    expect(await describeRevisions(shared(), revisionArn('1'))).toEqual({
      serviceRevisions: [],
      failures: [{ arn: revisionArn('1'), reason: 'MISSING' }],
    });
  });

  test.each<[string, readonly string[], string]>([
    ['no ARN', [], 'Service revision ARNs cannot be empty.'],
    [
      'too many ARNs',
      Array(21).fill(revisionArn('1')),
      'Service revision ARNs cannot have more than 20 elements.',
    ],
    ['the ARN of a service', [serviceArn], 'Unsupported resource type: service'],
  ])('%s', async (_case, serviceRevisionArns, message) => {
    const answer = await rawRefusal(shared(), 'DescribeServiceRevisions', { serviceRevisionArns });
    expect(answer).toEqual({ name: 'InvalidParameterException', message, status: 400 });
  });
});
