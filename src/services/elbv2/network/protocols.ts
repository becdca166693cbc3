import { AwsError } from '../../../aws/errors.ts';
import { type Elbv2Context, notServed, validationError } from '../elbv2-context.ts';
import type { FlowProtocol } from '../model.ts';

/** Every protocol that AWS has for listeners and target groups. */
export const protocols: readonly string[] = [
  'HTTP',
  'HTTPS',
  'TCP',
  'TLS',
  'UDP',
  'TCP_UDP',
  'GENEVE',
  'QUIC',
  'TCP_QUIC',
];

const flowProtocols = ['TCP', 'UDP', 'TCP_UDP', 'TLS'] as const satisfies readonly FlowProtocol[];

/** Which target groups a listener may send to (Network Load Balancers guide, "Target groups"). */
const compatible: Readonly<Record<string, readonly string[]>> = {
  TCP: ['TCP', 'TCP_UDP'],
  UDP: ['UDP', 'TCP_UDP'],
  TCP_UDP: ['TCP_UDP'],
  TLS: ['TCP', 'TLS'],
};

/** Whether a protocol is one that a Network Load Balancer carries without looking into it. */
export function isFlowProtocol(protocol: string): protocol is FlowProtocol {
  return flowProtocols.some((each) => each === protocol);
}

/** Whether a load balancer, by its ARN, is a Network Load Balancer. */
export function isNetwork(loadBalancerArn: string): boolean {
  return loadBalancerArn.includes(':loadbalancer/net/');
}

/** @throws AwsError ValidationError for a protocol that only listeners of Network Load Balancers have */
export function refuseNetworkProtocol(protocol: string | undefined): void {
  if (protocol && isFlowProtocol(protocol))
    throw validationError(`Listener protocol '${protocol}' must be one of 'HTTPS, HTTP'`);
}

/** The protocol of a Network Load Balancer's listener. @throws AwsError for another one */
export function networkListenerProtocol(protocol: string | undefined): FlowProtocol {
  if (!protocol) throw validationError('A listener protocol must be specified');
  if (isFlowProtocol(protocol)) return protocol;
  if (protocol === 'HTTP' || protocol === 'HTTPS')
    throw validationError(`Listener protocol '${protocol}' must be one of 'TLS, TCP, TCP_UDP, UDP'`);
  throw notServed(`listeners of protocol ${protocol}`);
}

/** @throws AwsError where a listener cannot send to one of these groups */
export function checkCompatible(
  { targetGroups }: Elbv2Context,
  listenerProtocol: string,
  targetGroupArns: readonly string[],
): void {
  const allowed = compatible[listenerProtocol] ?? ['HTTP', 'HTTPS'];
  const wrong = targetGroupArns.filter((arn) => {
    const group = targetGroups.find(arn);
    return group !== undefined && !allowed.includes(group.document.protocol);
  });
  if (wrong.length > 0)
    throw new AwsError(
      'IncompatibleProtocolsException',
      `The listener and the following target groups have incompatible protocols: ${wrong.join(', ')}`,
    );
  checkVersions({ targetGroups }, listenerProtocol, targetGroupArns);
}

/** HTTP/2 is spoken over TLS alone. */
function checkVersions(
  { targetGroups }: Pick<Elbv2Context, 'targetGroups'>,
  listenerProtocol: string,
  targetGroupArns: readonly string[],
): void {
  if (listenerProtocol !== 'HTTP') return;
  for (const arn of targetGroupArns) {
    const version = targetGroups.find(arn)?.document.protocolVersion ?? 'HTTP1';
    if (version === 'HTTP1') continue;
    throw new AwsError(
      'InvalidConfigurationRequestException',
      `Listener protocol 'HTTP' is not supported with a target group with the protocol-version '${version}'`,
    );
  }
}
