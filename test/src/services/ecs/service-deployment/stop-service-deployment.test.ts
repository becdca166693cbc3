import { StopServiceDeploymentCommand, type StopServiceDeploymentStopType } from '@aws-sdk/client-ecs';
import { expect, test } from 'vitest';
import type { ServiceDeploymentProgress } from '../../../../../src/services/ecs/service-deployment/service-deployment.ts';
import {
  deployedService,
  redeploy,
  serviceArn,
  serviceDeploymentArns,
  setProgress,
} from '../../../../support/ecs/deployed-service.ts';
import { type EcsApi, startEcsApi } from '../../../../support/ecs/ecs-api.ts';
import { deploymentSettings } from '../../../../support/planner/deployment-settings.ts';
import { rawRefusal } from '../../../../support/raw-refusal.ts';
import { refusal } from '../../../../support/refusal.ts';
import { reply } from '../../../../support/reply.ts';

const stop = (api: EcsApi, serviceDeploymentArn: string, stopType?: StopServiceDeploymentStopType) =>
  api.ecs.send(new StopServiceDeploymentCommand({ serviceDeploymentArn, stopType }));

async function withDeployment(body: (api: EcsApi, arn: string) => Promise<void>): Promise<void> {
  await using api = await startEcsApi();
  await deployedService(api);
  const [arn = ''] = await serviceDeploymentArns(api);
  await body(api, arn);
}
const found = (api: EcsApi, arn: string) => api.context.ecs.serviceDeployments.find(arn);

test.each<[StopServiceDeploymentStopType | undefined, 'ROLLBACK' | 'ABORT']>([
  [undefined, 'ROLLBACK'],
  ['ROLLBACK', 'ROLLBACK'],
  ['ABORT', 'ABORT'],
])('%s asks for %s', (stopType, request) =>
  withDeployment(async (api, arn) => {
    expect(await reply(stop(api, arn, stopType))).toEqual({ serviceDeploymentArn: arn });
    expect(found(api, arn)?.stopRequest).toBe(request);
  }),
);

test('a second request goes on with the first', () =>
  withDeployment(async (api, arn) => {
    await stop(api, arn, 'ABORT');
    await stop(api, arn, 'ROLLBACK');
    expect(found(api, arn)?.stopRequest).toBe('ABORT');
  }));

test('one that is being rolled back goes on with that', () =>
  withDeployment(async (api, arn) => {
    const rollback = { reason: 'x', startedAtMs: 1, failureCount: 0 };
    setProgress(api, arn, { status: 'ROLLBACK_IN_PROGRESS', rollback });
    expect(await reply(stop(api, arn))).toEqual({ serviceDeploymentArn: arn });
    expect(found(api, arn)?.stopRequest).toBeUndefined();
  }));

test('one that a newer deployment overtook may still be asked to stop', () =>
  withDeployment(async (api, arn) => {
    await redeploy(api);
    expect(await reply(stop(api, arn))).toEqual({ serviceDeploymentArn: arn });
  }));

test.each<ServiceDeploymentProgress['status']>(['SUCCESSFUL', 'STOPPED', 'ROLLBACK_SUCCESSFUL'])(
  'refuses one that is %s',
  (status) =>
    withDeployment(async (api, arn) => {
      setProgress(api, arn, {
        status,
        end: { atMs: 1, settings: deploymentSettings(), threshold: 3, counts: {} },
      });
      expect(await refusal(stop(api, arn))).toEqual({
        name: 'ConflictException',
        message: `The service deployment is already ${status}.`,
        status: 400,
      });
    }),
);

test.each<[string, object, string, string]>([
  [
    'an unknown one',
    { serviceDeploymentArn: 'arn:aws:ecs:us-east-1:000000000000:service-deployment/default/web/x' },
    'ServiceDeploymentNotFoundException',
    'Service deployment not found.',
  ],
  [
    'the ARN of a service',
    { serviceDeploymentArn: serviceArn },
    'InvalidParameterException',
    'Unsupported resource type: service',
  ],
  [
    'another way to stop',
    { serviceDeploymentArn: serviceArn.replace(':service/', ':service-deployment/'), stopType: 'KILL' },
    'InvalidParameterException',
    'Stop type should be one of [ABORT,ROLLBACK]',
  ],
])('refuses %s', async (_case, body, name, message) => {
  await using api = await startEcsApi();
  expect(await rawRefusal(api, 'StopServiceDeployment', body)).toEqual({ name, message, status: 400 });
});

test('ContinueServiceDeployment is refused by name', () =>
  withDeployment(async (api, arn) => {
    const answer = await rawRefusal(api, 'ContinueServiceDeployment', {
      serviceDeploymentArn: arn,
      hookId: 'x',
    });
    expect(answer.message).toContain('ContinueServiceDeployment');
  }));
