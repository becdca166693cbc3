import type {
  DeploymentAlarms,
  DeploymentCircuitBreaker,
  DeploymentConfiguration,
} from '@aws-sdk/client-ecs';
import { invalidParameter, notYet } from '../../errors.ts';
import { checkOneOf } from '../../one-of.ts';
import { isOutside } from '../../task-definition/rules/rule.ts';
import type { AlarmSettings, CircuitBreakerSettings, DeploymentSettings } from '../service.ts';

const initial: DeploymentSettings = {
  maximumPercent: 200,
  minimumHealthyPercent: 100,
  deploymentCircuitBreaker: {
    enable: false,
    rollback: false,
    resetOnHealthyTask: true,
    thresholdConfiguration: { type: 'BOUNDED_PERCENT', value: 50 },
  },
  bakeTimeInMinutes: 0,
};

/** SDK, DeploymentConfiguration: the daemon scheduling strategy has defaults of its own. */
export const initialDaemonSettings: DeploymentSettings = {
  ...initial,
  maximumPercent: 100,
  minimumHealthyPercent: 0,
};

const strategies = ['ROLLING', 'BLUE_GREEN', 'LINEAR', 'CANARY'] as const;
const thresholdTypes = ['BOUNDED_PERCENT', 'UNBOUNDED_PERCENT', 'COUNT'] as const;
const longestBakeMinutes = 1440;

/**
 * The deployment settings after a change: what it omits stays, also within the circuit breaker.
 *
 * @param hasAlarms whether there is anywhere that alarms' states could come from
 * @throws AwsError for values that AWS refuses, and by name for what Drydock lacks
 */
export function deploymentSettings(
  asked: DeploymentConfiguration | undefined,
  hasAlarms: boolean,
  before: DeploymentSettings = initial,
): DeploymentSettings {
  if (asked === undefined) return before;
  refuseUnserved(asked);
  if (isOutside(asked.bakeTimeInMinutes, 0, longestBakeMinutes))
    throw invalidParameter(`bakeTimeInMinutes must be between 0 and ${longestBakeMinutes}.`);
  return {
    ...percentages(asked, before),
    deploymentCircuitBreaker: circuitBreaker(asked.deploymentCircuitBreaker, before.deploymentCircuitBreaker),
    alarms: alarms(asked.alarms, hasAlarms) ?? before.alarms,
    bakeTimeInMinutes: asked.bakeTimeInMinutes ?? before.bakeTimeInMinutes,
  };
}

function refuseUnserved(asked: DeploymentConfiguration): void {
  const strategy = checkOneOf('Deployment strategy', asked.strategy, strategies);
  if (strategy !== undefined && strategy !== 'ROLLING') throw notYet(`the deployment strategy ${strategy}`);
  if ((asked.lifecycleHooks?.length ?? 0) > 0) throw notYet('deployment lifecycle hooks');
  if (asked.earlySuccessCriteria?.enable === true) throw notYet('early success criteria of deployments');
  if (asked.linearConfiguration !== undefined)
    throw invalidParameter('linearConfiguration is only valid for the LINEAR deployment strategy.');
  if (asked.canaryConfiguration !== undefined)
    throw invalidParameter('canaryConfiguration is only valid for the CANARY deployment strategy.');
}

function percentages(
  asked: DeploymentConfiguration,
  before: DeploymentSettings,
): Pick<DeploymentSettings, 'maximumPercent' | 'minimumHealthyPercent'> {
  const maximumPercent = asked.maximumPercent ?? before.maximumPercent;
  const minimumHealthyPercent = asked.minimumHealthyPercent ?? before.minimumHealthyPercent;
  if (isOutside(maximumPercent, 0) || !Number.isInteger(minimumHealthyPercent))
    throw invalidParameter('maximumPercent and minimumHealthyPercent must be whole numbers');
  if (minimumHealthyPercent < 0) throw invalidParameter('minimumHealthyPercent must be at least 0');
  if (minimumHealthyPercent > 100) throw invalidParameter('minimumHealthyPercent must be at most 100');
  if (maximumPercent < 100) throw invalidParameter('maximumPercent must be at least 100');
  if (maximumPercent === 100 && minimumHealthyPercent === 100)
    throw invalidParameter(
      'Both maximumPercent and minimumHealthyPercent cannot be 100 as this will block deployments.',
    );
  return { maximumPercent, minimumHealthyPercent };
}

/** Docs, "How the Amazon ECS deployment circuit breaker detects failures": a percentage is from 1 to 100. */
function circuitBreaker(
  asked: DeploymentCircuitBreaker | undefined,
  before: CircuitBreakerSettings,
): CircuitBreakerSettings {
  if (asked === undefined) return before;
  const { type: askedType, value } = asked.thresholdConfiguration ?? before.thresholdConfiguration;
  const type = checkOneOf('Threshold type', askedType, thresholdTypes) ?? before.thresholdConfiguration.type;
  if (type === 'COUNT' && isOutside(value, 1))
    throw invalidParameter('The threshold value must be at least 1 for the type COUNT.');
  if (type !== 'COUNT' && isOutside(value, 1, 100))
    throw invalidParameter(`The threshold value must be between 1 and 100 for the type ${type}.`);
  return {
    enable: asked.enable ?? before.enable,
    rollback: asked.rollback ?? before.rollback,
    resetOnHealthyTask: asked.resetOnHealthyTask ?? before.resetOnHealthyTask,
    thresholdConfiguration: { type, value: value ?? before.thresholdConfiguration.value },
  };
}

function alarms(asked: DeploymentAlarms | undefined, hasAlarms: boolean): AlarmSettings | undefined {
  if (asked === undefined) return undefined;
  const { alarmNames = [], enable = false, rollback = false } = asked;
  if (enable && !hasAlarms) throw notYet('deployment alarms');
  if (enable && alarmNames.length === 0)
    throw invalidParameter('alarmNames must not be empty when deployment alarms are enabled.');
  return { alarmNames, enable, rollback };
}
