import type { Logger } from 'pino';
import { LocalAuthority } from '../src/certificates/local-authority.ts';
import type { Clock } from '../src/clock.ts';
import { cidrContains, parseCidr } from '../src/plan/cidr.ts';
import { freeVpcCidr } from '../src/plan/free-cidr.ts';
import type { SidecarPolicy } from '../src/plan/sidecar-policies.ts';
import type { Timing } from '../src/plan/timing.ts';
import type { AcmContext } from '../src/services/acm/acm-context.ts';
import { CertificateStore } from '../src/services/acm/certificate-store.ts';
import { ensureDefaultVpc } from '../src/services/ec2/default-vpc.ts';
import type { Ec2Context } from '../src/services/ec2/ec2-context.ts';
import { NetworkInterfaceStore } from '../src/services/ec2/network-interface-store.ts';
import { NetworkStore } from '../src/services/ec2/network-store.ts';
import { privateDnsName } from '../src/services/ec2/private-dns-name.ts';
import { ClusterStore } from '../src/services/ecs/cluster/cluster-store.ts';
import { ContainerInstanceStore } from '../src/services/ecs/container-instance/container-instance-store.ts';
import type { EcsContext, Machine } from '../src/services/ecs/ecs-context.ts';
import { DeploymentStore } from '../src/services/ecs/service/deployment-store.ts';
import { ServiceEventStore } from '../src/services/ecs/service/service-event-store.ts';
import { ServiceStore } from '../src/services/ecs/service/service-store.ts';
import type { AlarmSource } from '../src/services/ecs/service-deployment/alarm-source.ts';
import { ServiceDeploymentStore } from '../src/services/ecs/service-deployment/service-deployment-store.ts';
import { ServiceRevisionStore } from '../src/services/ecs/service-deployment/service-revision-store.ts';
import { TagStore } from '../src/services/ecs/tag/tag-store.ts';
import { ClientTokenStore } from '../src/services/ecs/task/client-token-store.ts';

import { TaskCredentialStore } from '../src/services/ecs/task/credentials/task-credential-store.ts';
import { TaskCredentials } from '../src/services/ecs/task/credentials/task-credentials.ts';

import { ExecTickets } from '../src/services/ecs/task/exec/exec-tickets.ts';

import { TaskStore } from '../src/services/ecs/task/task-store.ts';
import { TaskDefinitionStore } from '../src/services/ecs/task-definition/task-definition-store.ts';
import { TaskSetStore } from '../src/services/ecs/task-set/task-set-store.ts';
import type { AccessLogKeeper } from '../src/services/elbv2/attributes/access-log-attributes.ts';
import type { Elbv2Context } from '../src/services/elbv2/elbv2-context.ts';
import { ListenerStore } from '../src/services/elbv2/listener/listener-store.ts';
import { LoadBalancerStore } from '../src/services/elbv2/load-balancer/load-balancer-store.ts';
import { RuleStore } from '../src/services/elbv2/rule/rule-store.ts';
import { ResourceTagStore } from '../src/services/elbv2/tag/resource-tag-store.ts';
import { targetGroupFacts } from '../src/services/elbv2/target/target-operations.ts';
import { TargetStore } from '../src/services/elbv2/target/target-store.ts';
import { TargetGroupStore } from '../src/services/elbv2/target-group/target-group-store.ts';
import type { IamContext } from '../src/services/iam/iam-context.ts';
import { ServerCertificateStore } from '../src/services/iam/server-certificate-store.ts';
import { LogIngest } from '../src/services/logs/log-ingest.ts';
import { LogStore } from '../src/services/logs/log-store.ts';
import type { LogsContext } from '../src/services/logs/logs-context.ts';
import { SecretStore } from '../src/services/secrets-manager/secret-store.ts';
import type { SecretsManagerContext } from '../src/services/secrets-manager/secrets-manager-context.ts';
import { valueOperations } from '../src/services/secrets-manager/value/value-operations.ts';
import { ParameterReader } from '../src/services/ssm/parameter/parameter-reader.ts';
import { ParameterStore } from '../src/services/ssm/parameter/parameter-store.ts';
import type { SsmContext } from '../src/services/ssm/ssm-context.ts';
import type { OpenedData } from './data-directory/data-directory.ts';
import { AccessLogFolder } from './load-balancer/access-log/access-log-folder.ts';
import type { SubnetPlace } from './reconciler/network/network-interfaces.ts';
import type { StoredCertificate } from './reconciler/tls/tls-certificates.ts';
import { thisMachine } from './this-machine.ts';

/** Every service's stores and ports, built once: services never see each other but through here. */
export interface EmulatorContext {
  readonly ecs: EcsContext;
  readonly elbv2: Elbv2Context;
  readonly ec2: Ec2Context;
  readonly ssm: SsmContext;
  readonly secretsManager: SecretsManagerContext;
  readonly logs: LogsContext;
  readonly acm: AcmContext;
  readonly iam: IamContext;
  readonly ingest: LogIngest;
  /** A certificate that listeners may use, of whatever service. */
  storedCertificate(arn: string): StoredCertificate | undefined;
  subnetPlace(subnetId: string): SubnetPlace | undefined;
  vpcCidr(vpcId: string): string | undefined;
}

export interface ContextOptions {
  readonly data: OpenedData;
  readonly clock: Clock;
  readonly timing: Timing;
  readonly log: Logger;
  /** IPv4 ranges of this machine that a VPC must not overlap. */
  readonly occupiedCidrs: readonly string[];
  readonly sidecarPolicies?: readonly SidecarPolicy[];
  /** What container instances have by themselves. Default: this machine. */
  readonly machine?: Machine;
  /** Without one no deployment can watch alarms. */
  readonly alarmSource?: AlarmSource;
}

