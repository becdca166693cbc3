import type { NetworkConfiguration, TaskDefinition } from '@aws-sdk/client-ecs';
import type { EcsContext } from '../../ecs-context.ts';
import { invalidParameter } from '../../errors.ts';
import { checkOneOf } from '../../one-of.ts';

interface Place {
  readonly accountId: string;
  readonly region: string;
}

const mostSubnets = 16;
const mostSecurityGroups = 5;

/** Where tasks of a definition are to stand, before any is placed. */
export type LaunchNetwork =
  | {
      readonly mode: 'awsvpc';
      /** At least one. */
      readonly subnets: readonly LaunchSubnet[];
      readonly securityGroups: readonly string[];
    }
  | { readonly mode: 'bridge' | 'host' | 'none' };

export interface LaunchSubnet {
  readonly id: string;
  readonly vpcId: string;
  readonly availabilityZone: string;
}

/** The network mode of a definition, with its subnets and security groups. @throws AwsError with AWS's sentences */
export function launchNetwork(
  context: Pick<EcsContext, 'network'>,
  place: Place,
  definition: TaskDefinition,
  configuration: NetworkConfiguration | undefined,
): LaunchNetwork {
  const asked = configuration?.awsvpcConfiguration;
  const mode = definition.networkMode ?? 'bridge';
  if (mode !== 'awsvpc') {
    if (asked !== undefined)
      throw invalidParameter(
        'Network Configuration is not valid for the given networkMode of this task definition.',
      );
    return { mode };
  }
  if (asked === undefined)
    throw invalidParameter("Network Configuration must be provided when networkMode 'awsvpc' is specified.");
  checkOneOf('Assign public IP', asked.assignPublicIp, ['ENABLED', 'DISABLED']);
  const ids = asked.subnets ?? [];
  if (ids.length === 0) throw invalidParameter('subnets can not be empty.');
  if (ids.length > mostSubnets) throw invalidParameter(`subnets can have at most ${mostSubnets} items.`);
  const subnets = ids.map((id) => {
    const subnet = context.network.subnet(place.accountId, place.region, id);
    if (subnet === undefined)
      throw invalidParameter(
        `Error retrieving subnet information for [${ids.join(', ')}]: The subnet ID '${id}' does not exist (ErrorCode: InvalidSubnetID.NotFound)`,
      );
    return subnet;
  });
  const groups = asked.securityGroups ?? [];
  if (groups.length > mostSecurityGroups)
    throw invalidParameter(`securityGroups can have at most ${mostSecurityGroups} items.`);
  const missing = groups.find((id) => !context.network.securityGroupExists(id, place));
  if (missing !== undefined)
    throw invalidParameter(
      `Error retrieving security group information for [${groups.join(', ')}]: The security group '${missing}' does not exist (ErrorCode: InvalidGroup.NotFound)`,
    );
  return { mode, subnets, securityGroups: groups };
}
