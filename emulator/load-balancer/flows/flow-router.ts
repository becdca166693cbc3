import { candidates, pickTargetGroup } from '../pick.ts';
import type {
  FlowListenerRoute,
  FlowSettings,
  ListenerTls,
  RoutingSnapshot,
  TargetGroupRoute,
} from '../snapshot.ts';
import type { LiveTarget } from '../targets/live-target.ts';
import type { LiveGroups } from '../targets/target-pool.ts';
import { type FlowTuple, flowFraction } from './flow-tuple.ts';
import { StickySources } from './sticky-sources.ts';

/** What a group's flows are treated by that says nothing of it: AWS's defaults. */
const defaultFlows: FlowSettings = {
  terminatesDeregistered: false,
  terminatesUnhealthy: true,
  proxyProtocol: false,
  stickySource: false,
};

/** Where a new flow goes. */
export interface FlowRoute {
  readonly target: LiveTarget;
  readonly idleTimeoutMs: number;
  readonly proxyProtocol: boolean;
}

/** Chooses targets for new flows, by the current snapshot. */
export class FlowRouter {
  readonly #liveGroups: () => LiveGroups;
  #listeners: ReadonlyMap<string, FlowListenerRoute> = new Map();
  #groups: ReadonlyMap<string, TargetGroupRoute> = new Map();
  #sticky = new Map<string, StickySources>();

  constructor(liveGroups: () => LiveGroups) {
    this.#liveGroups = liveGroups;
  }

  apply({ flowListeners = [], targetGroups }: RoutingSnapshot): void {
    this.#listeners = new Map(flowListeners.map((listener) => [listener.listenerArn, listener]));
    this.#groups = targetGroups;
    const before = this.#sticky;
    this.#sticky = new Map();
    for (const [arn, { flows }] of targetGroups)
      if (flows?.stickySource) this.#sticky.set(arn, before.get(arn) ?? new StickySources());
  }

  /** Undefined where nothing is there to take the flow. */
  route(listenerArn: string, tuple: FlowTuple): FlowRoute | undefined {
    const listener = this.#listeners.get(listenerArn);
    if (listener === undefined) return undefined;
    const fraction = flowFraction(tuple);
    const group = pickTargetGroup(listener.targetGroups, fraction);
    const target = group && this.#target(group.targetGroupArn, tuple, fraction);
    if (target === undefined) return undefined;
    const { proxyProtocol } = this.settings(target.targetGroupArn);
    return { target, idleTimeoutMs: listener.idleTimeoutMs, proxyProtocol };
  }

  /** How a listener speaks TLS; undefined where it does not. */
  tls(listenerArn: string): ListenerTls | undefined {
    return this.#listeners.get(listenerArn)?.tls;
  }

  /** How a group's flows are treated now. A group that nothing routes to any more has the defaults. */
  settings(targetGroupArn: string): FlowSettings {
    return this.#groups.get(targetGroupArn)?.flows ?? defaultFlows;
  }

  #target(arn: string, tuple: FlowTuple, fraction: number): LiveTarget | undefined {
    const group = this.#groups.get(arn);
    if (group === undefined) return undefined;
    const { minimumHealthy } = group.balancing;
    const able = candidates(this.#liveGroups().get(arn)?.targets ?? [], minimumHealthy);
    const sticky = this.#sticky.get(arn);
    const bound = sticky?.targetOf(tuple.sourceAddress);
    const known = bound === undefined ? undefined : able.find(({ key }) => key === bound);
    if (known !== undefined) return known;
    // The group's choice took the leading digits of the fraction: what they leave decides here.
    const chosen = able[Math.floor(((fraction * 7919) % 1) * able.length)];
    if (chosen !== undefined) sticky?.bind(tuple.sourceAddress, chosen.key);
    return chosen;
  }
}
