import { isIPv4 } from 'node:net';
import type { TargetDescription } from '@aws-sdk/client-elastic-load-balancing-v2';
import { AwsError } from '../../../aws/errors.ts';
import { constraintText } from '../../../aws/validation.ts';
import { cidrContains, parseCidr } from '../../../plan/cidr.ts';
import { type Elbv2Context, validationError } from '../elbv2-context.ts';
import type { Elbv2Scope, TargetGroup } from '../model.ts';

/** Where addresses outside of the VPC may lie: RFC 1918 and RFC 6598. */
const privateRanges = ['10.0.0.0/8', '100.64.0.0/10', '172.16.0.0/12', '192.168.0.0/16'];
/** Beyond AWS: a program of this machine can be a target. */
const loopback = '127.0.0.0/8';

export interface CheckedTarget {
  readonly id: string;
  readonly port: number;
  readonly availabilityZone?: string;
}

/** A target as it is to be registered. @throws AwsError for one that the target group cannot have */
export function checkedTarget(
  context: Elbv2Context,
  scope: Elbv2Scope,
  { document }: TargetGroup,
  { Id: id = '', Port: port = document.port, AvailabilityZone: zone, QuicServerId }: TargetDescription,
  place: number,
): CheckedTarget {
  if (QuicServerId)
    throw validationError(`A QUIC server ID cannot be specified for ${document.protocol} target groups`);
  if (document.targetType === 'instance' && !context.instances.exists(id, scope))
    throw new AwsError('InvalidTargetException', `Instance ID '${id}' is not valid`);
  if (document.targetType === 'ip' && !isIPv4(id))
    throw new AwsError('InvalidTargetException', `The IP address '${id}' is not a valid IPv4 address`);
  if (port < 1 || port > 65_535)
    throw validationError(
      constraintText(
        `'${port}'`,
        `targets.${place}.member.port`,
        `have value ${port < 1 ? 'greater than or equal to 1' : 'less than or equal to 65535'}`,
      ),
    );
  const availabilityZone =
    document.targetType === 'ip' ? zoneOf(context, document.vpcId, id, zone) : zone || undefined;
  return { id, port, availabilityZone };
}

function zoneOf(
  { network }: Elbv2Context,
  vpcId: string,
  address: string,
  given: string | undefined,
): string | undefined {
  const own = network.zoneOfAddress(vpcId, address);
  if (own !== undefined && given && given !== own)
    throw validationError(
      `The IP address '${address}' is within the VPC, and cannot have its Availability Zone overridden to '${given}' from '${own}'`,
    );
  if (own !== undefined) return own;
  if (cidrContains(parseCidr(loopback), address)) return given || undefined;
  if (!privateRanges.some((range) => cidrContains(parseCidr(range), address)))
    throw new AwsError(
      'InvalidTargetException',
      `The IP address '${address}' is neither in a subnet of the VPC nor in one of the ranges ${privateRanges.join(', ')}`,
    );
  if (!given)
    throw validationError(
      `The Availability Zone is required for IP address '${address}' because it is not in the VPC`,
    );
  return given;
}
