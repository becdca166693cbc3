import { invalidParameter } from '../../errors.ts';
import type { ServiceDocument } from '../service.ts';

/**
 * Whether a service's tasks are balanced over its zones: what was asked for, else wherever AWS can. Docs, "Balancing an
 * Amazon ECS service across Availability Zones".
 *
 * @throws AwsError where it is asked for and cannot be
 */
export function zoneRebalancing(
  asked: ServiceDocument['availabilityZoneRebalancing'] | undefined,
  {
    schedulingStrategy,
    deploymentConfiguration,
  }: Pick<ServiceDocument, 'schedulingStrategy' | 'deploymentConfiguration'>,
): ServiceDocument['availabilityZoneRebalancing'] {
  const hasRoom = deploymentConfiguration.maximumPercent > 100;
  if (asked === 'ENABLED' && !hasRoom)
    throw invalidParameter('AvailabilityZoneRebalancing does not support maximumPercent <= 100');
  return asked ?? (schedulingStrategy === 'REPLICA' && hasRoom ? 'ENABLED' : 'DISABLED');
}
