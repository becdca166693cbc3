import {
  type ContainerDefinition,
  CreateClusterCommand,
  CreateServiceCommand,
  type CreateServiceRequest,
  type Deployment,
  DescribeServiceDeploymentsCommand,
  DescribeServicesCommand,
  DescribeTasksCommand,
  ListServiceDeploymentsCommand,
  ListTasksCommand,
  RegisterTaskDefinitionCommand,
  type Service,
  type ServiceDeployment,
  type ServiceRevisionSummary,
  type Task,
  type TaskSet,
  UpdateServiceCommand,
  type UpdateServiceRequest,
} from '@aws-sdk/client-ecs';
import { fargateDefinition } from '../ecs/fargate-definition.ts';
import type { SimulatedWorld } from './simulated-world.ts';

export type ContainerUnderTest = Partial<ContainerDefinition>;

/** A client of one service, `web` in the cluster `default`, who looks at it as users do: by polling. */
export class ServiceUnderTest {
  readonly name = 'web';
  readonly #world: SimulatedWorld;
  readonly #deployments: string[] = [];

  static async in(world: SimulatedWorld): Promise<ServiceUnderTest> {
    await world.ecs.send(new CreateClusterCommand({}));
    return new ServiceUnderTest(world);
  }

  private constructor(world: SimulatedWorld) {
    this.#world = world;
  }