export function buildContext({
  data,
  clock,
  timing,
  occupiedCidrs,
  sidecarPolicies = [],
  machine = thisMachine(),
  alarmSource,
}: ContextOptions): EmulatorContext {
  const { state, vault } = data;
  const shared = { state, clock, timing, vault };
  const ec2: Ec2Context = {
    ...shared,
    network: new NetworkStore(state),
    interfaces: new NetworkInterfaceStore(state),
    allocateVpcCidr: (existing) => freeVpcCidr([...existing, ...occupiedCidrs]),
  };
  const network = networkPort(ec2);
  const containerInstances = new ContainerInstanceStore(state);
  const certificates = new CertificateStore(state);
  const serverCertificates = new ServerCertificateStore(state);
  const elbv2: Elbv2Context = {
    ...shared,
    network,
    certificates: {
      exists: (arn, scope) =>
        belongs(certificates.find(arn), scope) || serverCertificates.find(arn)?.accountId === scope.accountId,
    },
    instances: { exists: (id, scope) => containerInstances.isRegistered(id, scope) },
    loadBalancers: new LoadBalancerStore(state),
    targetGroups: new TargetGroupStore(state),
    listeners: new ListenerStore(state),
    rules: new RuleStore(state),
    targets: new TargetStore(state),
    resourceTags: new ResourceTagStore(state),
    ...(data.accessLogDir === undefined ? {} : { accessLogs: accessLogKeeper(data.accessLogDir, clock) }),
  };
  const ecs: EcsContext = {
    ...shared,
    sidecarPolicies,
    alarmSource,
    network,
    machine,
    targetGroups: { find: (arn, scope) => targetGroupFacts(elbv2, arn, scope) },
    clusters: new ClusterStore(state),
    containerInstances,
    taskDefinitions: new TaskDefinitionStore(state),
    services: new ServiceStore(state),
    deployments: new DeploymentStore(state),
    serviceDeployments: new ServiceDeploymentStore(state),
    serviceRevisions: new ServiceRevisionStore(state),
    serviceEvents: new ServiceEventStore(state),
    taskSets: new TaskSetStore(state),
    tasks: new TaskStore(state),
    taskCredentials: new TaskCredentials({ state, clock, vault, store: new TaskCredentialStore(state) }),
    tags: new TagStore(state),
    clientTokens: new ClientTokenStore(state),
    execTickets: new ExecTickets(clock),
  };
  const certificateUsers = (arn: string) => elbv2.listeners.loadBalancersWithCertificate(arn);
  const acm: AcmContext = {
    ...shared,
    authority: new LocalAuthority(data.root, clock),
    certificates,
    usersOf: certificateUsers,
  };
  const secretsManager: SecretsManagerContext = { ...shared, secrets: new SecretStore(state) };
  const parameters = new ParameterStore(state, clock);
  const logs = new LogStore(state);
  return {
    ecs,
    elbv2,
    ec2,
    acm,
    iam: { ...shared, serverCertificates, usersOf: certificateUsers },
    ssm: {
      ...shared,
      parameters,
      reader: new ParameterReader(parameters, vault),
      secretValue: (scope, input) => valueOperations.GetSecretValue(secretsManager, input, scope),
    },
    secretsManager,
    logs: { ...shared, logs },
    ingest: new LogIngest(logs, clock),
    storedCertificate: (arn) => certificates.find(arn) ?? serverCertificates.find(arn),
    vpcCidr: (id) => ec2.network.findVpc(id)?.cidr,
    subnetPlace: (id) => {
      const subnet = ec2.network.findSubnet(id);
      const vpc = subnet && ec2.network.findVpc(subnet.vpcId);
      return (
        vpc && {
          vpcId: vpc.id,
          vpcCidr: vpc.cidr,
          privateDnsName: (address) => privateDnsName(vpc.region, address),
        }
      );
    },
  };
}

function accessLogKeeper(directory: string, clock: Clock): AccessLogKeeper {
  const folder = new AccessLogFolder(directory);
  return {
    begin: (location, accountId, name) => folder.writeTestFile(location, accountId, name, clock.now()),
  };
}

interface Scope {
  readonly accountId: string;
  readonly region: string;
}

/** Resources of other accounts and regions do not exist for a caller. */
function belongs(resource: Scope | undefined, { accountId, region }: Scope): boolean {
  return resource?.accountId === accountId && resource.region === region;
}

function networkPort(ec2: Ec2Context) {
  const { network } = ec2;
  return {
    subnet: (accountId: string, region: string, id: string) => {
      ensureDefaultVpc(ec2, accountId, region);
      const subnet = network.findSubnet(id);
      return belongs(subnet, { accountId, region }) ? subnet : undefined;
    },
    defaultSubnets: (accountId: string, region: string) => {
      const { id } = ensureDefaultVpc(ec2, accountId, region);
      return network.listSubnets(accountId, region).filter(({ vpcId }) => vpcId === id);
    },
    vpcExists: (id: string, scope: Scope) => belongs(network.findVpc(id), scope),
    defaultSecurityGroup: (vpcId: string) => network.defaultSecurityGroup(vpcId)?.id,
    securityGroupExists: (id: string, scope: Scope) => belongs(network.findSecurityGroup(id), scope),
    securityGroupVpc: (id: string, scope: Scope) => {
      const group = network.findSecurityGroup(id);
      return belongs(group, scope) ? group?.vpcId : undefined;
    },
    zoneOfAddress: (vpcId: string, address: string) => {
      const vpc = network.findVpc(vpcId);
      const subnets = vpc === undefined ? [] : network.listSubnets(vpc.accountId, vpc.region);
      return subnets.find((each) => each.vpcId === vpcId && cidrContains(parseCidr(each.cidr), address))
        ?.availabilityZone;
    },
  };
}
