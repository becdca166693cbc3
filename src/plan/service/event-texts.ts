/** The texts of service events, as AWS words them. Docs: "Amazon ECS service event messages". */

export function startedText(service: string, taskIds: readonly string[], replacedUnhealthy: number): string {
  const replaced =
    replacedUnhealthy === 0
      ? ''
      : ` Amazon ECS replaced ${replacedUnhealthy} tasks due to an unhealthy status.`;
  return `(service ${service}) has started ${taskIds.length} tasks: ${taskList(taskIds)}.${replaced}`;
}

export function stoppedText(service: string, taskIds: readonly string[]): string {
  return `(service ${service}) has stopped ${taskIds.length} running tasks: ${taskList(taskIds)}.`;
}

/** Tasks that never were RUNNING are not named, as recorded of AWS. */
export function stoppedPendingText(service: string, count: number): string {
  return `(service ${service}) stopped ${count} pending tasks.`;
}

export function registeredText(service: string, count: number, targetGroupArn: string): string {
  return `(service ${service}) registered ${count} targets in (target-group ${targetGroupArn})`;
}

export function deregisteredText(service: string, count: number, targetGroupArn: string): string {
  return `(service ${service}) deregistered ${count} targets in (target-group ${targetGroupArn})`;
}

/** What an event names that is about a task set, in the place of a service: recorded of task sets for all but stops. */
export function taskSetSubject(service: string, taskSetId: string): string {
  return `${service}, taskSet ${taskSetId}`;
}

/** Of the ECS controller's deployments too, AWS speaks here as of task sets. */
export function drainingText(taskSet: string, count: number): string {
  return `(service ${taskSet}) has begun draining connections on ${count} tasks.`;
}

/** Example of the AWS CLI, describe-services: "a service that uses an external deployer". */
export function computedCountText(service: string, taskSetId: string, count: number): string {
  return `(service ${service}) updated computedDesiredCount for taskSet ${taskSetId} to ${count}.`;
}

/** Example of the AWS CLI, describe-services: "a service that uses an external deployer". */
export function steadyTaskSetText(service: string, taskSetId: string): string {
  return `(service ${taskSetSubject(service, taskSetId)}) updated state to STEADY_STATE.`;
}

export function steadyText(service: string): string {
  return `(service ${service}) has reached a steady state.`;
}

export function completedText(service: string, deploymentId: string): string {
  return `(service ${service}) (deployment ${deploymentId}) deployment completed.`;
}

export function failedText(service: string, deploymentId: string, reason: string): string {
  return `(service ${service}) (deployment ${deploymentId}) deployment failed: ${reason}.`;
}

export function rollingBackText(service: string, deploymentId: string): string {
  return `(service ${service}) rolling back to deployment ${deploymentId}.`;
}

export function impairedText(service: string): string {
  return `(service ${service}) is unable to consistently start tasks successfully.`;
}

export function startFailureText(service: string, reason: string): string {
  return `(service ${service}) was unable to place a task. Reason: ${reason.replace(/\.?$/, '.')}`;
}

export function unhealthyTargetText(
  service: string,
  taskId: string,
  target: { readonly containerPort: number; readonly targetGroupArn: string },
  reason: string,
): string {
  return `(service ${service}) (task ${taskId}) (port ${target.containerPort}) is unhealthy in (target-group ${target.targetGroupArn}) due to (reason ${reason})`;
}

export function unhealthyContainerText(service: string, taskId: string): string {
  return `(service ${service}) (task ${taskId}) failed container health checks.`;
}

export function protectedText(service: string, deploymentId: string): string {
  return `(service ${service}) was unable to reach steady state because task set (${deploymentId}) was unable to scale in. Reason: The number of protected tasks are more than the desired count of tasks.`;
}

export function blockedText(service: string): string {
  return `(service ${service}) was unable to stop or start tasks during a deployment because of the service deployment configuration. Update the minimumHealthyPercent or maximumPercent value and try again.`;
}

/** On EC2; `why` is what `closestMatchText` says. */
export function unplacedText(service: string, why: string): string {
  return `(service ${service}) was unable to place a task because no container instance met all of its requirements. ${why}`;
}

/** Docs: "Amazon ECS Availability Zone service rebalancing service event messages"; the list's form as recorded. */
export function zonesUnbalancedText(service: string, tasksByZone: ReadonlyMap<string, number>): string {
  return `(service ${service}) is not AZ balanced with ${zoneList(tasksByZone)}. AZ Rebalancing in progress.`;
}

export function zonesBalancedText(service: string, tasksByZone: ReadonlyMap<string, number>): string {
  return `(service ${service}) is AZ balanced with ${zoneList(tasksByZone)}.`;
}

export function rebalanceStartedText(service: string, zone: string, taskIds: readonly string[]): string {
  return `(service ${service}) has started ${taskIds.length} tasks in ${zone} to AZ Rebalance: ${taskList(taskIds)}.`;
}

export function rebalanceStoppedText(service: string, zone: string, taskIds: readonly string[]): string {
  return `(service ${service}) has stopped ${taskIds.length} running tasks in ${zone} due to AZ rebalancing: ${taskList(taskIds)}.`;
}

export function rebalanceProtectedText(
  service: string,
  deploymentId: string,
  protectedTasks: number,
): string {
  return `(service ${service}) was unable to AZ Rebalance because (taskSet ${deploymentId}) was unable to scale in due to (reason ${protectedTasks} tasks under protection)`;
}

export function rebalanceAbandonedText(service: string): string {
  return `(service ${service}) stopped AZ Rebalancing.`;
}

/** A task that was to balance the zones found no place in its zone. */
export function zoneUnplacedText(service: string, zone: string, launchType: 'EC2' | 'FARGATE'): string {
  const why = launchType === 'EC2' ? ' because no container instance met all of its requirements' : '';
  return `(service ${service}) is unable to place a task in ${zone}${why}.`;
}

/** The zone with the most tasks first. */
function zoneList(tasksByZone: ReadonlyMap<string, number>): string {
  return [...tasksByZone]
    .sort(([zone, count], [otherZone, otherCount]) => otherCount - count || zone.localeCompare(otherZone))
    .map(([zone, count]) => `${count} tasks in ${zone}`)
    .join(', ');
}

function taskList(taskIds: readonly string[]): string {
  return taskIds.map((id) => `(task ${id})`).join(' ');
}
