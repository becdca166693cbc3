interface Place {
  readonly accountId: string;
  readonly region: string;
}

function arn({ accountId, region }: Place, resource: string): string {
  return `arn:aws:ecs:${region}:${accountId}:${resource}`;
}

export const clusterArn = (place: Place, name: string) => arn(place, `cluster/${name}`);
export const serviceArn = (place: Place, cluster: string, name: string) =>
  arn(place, `service/${cluster}/${name}`);
export const taskArn = (place: Place, cluster: string, id: string) => arn(place, `task/${cluster}/${id}`);
export const taskDefinitionArn = (place: Place, family: string, revision: number) =>
  arn(place, `task-definition/${family}:${revision}`);

/** What follows the last slash of an ARN; a bare name as it is. */
export function lastPart(identifier: string): string {
  return identifier.slice(identifier.lastIndexOf('/') + 1);
}

/** The account that an ARN names. */
export function accountOfArn(text: string): string {
  return text.split(':')[4] ?? '';
}

/** The service that a `service` input names within a cluster: by name, or by ARN in either form. */
export function serviceArnOf(place: Place, clusterName: string, service: string): string {
  return serviceArn(place, clusterName, lastPart(service));
}

/** The task that a `task` input names within a cluster: by id, or by ARN as it is. */
export function taskArnOf(place: Place, clusterName: string, task: string): string {
  return task.startsWith('arn:') ? task : taskArn(place, clusterName, task);
}
