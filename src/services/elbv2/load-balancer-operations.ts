import { randomBytes, randomInt } from 'node:crypto';
import type { LoadBalancer as SdkLoadBalancer } from '@aws-sdk/client-elastic-load-balancing-v2';
import { AwsError } from '../../aws/errors.ts';
import type { OperationInput } from '../../aws/operation.ts';
import type { RequestScope } from '../../aws/request-scope.ts';
import { deadWaitMs } from '../../plan/timing.ts';
import { beginAccessLogs } from './attributes/access-log-attributes.ts';
import { changedAttributeValues, networkLoadBalancerAttributes } from './attributes/network-attributes.ts';
import { attributeList, changedAttributes, loadBalancerAttributes } from './attributes.ts';
import {
  checkName,
  type Elbv2Context,
  type Elbv2Operations,
  elbv2Page,
  isInScope,
  loadBalancerByArn,
  notServed,
  validationError,
} from './elbv2-context.ts';
import { removeListener } from './listener-operations.ts';
import type { Elbv2Scope, LoadBalancer, LoadBalancerDocument } from './model.ts';
import { privateLinkRulesOf, withSecurityGroups } from './network/network-security-groups.ts';
import { isNetwork } from './network/protocols.ts';
import { privateAddress, refuseForeignAddresses } from './network/subnet-mapping.ts';
import { addTags } from './tag/tag-operations.ts';

type CreateInput = OperationInput<
  typeof import('@aws-sdk/client-elastic-load-balancing-v2'),
  'CreateLoadBalancer'
>;

const provisioningMs = 120_000;
/** AWS's zones in us-east-1; nothing resolves by them here. */
const hostedZoneIds = { application: 'Z35SXDOTRQ7X7K', network: 'Z26RNL4JYFTOTI' } as const;

export const loadBalancerOperations = {
  CreateLoadBalancer: (context, input, scope) => {
    const { type, document, vpcId } = checked(context, input, scope);
    const existing = context.loadBalancers.findByName(scope, input.Name);
    if (existing !== undefined) {
      if (typeOf(existing) !== type || !sameSettings(existing, document)) throw duplicateName(input.Name);
      return { LoadBalancers: [describe(context, existing)] };
    }
    const id = randomBytes(8).toString('hex');
    const loadBalancer: LoadBalancer = {
      arn: `arn:aws:elasticloadbalancing:${scope.region}:${scope.accountId}:loadbalancer/${type === 'network' ? 'net' : 'app'}/${input.Name}/${id}`,
      accountId: scope.accountId,
      region: scope.region,
      name: input.Name,
      dnsName:
        type === 'network' ? networkDnsName(input.Name, id, scope) : dnsName(input.Name, document, scope),
      vpcId,
      createdAtMs: context.clock.now(),
      document,
    };
    context.state.transaction(() => {
      context.loadBalancers.put(loadBalancer);
      addTags(context, loadBalancer.arn, input.Tags);
    });
    return {
      LoadBalancers: [{ ...describe(context, loadBalancer), State: { Code: 'provisioning' as const } }],
    };
  },
  DescribeLoadBalancers: (context, input, scope) => {
    const page = elbv2Page(selected(context, input, scope), ({ name }) => name, input);
    return { LoadBalancers: page.items.map((each) => describe(context, each)), NextMarker: page.nextToken };
  },
  DeleteLoadBalancer: (context, input, scope) => {
    const found = context.loadBalancers.find(input.LoadBalancerArn);
    if (found === undefined || !isInScope(scope, found.arn)) return {};
    if (found.document.attributes['deletion_protection.enabled'] === 'true')
      throw new AwsError(
        'OperationNotPermittedException',
        `Load balancer '${found.arn}' cannot be deleted because deletion protection is enabled`,
      );
    context.state.transaction(() => {
      for (const { arn } of context.listeners.listOf(found.arn)) removeListener(context, arn);
      context.resourceTags.removeAll(found.arn);
      context.loadBalancers.remove(found.arn);
    });
    return {};
  },
  DescribeLoadBalancerAttributes: (context, input, scope) => {
    const found = loadBalancerByArn(context, scope, input.LoadBalancerArn);
    const values = isNetwork(found.arn) ? networkLoadBalancerAttributes : loadBalancerAttributes;
    return { Attributes: attributeList(values, found.document.attributes) };
  },
  ModifyLoadBalancerAttributes: (context, input, scope) => {
    const found = loadBalancerByArn(context, scope, input.LoadBalancerArn);
    const { attributes: before } = found.document;
    const values = isNetwork(found.arn) ? networkLoadBalancerAttributes : loadBalancerAttributes;
    const attributes = isNetwork(found.arn)
      ? changedAttributeValues('Load balancer', networkLoadBalancerAttributes, before, input.Attributes)
      : changedAttributes('Load balancer', loadBalancerAttributes, before, input.Attributes);
    beginAccessLogs(context.accessLogs, found, attributes);
    context.loadBalancers.put({ ...found, document: { ...found.document, attributes } });
    return { Attributes: attributeList(values, attributes) };
  },
  SetSecurityGroups: (context, input, scope) => {
    const found = loadBalancerByArn(context, scope, input.LoadBalancerArn);
    checkSecurityGroups(context, scope, input.SecurityGroups);
    const { SecurityGroups: securityGroups, EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic: rules } =
      input;
    const document = isNetwork(found.arn)
      ? withSecurityGroups(found, securityGroups, rules)
      : { ...found.document, securityGroups };
    context.loadBalancers.put({ ...found, document });
    return {
      SecurityGroupIds: securityGroups,
      EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic: privateLinkRulesOf({ ...found, document }),
    };
  },
  DescribeCapacityReservation: (context, input, scope) => {
    loadBalancerByArn(context, scope, input.LoadBalancerArn);
    return { CapacityReservationState: [] };
  },
} satisfies Elbv2Operations;

