import { randomBytes } from 'node:crypto';
import type { TargetGroup as SdkTargetGroup } from '@aws-sdk/client-elastic-load-balancing-v2';
import { AwsError } from '../../../aws/errors.ts';
import type { OperationInput } from '../../../aws/operation.ts';
import type { RequestScope } from '../../../aws/request-scope.ts';
import { enumText } from '../../../aws/validation.ts';
import { checkStickinessInActions } from '../action/target-stickiness.ts';
import { attributeList } from '../attributes/attributes.ts';
import {
  changedTargetGroupAttributes,
  networkTargetGroupAttributes,
  targetGroupAttributes,
} from '../attributes/target-group-attributes.ts';
import {
  checkName,
  checkSelection,
  checkTargetGroupArn,
  type Elbv2Context,
  type Elbv2Operations,
  elbv2Page,
  isInScope,
  loadBalancerByArn,
  notServed,
  targetGroupByArn,
  validationError,
} from '../elbv2-context.ts';
import { checkTargetGroupLimit } from '../limit/limit-checks.ts';
import type { ProtocolVersion, TargetGroup, TargetGroupDocument } from '../model.ts';
import { networkHealthCheck } from '../network/network-health-check.ts';
import { isFlowProtocol, protocols } from '../network/protocols.ts';
import { addTags } from '../tag/tag-operations.ts';
import { changedHealthCheck, newHealthCheck } from './health-check-settings.ts';

type CreateInput = OperationInput<
  typeof import('@aws-sdk/client-elastic-load-balancing-v2'),
  'CreateTargetGroup'
>;

export const targetGroupOperations = {
  CreateTargetGroup: (context, input, scope) => {
    const document = checked(context, input, scope);
    const existing = context.targetGroups.findByName(scope, input.Name);
    if (existing !== undefined) {
      if (JSON.stringify({ ...existing.document, attributes: {} }) !== JSON.stringify(document))
        throw new AwsError(
          'DuplicateTargetGroupNameException',
          `A target group with the same name '${input.Name}' exists, but with different settings`,
        );
      return { TargetGroups: [describe(context, existing)] };
    }
    checkTargetGroupLimit(context, scope);
    const id = randomBytes(8).toString('hex');
    const group: TargetGroup = {
      arn: `arn:aws:elasticloadbalancing:${scope.region}:${scope.accountId}:targetgroup/${input.Name}/${id}`,
      accountId: scope.accountId,
      region: scope.region,
      name: input.Name,
      document,
    };
    context.state.transaction(() => {
      context.targetGroups.put(group);
      addTags(context, group.arn, input.Tags);
    });
    return { TargetGroups: [describe(context, group)] };
  },
  DescribeTargetGroups: (context, input, scope) => {
    const page = elbv2Page(selected(context, input, scope), ({ name }) => name, input);
    return { TargetGroups: page.items.map((each) => describe(context, each)), NextMarker: page.nextToken };
  },
  ModifyTargetGroup: (context, input, scope) => {
    const group = targetGroupByArn(context, scope, input.TargetGroupArn);
    const { protocol, protocolVersion = 'HTTP1', healthCheck: before } = group.document;
    const healthCheck = isFlowProtocol(protocol)
      ? networkHealthCheck(protocol, before, input)
      : changedHealthCheck(before, protocolVersion, input);
    const changed = { ...group, document: { ...group.document, healthCheck } };
    context.targetGroups.put(changed);
    return { TargetGroups: [describe(context, changed)] };
  },
  DeleteTargetGroup: (context, input, scope) => {
    checkTargetGroupArn(input.TargetGroupArn);
    const group = context.targetGroups.find(input.TargetGroupArn);
    if (group === undefined || !isInScope(scope, group.arn)) return {};
    if (context.listeners.loadBalancersUsing(group.arn).length > 0)
      throw new AwsError(
        'ResourceInUseException',
        `Target group '${group.arn}' is currently in use by a listener or a rule`,
      );
    context.state.transaction(() => {
      context.resourceTags.removeAll(group.arn);
      context.targetGroups.remove(group.arn);
    });
    return {};
  },
  DescribeTargetGroupAttributes: (context, input, scope) => {
    const { document } = targetGroupByArn(context, scope, input.TargetGroupArn);
    return { Attributes: attributeList(attributesOf(document), document.attributes) };
  },
  ModifyTargetGroupAttributes: (context, input, scope) => {
    const group = targetGroupByArn(context, scope, input.TargetGroupArn);
    const { attributes: before } = group.document;
    const values = attributesOf(group.document);
    const attributes = changedTargetGroupAttributes(
      group.document.protocol,
      values,
      before,
      input.Attributes,
    );
    const document = { ...group.document, attributes };
    checkStickinessInActions(context, group.arn, document);
    context.targetGroups.put({ ...group, document });
    return { Attributes: attributeList(values, attributes) };
  },
} satisfies Elbv2Operations;

function attributesOf({ protocol, targetType }: TargetGroupDocument) {
  return isFlowProtocol(protocol)
    ? networkTargetGroupAttributes(protocol, targetType)
    : targetGroupAttributes;
}

