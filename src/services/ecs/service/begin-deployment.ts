import { randomBytes } from 'node:crypto';
import { serviceDeploymentArn, serviceRevisionArn } from '../arn.ts';
import type { EcsContext } from '../ecs-context.ts';
import { newDeploymentId } from './new-deployment-id.ts';
import { type DeploymentSpec, deploymentSpec, type EcsControlledDocument } from './service.ts';

/**
 * Begins a deployment of what the service is now, as PRIMARY: desiredCount stays 0 until its scheduling starts, as AWS
 * shows it. With it come its revision and the service deployment that makes it.
 */
export function beginDeployment(
  context: EcsContext,
  serviceArn: string,
  document: EcsControlledDocument,
): void {
  const id = newDeploymentId();
  const nowMs = context.clock.now();
  const spec = deploymentSpec(document);
  const replaced = context.deployments.listOfService(serviceArn).map((deployment) => deployment.id);
  context.deployments.begin({
    id,
    serviceArn,
    createdAtMs: nowMs,
    spec,
    progress: {
      rolloutState: 'IN_PROGRESS',
      rolloutStateReason: `ECS deployment ${id} in progress.`,
      updatedAtMs: nowMs,
      desiredCount: 0,
      failedTasks: 0,
      throttle: { failedRounds: 0, lastSequence: 0 },
    },
  });
  context.serviceRevisions.insert({
    arn: serviceRevisionArn(serviceArn, id),
    serviceArn,
    createdAtMs: nowMs,
    spec,
    images: imagesOf(context, spec),
  });
  context.serviceDeployments.begin({
    arn: serviceDeploymentArn(serviceArn, serviceDeploymentId()),
    serviceArn,
    deploymentId: id,
    createdAtMs: nowMs,
    sourceDeploymentIds: replaced,
    progress: {
      status: 'PENDING',
      updatedAtMs: nowMs,
      failureCount: 0,
      alarms: 'not-looked-at',
      triggeredAlarmNames: [],
    },
  });
}

/** The images that the definition names; their digests are known once a task has pulled them. */
function imagesOf(context: EcsContext, { taskDefinitionArn }: DeploymentSpec) {
  const { containerDefinitions = [] } = context.taskDefinitions.find(taskDefinitionArn) ?? {};
  return containerDefinitions.map(({ name = '', image = '' }) => ({ containerName: name, image }));
}

/** Twenty-one characters of A-Z, a-z, 0-9, _ and -. */
function serviceDeploymentId(): string {
  return randomBytes(16).toString('base64url').slice(0, 21);
}
