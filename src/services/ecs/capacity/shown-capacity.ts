import type { CapacityProviderStrategyItem } from '@aws-sdk/client-ecs';
import type { DeploymentSpec } from '../service/service.ts';

/**
 * Either the launch type or the strategy is shown. EC2 is what a service shows that says nothing itself: one of the
 * EXTERNAL controller that has no primary task set yet (recorded).
 */
export function shownCapacity(
  spec: Pick<DeploymentSpec, 'launchType' | 'capacityProviderStrategy'> = { launchType: 'EC2' },
): {
  launchType?: DeploymentSpec['launchType'];
  capacityProviderStrategy?: CapacityProviderStrategyItem[];
} {
  const { launchType, capacityProviderStrategy: strategy } = spec;
  return strategy === undefined ? { launchType } : { capacityProviderStrategy: [...strategy] };
}