function checked({ network }: Elbv2Context, input: CreateInput, scope: RequestScope): TargetGroupDocument {
  checkName('Target group', input.Name);
  checkEnumerations(input);
  if (input.TargetControlPort !== undefined) throw notServed('the target optimizer (TargetControlPort)');
  const targetType = input.TargetType || 'instance';
  if (targetType !== 'ip' && targetType !== 'instance')
    throw notServed(`target groups of type ${targetType}`);
  if (!input.Protocol) throw validationError('A protocol must be specified');
  const { Protocol: protocol } = input;
  const isForFlows = isFlowProtocol(protocol);
  if (protocol !== 'HTTP' && protocol !== 'HTTPS' && !isForFlows)
    throw notServed(`target groups of protocol ${protocol}`);
  if (input.ProtocolVersion && isForFlows)
    throw validationError(`A protocol version cannot be specified for ${protocol} target groups`);
  if (input.IpAddressType && input.IpAddressType !== 'ipv4')
    throw notServed(`the IP address type ${input.IpAddressType}`);
  if (input.Port === undefined) throw validationError('A port must be specified');
  if (!Number.isInteger(input.Port) || input.Port < 1 || input.Port > 65_535)
    throw validationError(`Port '${input.Port}' must be between 1 and 65535`);
  if (!input.VpcId) throw validationError('A VPC ID must be specified');
  if (!network.vpcExists(input.VpcId, scope))
    throw validationError(`The VPC ID '${input.VpcId}' is not found`);
  const place = { port: input.Port, vpcId: input.VpcId, targetType };
  if (isForFlows) {
    const healthCheck = networkHealthCheck(protocol, undefined, input);
    return { protocol, ...place, healthCheck, attributes: {} };
  }
  const protocolVersion = checkedVersion(input.ProtocolVersion);
  const healthCheck = newHealthCheck(protocolVersion, input);
  return { protocol, protocolVersion, ...place, healthCheck, attributes: {} };
}

function checkedVersion(given: string | undefined): ProtocolVersion {
  const version = given || 'HTTP1';
  if (version !== 'HTTP1' && version !== 'HTTP2' && version !== 'GRPC')
    throw validationError(`Protocol version '${version}' must be one of 'GRPC, HTTP1, HTTP2'`);
  return version;
}

const targetTypes = ['instance', 'ip', 'lambda', 'alb'];
const ipAddressTypes = ['ipv4', 'ipv6'];

/** @throws AwsError ValidationError for what AWS does not have either */
function checkEnumerations(input: CreateInput): void {
  const members: [string, string | undefined, readonly string[]][] = [
    ['protocol', input.Protocol, protocols],
    ['healthCheckProtocol', input.HealthCheckProtocol, protocols],
    ['targetType', input.TargetType, targetTypes],
    ['ipAddressType', input.IpAddressType, ipAddressTypes],
  ];
  for (const [path, value, allowed] of members)
    if (value && !allowed.includes(value)) throw validationError(enumText(value, path, allowed));
}

interface Selection {
  readonly LoadBalancerArn?: string;
  readonly TargetGroupArns?: readonly string[];
  readonly Names?: readonly string[];
}

function selected(context: Elbv2Context, input: Selection, scope: RequestScope): TargetGroup[] {
  const { TargetGroupArns: arns = [], Names: names = [] } = input;
  checkSelection('Target group', arns, names);
  if (arns.length > 0) return arns.map((arn) => targetGroupByArn(context, scope, arn));
  if (names.length > 0)
    return names.map((name) => {
      const found = context.targetGroups.findByName(scope, name);
      if (found === undefined)
        throw new AwsError('TargetGroupNotFoundException', 'One or more target groups not found');
      return found;
    });
  const all = context.targetGroups.list(scope);
  if (!input.LoadBalancerArn) return all;
  const { arn: loadBalancerArn } = loadBalancerByArn(context, scope, input.LoadBalancerArn);
  return all.filter(({ arn }) => context.listeners.loadBalancersUsing(arn).includes(loadBalancerArn));
}

function describe({ listeners }: Elbv2Context, { arn, name, document }: TargetGroup): SdkTargetGroup {
  const { healthCheck } = document;
  return {
    TargetGroupArn: arn,
    TargetGroupName: name,
    Protocol: document.protocol,
    Port: document.port,
    VpcId: document.vpcId,
    HealthCheckProtocol: healthCheck.protocol,
    HealthCheckPort: healthCheck.port,
    HealthCheckEnabled: healthCheck.enabled,
    HealthCheckIntervalSeconds: healthCheck.intervalSeconds,
    HealthCheckTimeoutSeconds: healthCheck.timeoutSeconds,
    HealthyThresholdCount: healthCheck.healthyThreshold,
    UnhealthyThresholdCount: healthCheck.unhealthyThreshold,
    HealthCheckPath: healthCheck.path,
    Matcher: matcherOf(document),
    LoadBalancerArns: listeners.loadBalancersUsing(arn),
    TargetType: document.targetType,
    ProtocolVersion: document.protocolVersion,
    IpAddressType: 'ipv4',
  };
}

function matcherOf({ protocolVersion, healthCheck: { matcher } }: TargetGroupDocument) {
  if (matcher === undefined) return undefined;
  return protocolVersion === 'GRPC' ? { GrpcCode: matcher } : { HttpCode: matcher };
}
