import { AwsError } from '../../../aws/errors.ts';
import { validationError } from '../elbv2-context.ts';
import type { LoadBalancer, LoadBalancerDocument } from '../model.ts';
import { isNetwork } from './protocols.ts';

/**
 * The document of a Network Load Balancer with other security groups: it has some from its creation on, or never.
 *
 * @throws AwsError where that would change
 */
export function withSecurityGroups(
  { arn, document }: LoadBalancer,
  securityGroups: readonly string[],
  privateLinkRules: string | undefined,
): LoadBalancerDocument {
  if (document.securityGroups.length === 0)
    throw new AwsError(
      'InvalidConfigurationRequestException',
      `Security groups cannot be set for load balancer '${arn}' because it was created without security groups`,
    );
  if (securityGroups.length === 0) throw validationError('At least one security group must be specified');
  if (privateLinkRules && privateLinkRules !== 'on' && privateLinkRules !== 'off')
    throw validationError(
      `EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic '${privateLinkRules}' must be one of 'on, off'`,
    );
  const rules: Pick<LoadBalancerDocument, 'privateLinkRules'> =
    privateLinkRules === 'on' || privateLinkRules === 'off' ? { privateLinkRules } : {};
  return { ...document, securityGroups, ...rules };
}

/** Whether traffic by PrivateLink has to keep to the security groups' rules, as far as there are any. */
export function privateLinkRulesOf({ arn, document }: LoadBalancer): 'on' | 'off' | undefined {
  if (!isNetwork(arn) || document.securityGroups.length === 0) return undefined;
  return document.privateLinkRules ?? 'on';
}
