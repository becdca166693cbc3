import { randomBytes, randomInt } from 'node:crypto';
import { AwsError } from '../../../aws/errors.ts';
import type { OperationInput } from '../../../aws/operation.ts';
import type { RequestScope } from '../../../aws/request-scope.ts';
import { enumText } from '../../../aws/validation.ts';
import { beginAccessLogs } from '../attributes/access-log-attributes.ts';
import { attributeList, changedAttributes, loadBalancerAttributes } from '../attributes/attributes.ts';
import { networkLoadBalancerAttributes } from '../attributes/network-attributes.ts';
import {
  checkLoadBalancerArn,
  checkName,
  checkSelection,
  type Elbv2Context,
  type Elbv2Operations,
  elbv2Page,
  isInScope,
  loadBalancerByArn,
  notServed,
  validationError,
} from '../elbv2-context.ts';
import { checkLoadBalancerLimit } from '../limit/limit-checks.ts';
import { removeListener } from '../listener/listener-operations.ts';
import type { Elbv2Scope, LoadBalancer, LoadBalancerDocument } from '../model.ts';
import { isNetwork } from '../network/protocols.ts';
import { addTags } from '../tag/tag-operations.ts';
import { describeLoadBalancer, typeOf } from './describe-load-balancer.ts';
import { checkIpAddressType, refuseSourceNat } from './ip-address-type.ts';
import { checkedSubnets, checkSecurityGroups } from './load-balancer-subnets.ts';

type CreateInput = OperationInput<
  typeof import('@aws-sdk/client-elastic-load-balancing-v2'),
  'CreateLoadBalancer'
>;

const types = ['application', 'network', 'gateway'];

export const loadBalancerOperations = {
  CreateLoadBalancer: (context, input, scope) => {
    const { type, document, vpcId } = checked(context, input, scope);
    const existing = context.loadBalancers.findByName(scope, input.Name);
    if (existing !== undefined) {
      if (typeOf(existing) !== type || !sameSettings(existing, document)) throw duplicateName(input.Name);
      return { LoadBalancers: [describeLoadBalancer(context, existing)] };
    }
    checkLoadBalancerLimit(context, scope, type);
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
      LoadBalancers: [
        { ...describeLoadBalancer(context, loadBalancer), State: { Code: 'provisioning' as const } },
      ],
    };
  },
  DescribeLoadBalancers: (context, input, scope) => {
    const page = elbv2Page(selected(context, input, scope), ({ name }) => name, input);
    return {
      LoadBalancers: page.items.map((each) => describeLoadBalancer(context, each)),
      NextMarker: page.nextToken,
    };
  },
  DeleteLoadBalancer: (context, input, scope) => {
    checkLoadBalancerArn(input.LoadBalancerArn);
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
    const attributes = changedAttributes('Load balancer', values, before, input.Attributes);
    beginAccessLogs(context.accessLogs, found, attributes);
    context.loadBalancers.put({ ...found, document: { ...found.document, attributes } });
    return { Attributes: attributeList(values, attributes) };
  },
} satisfies Elbv2Operations;

function checked(context: Elbv2Context, input: CreateInput, scope: RequestScope) {
  checkName('Load balancer', input.Name);
  if (input.Name.startsWith('internal-'))
    throw validationError(`Load balancer name '${input.Name}' cannot begin with 'internal-'`);
  const type = input.Type || 'application';
  if (!types.includes(type)) throw validationError(enumText(type, 'type', types));
  if (type !== 'application' && type !== 'network') throw notServed(`${type} load balancers`);
  refuseForeignPools(input);
  checkIpAddressType(input.IpAddressType);
  refuseSourceNat(input.EnablePrefixForIpv6SourceNat);
  const scheme = input.Scheme || 'internet-facing';
  if (scheme !== 'internet-facing' && scheme !== 'internal')
    throw new AwsError('InvalidSchemeException', `Scheme '${scheme}' is invalid`);
  const { subnets, vpcId } = checkedSubnets(context, scope, { type, scheme }, input);
  checkSecurityGroups(context, scope, vpcId, input.SecurityGroups ?? []);
  const defaultGroup = type === 'application' ? context.network.defaultSecurityGroup(vpcId) : undefined;
  const document: LoadBalancerDocument = {
    scheme,
    subnets,
    securityGroups: input.SecurityGroups ?? (defaultGroup === undefined ? [] : [defaultGroup]),
    attributes: scheme === 'internal' ? { 'ipv6.deny_all_igw_traffic': 'true' } : {},
  };
  return { type, document, vpcId } as const;
}

function refuseForeignPools({ CustomerOwnedIpv4Pool, IpamPools }: CreateInput): void {
  if (CustomerOwnedIpv4Pool) throw notServed('customer-owned address pools (CustomerOwnedIpv4Pool)');
  if (IpamPools?.Ipv4IpamPoolId) throw notServed('IPAM pools of load balancers (IpamPools)');
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
  const { LoadBalancerArns: arns = [], Names: names = [] } = input;
  checkSelection('Load balancer', arns, names);
  if (arns.length > 0) return arns.map((arn) => loadBalancerByArn(context, scope, arn));
  if (names.length > 0)
    return names.map((name) => {
      const found = context.loadBalancers.findByName(scope, name);
      if (found === undefined)
        throw new AwsError('LoadBalancerNotFoundException', `Load balancers '[${name}]' not found`);
      return found;
    });
  return context.loadBalancers.list(scope);
}
