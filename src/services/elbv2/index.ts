import { defineService, type ServiceDefinition } from '../../aws/service-definition.ts';
import { missingText } from '../../aws/validation.ts';
import { type Elbv2Context, validationError } from './elbv2-context.ts';
import { limitOperations } from './limit/limit-operations.ts';
import { listenerOperations } from './listener/listener-operations.ts';
import { loadBalancerOperations } from './load-balancer/load-balancer-operations.ts';
import { placementOperations } from './load-balancer/placement-operations.ts';
import { ruleOperations } from './rule/rule-operations.ts';
import { tagOperations } from './tag/tag-operations.ts';
import { targetOperations } from './target/target-operations.ts';
import { targetGroupOperations } from './target-group/target-group-operations.ts';
import { listenerCertificateOperations } from './tls/listener-certificate-operations.ts';
import { sslPolicyOperations } from './tls/ssl-policy-operations.ts';

/** Elastic Load Balancing v2: Application and Network Load Balancers. */
export function elbv2Service(context: Elbv2Context): ServiceDefinition {
  return defineService(
    {
      signingName: 'elasticloadbalancing',
      protocol: {
        kind: 'query',
        apiVersion: '2015-12-01',
        xmlNamespace: 'http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/',
      },
      loadSdk: () => import('@aws-sdk/client-elastic-load-balancing-v2'),
      missingMember: (_operation, path) => validationError(missingText(path)),
      operations: {
        ...loadBalancerOperations,
        ...placementOperations,
        ...targetGroupOperations,
        ...listenerOperations,
        ...ruleOperations,
        ...targetOperations,
        ...tagOperations,
        ...listenerCertificateOperations,
        ...sslPolicyOperations,
        ...limitOperations,
      },
    },
    context,
  );
}
