import { taskStatuses } from '../../../../src/plan/task/task-status.ts';
import type { ContainerPlan, TaskStep, TaskView } from '../../../../src/plan/task/task-view.ts';
import type { ObservedContainer, ObservedTask } from '../../../../src/services/ecs/task/task.ts';

export interface ModelTaskOptions {
  readonly containers: readonly ContainerPlan[];
  readonly hasLoadBalancers?: boolean;
  readonly hasNetworkInterface?: boolean;
}

/** A task in memory that carries its steps out at once; what its containers then do is told from outside. */
export class ModelTask {
  nowMs = 0;
  view: TaskView;

  constructor({ containers, hasLoadBalancers = false, hasNetworkInterface = true }: ModelTaskOptions) {
    this.view = {
      desiredStatus: 'RUNNING',
      lastStatus: hasNetworkInterface ? 'PROVISIONING' : 'PENDING',
      containers,
      hasNetworkInterface,
      hasLoadBalancers,
      isOrphaned: false,
      draining: false,
      observed: { version: 1, containers: {}, targets: 'none', connected: false },
    };
  }

  /** What is seen of a container. */
  container(name: string): ObservedContainer {
    return this.view.observed.containers[name] ?? { status: 'PENDING', health: 'UNKNOWN' };
  }

  see(name: string, facts: Partial<ObservedContainer>): void {
    const containers = { ...this.view.observed.containers, [name]: { ...this.container(name), ...facts } };
    this.#observe({ containers });
  }

  stop(): void {
    this.view = { ...this.view, desiredStatus: 'STOPPED' };
  }

  /** Its container instance is deregistered. */
  orphan(): void {
    this.view = { ...this.view, isOrphaned: true };
  }

  /** Its last connection is through. */
  drain(): void {
    this.view = { ...this.view, draining: false };
  }

  apply(step: TaskStep): void {
    switch (step.type) {
      case 'advance':
        return this.#advance(step.to);
      case 'attach-network':
        return this.#observe({ networkInterface: { ...networkInterface, released: false } });
      case 'pull':
        for (const name of step.containers) this.see(name, { status: 'PULLED' });
        return;
      case 'start':
        for (const name of step.containers) this.see(name, { status: 'RUNNING' });
        return;
      case 'restart':
        for (const name of step.containers)
          this.see(name, { status: 'RUNNING', exitCode: undefined, startedAtMs: this.nowMs });
        return;
      case 'register-targets':
        return this.#observe({ targets: 'registered' });
      case 'deregister-targets':
        this.view = { ...this.view, draining: true };
        return this.#observe({ targets: 'deregistered' });
      case 'stop':
        return this.stop();
      case 'signal':
        for (const name of step.containers) this.see(name, { signalledAtMs: this.nowMs });
        return;
      case 'kill':
        for (const name of step.containers) this.see(name, { killedAtMs: this.nowMs });
        return;
      case 'release':
        if (this.view.hasNetworkInterface)
          this.#observe({ networkInterface: { ...networkInterface, released: true } });
        return this.#advance('STOPPED');
      case 'wait':
        return;
    }
  }

  #advance(to: TaskView['lastStatus']): void {
    if (taskStatuses.indexOf(to) <= taskStatuses.indexOf(this.view.lastStatus))
      throw new Error(`a task went from ${this.view.lastStatus} to ${to}`);
    this.view = { ...this.view, lastStatus: to };
  }

  #observe(facts: Partial<ObservedTask>): void {
    this.view = { ...this.view, observed: { ...this.view.observed, ...facts } };
  }
}

const networkInterface = {
  id: 'eni-1',
  address: '10.0.0.4',
  macAddress: '02:00:00:00:00:01',
  privateDnsName: 'ip-10-0-0-4.ec2.internal',
  sandboxId: 'sandbox',
};
