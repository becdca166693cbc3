import type { Elbv2Context } from '../../src/services/elbv2/elbv2-context.ts';
import { healthOf } from '../../src/services/elbv2/target/target-operations.ts';
import type { ProbedTarget } from '../load-balancer/health/health-checker.ts';

/** `GET /_drydock/targets`: the targets of load balancers, and what they said to their last health checks. */
export interface TargetsAnswer {
  readonly targets: readonly TargetAnswer[];
}

export interface TargetAnswer {
  readonly targetGroupArn: string;
  readonly id: string;
  readonly port: number;
  /** As DescribeTargetHealth has it. */
  readonly state: string | undefined;
  readonly reason: string | undefined;
  readonly description: string | undefined;
  /** undefined where the target is not checked, or was not yet. */
  readonly lastCheck?: {
    /** ISO 8601. */
    readonly sentAt: string;
    readonly durationMs: number;
    /** `200`, `connected`, or why there was no answer. */
    readonly answer: string;
  };
}

type Stores = Pick<Elbv2Context, 'targetGroups' | 'targets' | 'listeners'>;

/** All targets, group by group. */
export function targetsAnswer(stores: Stores, probes: readonly ProbedTarget[]): TargetsAnswer {
  const byTarget = new Map(probes.map((each) => [`${each.targetGroupArn} ${each.targetKey}`, each.probe]));
  const targets = stores.targetGroups.listAll().flatMap(({ arn }) => {
    const isUsed = stores.listeners.loadBalancersUsing(arn).length > 0;
    return stores.targets.listOf(arn).map((target): TargetAnswer => {
      const { State, Reason, Description } = healthOf(target, isUsed) ?? {};
      const probe = byTarget.get(`${arn} ${target.id}:${target.port}`);
      return {
        ...{ targetGroupArn: arn, id: target.id, port: target.port },
        ...{ state: State, reason: Reason, description: Description },
        ...(probe === undefined ? {} : { lastCheck: checkAnswer(probe) }),
      };
    });
  });
  return { targets };
}

function checkAnswer({ atMs, durationMs, answer }: ProbedTarget['probe']) {
  return { sentAt: new Date(atMs).toISOString(), durationMs, answer: answerText(answer) };
}

function answerText(answer: ProbedTarget['probe']['answer']): string {
  if ('statusCode' in answer) return String(answer.statusCode);
  return 'error' in answer ? answer.error : 'connected';
}
