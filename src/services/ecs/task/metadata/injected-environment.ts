import type { Task } from '../task.ts';
import { endpointId } from './endpoint-id.ts';

/** What a task of Drydock's can be told beside its definition. */
export interface TaskEndpoints {
  /** Whether 169.254.170.2 leads from the task to the metadata endpoint. */
  readonly metadata: boolean;
  /** Where the task reaches Drydock's API; undefined where it does not, or is not to know. */
  readonly apiUrl?: string;
  /** The task's credentials id; undefined where it has no role. */
  readonly credentialsId?: string;
}

const address = 'http://169.254.170.2';

/** Of these AWS injects neither where either is set already. */
const regionNames: readonly string[] = ['AWS_REGION', 'AWS_DEFAULT_REGION'];

/**
 * The environment of a container: what its definition, secrets and overrides set, and what ECS adds. The agent's own
 * names win over the user's; the region and our endpoint stand back for what the user or the image sets.
 */
export function withInjected(
  task: Pick<Task, 'id'> & { readonly spec: Pick<Task['spec'], 'region' | 'launchType'> },
  containerName: string,
  endpoints: TaskEndpoints,
  given: Readonly<Record<string, string>>,
  imageVariables: readonly string[],
): Record<string, string> {
  const isSet = (name: string): boolean => name in given || imageVariables.includes(name);
  const { region, launchType } = task.spec;
  return {
    AWS_EXECUTION_ENV: `AWS_ECS_${launchType}`,
    ...(regionNames.some(isSet) ? {} : { AWS_REGION: region, AWS_DEFAULT_REGION: region }),
    ...(endpoints.apiUrl === undefined || isSet('AWS_ENDPOINT_URL')
      ? {}
      : { AWS_ENDPOINT_URL: endpoints.apiUrl }),
    ...given,
    ...(endpoints.metadata ? metadataVariables(endpointId(task, containerName), endpoints) : {}),
  };
}

function metadataVariables(id: string, { credentialsId }: TaskEndpoints): Record<string, string> {
  return {
    ECS_CONTAINER_METADATA_URI: `${address}/v3/${id}`,
    ECS_CONTAINER_METADATA_URI_V4: `${address}/v4/${id}`,
    ECS_AGENT_URI: `${address}/api/${id}`,
    ...(credentialsId === undefined
      ? {}
      : { AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: `/v2/credentials/${credentialsId}` }),
  };
}