  /** Registers the next revision of the family `web`; returns `web:<revision>`. */
  async register(...containers: readonly ContainerUnderTest[]): Promise<string> {
    const { taskDefinition } = await this.#world.ecs.send(
      new RegisterTaskDefinitionCommand(
        fargateDefinition('web', {
          executionRoleArn: 'arn:aws:iam::000000000000:role/execution',
          containerDefinitions: (containers.length === 0 ? [{}] : containers).map((container) => ({
            name: 'app',
            image: 'app',
            portMappings: [{ containerPort: 80 }],
            ...container,
          })),
        }),
      ),
    );
    return `web:${taskDefinition?.revision}`;
  }

  /** An ALB whose listener forwards to a target group of ip targets; returns the target group's ARN. */
  async loadBalancer(deregistrationDelaySeconds = 30): Promise<string> {
    const { client, subnets, vpcId } = this.#world;
    const {
      CreateListenerCommand,
      CreateLoadBalancerCommand,
      CreateTargetGroupCommand,
      ElasticLoadBalancingV2Client,
      ModifyTargetGroupAttributesCommand,
    } = await import('@aws-sdk/client-elastic-load-balancing-v2');
    const elbv2 = new ElasticLoadBalancingV2Client(client);
    const { LoadBalancers } = await elbv2.send(
      new CreateLoadBalancerCommand({ Name: 'web', Subnets: [...subnets] }),
    );
    const { TargetGroups } = await elbv2.send(
      new CreateTargetGroupCommand({
        Name: 'web',
        Protocol: 'HTTP',
        Port: 80,
        TargetType: 'ip',
        VpcId: vpcId,
      }),
    );
    const TargetGroupArn = TargetGroups?.[0]?.TargetGroupArn ?? '';
    await elbv2.send(
      new ModifyTargetGroupAttributesCommand({
        TargetGroupArn,
        Attributes: [
          { Key: 'deregistration_delay.timeout_seconds', Value: String(deregistrationDelaySeconds) },
        ],
      }),
    );
    await elbv2.send(
      new CreateListenerCommand({
        LoadBalancerArn: LoadBalancers?.[0]?.LoadBalancerArn,
        Protocol: 'HTTP',
        Port: 8080,
        DefaultActions: [{ Type: 'forward', TargetGroupArn }],
      }),
    );
    return TargetGroupArn;
  }

  async create(input: Partial<CreateServiceRequest> = {}): Promise<Service> {
    const { service } = await this.#world.ecs.send(
      new CreateServiceCommand({
        serviceName: this.name,
        taskDefinition: 'web',
        desiredCount: 2,
        launchType: 'FARGATE',
        ...this.network,
        ...input,
      }),
    );
    return this.#known(service);
  }

  async update(input: Partial<UpdateServiceRequest>): Promise<Service> {
    const { service } = await this.#world.ecs.send(
      new UpdateServiceCommand({ service: this.name, ...input }),
    );
    return this.#known(service);
  }

  async describe(): Promise<Service> {
    const { services } = await this.#world.ecs.send(new DescribeServicesCommand({ services: [this.name] }));
    return this.#known(services?.[0]);
  }

  /** Its service deployments, the newest first. */
  async serviceDeployments(): Promise<ServiceDeployment[]> {
    const { serviceDeployments: listed = [] } = await this.#world.ecs.send(
      new ListServiceDeploymentsCommand({ service: this.name }),
    );
    const arns = listed.map(({ serviceDeploymentArn = '' }) => serviceDeploymentArn);
    const { serviceDeployments = [] } = await this.#world.ecs.send(
      new DescribeServiceDeploymentsCommand({ serviceDeploymentArns: arns }),
    );
    return serviceDeployments;
  }

  /** A line for each service deployment, the newest first: `2 over 1 ROLLBACK_SUCCESSFUL to 1 TRIGGERED 3 of 3: reason`. */
  async history(): Promise<string[]> {
    const numberOf = ({ arn = '' }: ServiceRevisionSummary): number =>
      this.#numberOf(`ecs-svc/${arn.slice(arn.lastIndexOf('/') + 1)}`);
    return (await this.serviceDeployments()).map((each) => {
      const { sourceServiceRevisions = [], targetServiceRevision = {}, rollback } = each;
      const { status, failureCount, threshold } = each.deploymentCircuitBreaker ?? {};
      const replaced = sourceServiceRevisions.map(numberOf);
      return [
        `${numberOf(targetServiceRevision)} over ${replaced.length === 0 ? 'none' : replaced.join(' and ')}`,
        each.status,
        ...(rollback?.serviceRevisionArn ? [`to ${numberOf({ arn: rollback.serviceRevisionArn })}`] : []),
        `${status} ${failureCount} of ${threshold}${each.statusReason ? `: ${each.statusReason}` : ''}`,
      ].join(' ');
    });
  }

  /** Every task that the cluster still tells of, in order of creation. */
  async tasks(): Promise<Task[]> {
    const arns: string[] = [];
    for (const desiredStatus of ['RUNNING', 'STOPPED'] as const) {
      const { taskArns = [] } = await this.#world.ecs.send(new ListTasksCommand({ desiredStatus }));
      arns.push(...taskArns);
    }
    if (arns.length === 0) return [];
    const { tasks = [] } = await this.#world.ecs.send(new DescribeTasksCommand({ tasks: arns }));
    return tasks.sort((a, b) => Number(a.createdAt) - Number(b.createdAt));
  }

  /** The states of the group's targets, sorted. */
  async targetStates(TargetGroupArn: string): Promise<string[]> {
    const { DescribeTargetHealthCommand, ElasticLoadBalancingV2Client } = await import(
      '@aws-sdk/client-elastic-load-balancing-v2'
    );
    const elbv2 = new ElasticLoadBalancingV2Client(this.#world.client);
    const { TargetHealthDescriptions = [] } = await elbv2.send(
      new DescribeTargetHealthCommand({ TargetGroupArn }),
    );
    return TargetHealthDescriptions.map(({ TargetHealth }) => TargetHealth?.State ?? '').sort();
  }

  /** The addresses of the healthy targets, of all target groups. */
  async healthyAddresses(): Promise<ReadonlySet<string>> {
    const { DescribeTargetGroupsCommand, DescribeTargetHealthCommand, ElasticLoadBalancingV2Client } =
      await import('@aws-sdk/client-elastic-load-balancing-v2');
    const elbv2 = new ElasticLoadBalancingV2Client(this.#world.client);
    const { TargetGroups = [] } = await elbv2.send(new DescribeTargetGroupsCommand({}));
    const healthy = new Set<string>();
    for (const { TargetGroupArn } of TargetGroups) {
      const found = await elbv2.send(new DescribeTargetHealthCommand({ TargetGroupArn }));
      for (const { Target, TargetHealth } of found.TargetHealthDescriptions ?? [])
        if (TargetHealth?.State === 'healthy' && Target?.Id !== undefined) healthy.add(Target.Id);
    }
    return healthy;
  }

  /** The events so far, the oldest first; ids are numbered in the order in which they first appear. */
  async events(): Promise<string[]> {
    const { events = [] } = await this.describe();
    const ids: string[] = [];
    const groups: string[] = [];
    return events.reverse().map(({ message = '' }) =>
      message
        .replaceAll(/ecs-svc\/\d{19}/g, (id) => `ecs-svc/${this.#numberOf(id)}`)
        .replaceAll(/[0-9a-f]{32}/g, (id) => `${numberIn(ids, id)}`)
        .replaceAll(/arn:aws:elasticloadbalancing:\S+:targetgroup\/[a-z]+\/[0-9a-f]{16}/g, (arn) =>
          numberIn(groups, arn) === 1 ? 'web' : arn,
        ),
    );
  }

  /**
   * What DescribeServices shows, in three kinds of lines: `ACTIVE 2 desired 1 running 1 pending`, for each deployment
   * `PRIMARY 2 web:2 2 desired 1 running 1 pending 0 failed IN_PROGRESS`, and for each task set
   * `PRIMARY 2 web:2 50 % 1 desired 1 running 0 pending STEADY_STATE`.
   */
  summary(service: Service): string[] {
    const { status, desiredCount, runningCount, pendingCount, deployments = [], taskSets = [] } = service;
    return [
      `${status} ${desiredCount} desired ${runningCount} running ${pendingCount} pending`,
      ...deployments.map((each) => {
        const counts = `${each.desiredCount} desired ${each.runningCount} running ${each.pendingCount} pending`;
        return `${this.#named(each)} ${counts} ${each.failedTasks} failed ${each.rolloutState}`;
      }),
      ...taskSets.map((each) => {
        const counts = `${each.computedDesiredCount} desired ${each.runningCount} running ${each.pendingCount} pending`;
        return `${this.#named(each)} ${each.scale?.value} % ${counts} ${each.stabilityStatus}`;
      }),
    ];
  }

  /** Every different summary that a client sees who polls at every instant for `ms`, with the time of each. */
  async timeline(ms: number): Promise<(readonly [number, ...string[]])[]> {
    const { clock } = this.#world;
    const startMs = clock.now();
    const seen: (readonly [number, ...string[]])[] = [];
    await clock.settle();
    do {
      const summary = this.summary(await this.describe());
      const [, ...last] = seen.at(-1) ?? [0];
      if (summary.join('\n') !== last.join('\n')) seen.push([clock.now() - startMs, ...summary]);
    } while (await clock.step(startMs + ms - clock.now()));
    await clock.advance(startMs + ms - clock.now());
    return seen;
  }

  get network() {
    return { networkConfiguration: { awsvpcConfiguration: { subnets: [...this.#world.subnets] } } };
  }

  #known(service: Service | undefined): Service {
    if (service === undefined) throw new Error('The service is not known.');
    const { deployments = [], taskSets = [] } = service;
    for (const { id = '' } of [...deployments, ...taskSets].reverse()) this.#numberOf(id);
    return service;
  }

  /** Status, number and definition of a deployment or a task set. */
  #named({ status, id = '', taskDefinition = '' }: Deployment | TaskSet): string {
    return `${status} ${this.#numberOf(id)} ${taskDefinition.slice(taskDefinition.lastIndexOf('/') + 1)}`;
  }

  #numberOf(deploymentId: string): number {
    return numberIn(this.#deployments, deploymentId);
  }
}

function numberIn(list: string[], entry: string): number {
  if (!list.includes(entry)) list.push(entry);
  return list.indexOf(entry) + 1;
}
