import type { DeploymentConfiguration } from '@aws-sdk/client-ecs';
import { invalidParameter } from '../../errors.ts';

interface DaemonInput {
  readonly desiredCount?: number;
  readonly deploymentConfiguration?: DeploymentConfiguration;
  readonly placementStrategy?: readonly unknown[];
  readonly availabilityZoneRebalancing?: string;
}

const subject = 'The daemon scheduling strategy does not support';

/** @throws AwsError with AWS's sentences for what a DAEMON service cannot have */
export function checkDaemon(
  { desiredCount, deploymentConfiguration, placementStrategy = [], availabilityZoneRebalancing }: DaemonInput,
  launchType: 'EC2' | 'FARGATE',
): void {
  if (launchType === 'FARGATE') throw invalidParameter(`${subject} the FARGATE launch type.`);
  if (desiredCount !== undefined)
    throw invalidParameter(
      `${subject} a desired count for services. Remove the desired count value and try again`,
    );
  if ((deploymentConfiguration?.maximumPercent ?? 100) > 100)
    throw invalidParameter(
      `${subject} values above 100 for maximumPercent on a deployment configuration. Change the maximumPercent value to 100, and try again`,
    );
  if (placementStrategy.length > 0)
    throw invalidParameter(`${subject} placement strategies. Remove the placement strategy and try again`);
  if (availabilityZoneRebalancing === 'ENABLED')
    throw invalidParameter('Availability Zone Rebalancing does not support DAEMON services');
}
