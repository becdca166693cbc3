import type { EcsApi } from './ecs/ecs-api.ts';
import type { Refusal } from './refusal.ts';

/** ECS's error for a request as no typed client sends it: values outside of enumerations, wrong types. */
export async function rawRefusal(api: EcsApi, operation: string, body: string | object): Promise<Refusal> {
  const answer = await fetch(api.client.endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `AmazonEC2ContainerServiceV20141113.${operation}`,
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const error: unknown = await answer.json();
  if (typeof error !== 'object' || error === null || !('__type' in error) || !('message' in error))
    throw new Error(`was not refused: ${JSON.stringify(error)}`);
  return { name: String(error.__type), message: String(error.message), status: answer.status };
}
