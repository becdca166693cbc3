import type {
  AlarmSettings,
  CircuitBreakerSettings,
  DeploymentSettings,
} from '../../../src/services/ecs/service/service.ts';

/** AWS's defaults, but for what is given. */
export function deploymentSettings(facts: Partial<DeploymentSettings> = {}): DeploymentSettings {
  return {
    maximumPercent: 200,
    minimumHealthyPercent: 100,
    deploymentCircuitBreaker: circuitBreaker({ enable: false }),
    bakeTimeInMinutes: 0,
    ...facts,
  };
}

/** A circuit breaker that is on and rolls back. */
export function circuitBreaker(facts: Partial<CircuitBreakerSettings> = {}): CircuitBreakerSettings {
  return {
    enable: true,
    rollback: true,
    resetOnHealthyTask: true,
    thresholdConfiguration: { type: 'BOUNDED_PERCENT', value: 50 },
    ...facts,
  };
}

/** Alarms that are watched and roll back. */
export function deploymentAlarms(facts: Partial<AlarmSettings> = {}): AlarmSettings {
  return { alarmNames: ['errors', 'latency'], enable: true, rollback: true, ...facts };
}