function checked(context: Elbv2Context, input: CreateInput, scope: RequestScope) {
  checkName('Load balancer', input.Name);
  if (input.Name.startsWith('internal-'))
    throw validationError(`Load balancer name '${input.Name}' cannot begin with 'internal-'`);
  const type = input.Type || 'application';
  if (type !== 'application' && type !== 'network') throw notServed(`${type} load balancers`);
  if (input.IpAddressType && input.IpAddressType !== 'ipv4')
    throw notServed(`the IP address type ${input.IpAddressType}`);
  const scheme = input.Scheme || 'internet-facing';
  if (scheme !== 'internet-facing' && scheme !== 'internal')
    throw new AwsError('InvalidSchemeException', `Scheme '${scheme}' is invalid`);
  const mappings = input.Subnets?.map((SubnetId) => ({ SubnetId })) ?? input.SubnetMappings ?? [];
  const subnets = mappings.map((mapping) => {
    const { SubnetId: id = '' } = mapping;
    const subnet = context.network.subnet(scope.accountId, scope.region, id);
    if (subnet === undefined)
      throw new AwsError('SubnetNotFoundException', `The subnet ID '${id}' does not exist`);
    if (type === 'application') return subnet;
    refuseForeignAddresses(mapping);
    return { ...subnet, privateIpv4Address: privateAddress(mapping, scheme, subnet) };
  });
  const zones = new Set(subnets.map(({ availabilityZone }) => availabilityZone));
  if (zones.size < subnets.length)
    throw new AwsError(
      'InvalidConfigurationRequestException',
      'A load balancer cannot be attached to multiple subnets in the same Availability Zone',
    );
  const [first] = subnets;
  if (first === undefined && type === 'network')
    throw validationError('At least one subnet must be specified');
  if (first === undefined || (zones.size < 2 && type === 'application'))
    throw validationError('At least two subnets in two different Availability Zones must be specified');
  checkSecurityGroups(context, scope, input.SecurityGroups ?? []);
  const defaultGroup = type === 'application' ? context.network.defaultSecurityGroup(first.vpcId) : undefined;
  const document: LoadBalancerDocument = {
    scheme,
    subnets: subnets.map(({ id, availabilityZone, ...rest }) => ({
      subnetId: id,
      availabilityZone,
      ...('privateIpv4Address' in rest ? { privateIpv4Address: rest.privateIpv4Address } : {}),
    })),
    securityGroups: input.SecurityGroups ?? (defaultGroup === undefined ? [] : [defaultGroup]),
    attributes: scheme === 'internal' ? { 'ipv6.deny_all_igw_traffic': 'true' } : {},
  };
  return { type, document, vpcId: first.vpcId } as const;
}

