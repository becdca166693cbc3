import { AwsError } from '../../aws/errors.ts';
import { defineService, type ServiceDefinition } from '../../aws/service-definition.ts';
import type { Ec2Context } from './ec2-context.ts';
import { networkInterfaceOperations } from './network-interface-operations.ts';
import { networkOperations } from './network-operations.ts';

/** EC2, as far as tasks and load balancers stand in its networks. */
export function ec2Service(context: Ec2Context): ServiceDefinition {
  return defineService(
    {
      signingName: 'ec2',
      protocol: {
        kind: 'ec2-query',
        apiVersion: '2016-11-15',
        xmlNamespace: 'http://ec2.amazonaws.com/doc/2016-11-15',
      },
      loadSdk: () => import('@aws-sdk/client-ec2'),
      missingMember: (_operation, path) =>
        new AwsError('MissingParameter', `The request must contain the parameter ${path}`),
      operations: { ...networkOperations, ...networkInterfaceOperations },
    },
    context,
  );
}
