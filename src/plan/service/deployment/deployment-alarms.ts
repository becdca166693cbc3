import type {
  ServiceDeployment,
  ServiceDeploymentProgress,
} from '../../../services/ecs/service-deployment/service-deployment.ts';
import type { ServiceView } from '../service-view.ts';

/**
 * Whether a deployment watches its alarms. Docs, "How CloudWatch alarms detect Amazon ECS deployment failures": "If an
 * alarm is in the ALARM state at the beginning of a deployment, Amazon ECS will not monitor alarms for the duration of
 * that deployment (Amazon ECS ignores the alarm configuration)."
 */
export function alarmWatch(
  { settings, alarms }: ServiceView,
  { progress }: ServiceDeployment,
): ServiceDeploymentProgress['alarms'] {
  if (progress.alarms !== 'not-looked-at' || settings.alarms?.enable !== true) return progress.alarms;
  return alarms.some(({ state }) => state === 'ALARM') ? 'ignored' : 'watched';
}

/** The alarms in ALARM that fail a deployment; none where it does not watch them, or is being rolled back already. */
export function triggeredAlarms(
  { settings, alarms }: ServiceView,
  { progress }: ServiceDeployment,
): readonly string[] {
  if (progress.alarms !== 'watched' || progress.rollback !== undefined) return [];
  if (settings.alarms?.enable !== true) return [];
  return alarms.filter(({ state }) => state === 'ALARM').map(({ name }) => name);
}