function checkSecurityGroups({ network }: Elbv2Context, scope: Elbv2Scope, ids: readonly string[]): void {
  const missing = ids.find((id) => !network.securityGroupExists(id, scope));
  if (missing !== undefined)
    throw new AwsError('InvalidSecurityGroupException', `The security group '${missing}' does not exist`);
}

function sameSettings({ document }: LoadBalancer, asked: LoadBalancerDocument): boolean {
  const settings = ({ scheme, subnets, securityGroups }: LoadBalancerDocument): string =>
    JSON.stringify([
      scheme,
      subnets.map(({ subnetId, privateIpv4Address = '' }) => `${subnetId} ${privateIpv4Address}`).sort(),
      [...securityGroups].sort(),
    ]);
  return settings(document) === settings(asked);
}

function typeOf({ arn }: LoadBalancer): 'application' | 'network' {
  return isNetwork(arn) ? 'network' : 'application';
}

/** AWS's form, but under .localhost: curl and browsers take such a name to this machine without any resolver. */
function dnsName(name: string, { scheme }: LoadBalancerDocument, { region }: Elbv2Scope): string {
  const prefix = scheme === 'internal' ? 'internal-' : '';
  return `${prefix}${name}-${randomInt(100_000_000, 2_000_000_000)}.${region}.elb.localhost`;
}

function networkDnsName(name: string, id: string, { region }: Elbv2Scope): string {
  return `${name}-${id}.elb.${region}.localhost`;
}

function duplicateName(name: string): AwsError {
  return new AwsError(
    'DuplicateLoadBalancerNameException',
    `A load balancer with the same name '${name}' exists, but with different settings`,
  );
}

function selected(
  context: Elbv2Context,
  input: { readonly LoadBalancerArns?: readonly string[]; readonly Names?: readonly string[] },
  scope: RequestScope,
): LoadBalancer[] {
  if (input.LoadBalancerArns !== undefined && input.LoadBalancerArns.length > 0)
    return input.LoadBalancerArns.map((arn) => loadBalancerByArn(context, scope, arn));
  if (input.Names !== undefined && input.Names.length > 0)
    return input.Names.map((name) => {
      const found = context.loadBalancers.findByName(scope, name);
      if (found === undefined)
        throw new AwsError('LoadBalancerNotFoundException', `Load balancers '[${name}]' not found`);
      return found;
    });
  return context.loadBalancers.list(scope);
}

function describe({ timing, clock }: Elbv2Context, loadBalancer: LoadBalancer): SdkLoadBalancer {
  const { arn, name, dnsName, vpcId, createdAtMs, document } = loadBalancer;
  const isActive = clock.now() >= createdAtMs + deadWaitMs(timing, provisioningMs);
  return {
    LoadBalancerArn: arn,
    LoadBalancerName: name,
    DNSName: dnsName,
    CanonicalHostedZoneId: hostedZoneIds[typeOf(loadBalancer)],
    CreatedTime: new Date(createdAtMs),
    Scheme: document.scheme,
    VpcId: vpcId,
    State: { Code: isActive ? 'active' : 'provisioning' },
    Type: typeOf(loadBalancer),
    AvailabilityZones: document.subnets.map(({ subnetId, availabilityZone, privateIpv4Address }) => ({
      ZoneName: availabilityZone,
      SubnetId: subnetId,
      LoadBalancerAddresses:
        privateIpv4Address === undefined ? [] : [{ PrivateIPv4Address: privateIpv4Address }],
    })),
    SecurityGroups: [...document.securityGroups],
    EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic: privateLinkRulesOf(loadBalancer),
    IpAddressType: 'ipv4',
  };
}
