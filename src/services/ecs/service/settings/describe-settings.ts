import type { DeploymentConfiguration } from '@aws-sdk/client-ecs';
import type { DeploymentSettings } from '../service.ts';

/** Deployment settings as AWS shows them: alarms only where some were given. */
export function describeSettings(settings: DeploymentSettings): DeploymentConfiguration {
  const { alarms, deploymentCircuitBreaker: breaker } = settings;
  return {
    deploymentCircuitBreaker: { ...breaker, thresholdConfiguration: { ...breaker.thresholdConfiguration } },
    maximumPercent: settings.maximumPercent,
    minimumHealthyPercent: settings.minimumHealthyPercent,
    ...(alarms === undefined ? {} : { alarms: { ...alarms, alarmNames: [...alarms.alarmNames] } }),
    strategy: 'ROLLING',
    bakeTimeInMinutes: settings.bakeTimeInMinutes,
  };
}
