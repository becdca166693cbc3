import { AwsError } from '../../../../aws/errors.ts';
import type { RequestScope } from '../../../../aws/request-scope.ts';
import type { EcsContext } from '../../ecs-context.ts';
import type { EndpointAnswer } from '../metadata/endpoint-answer.ts';
import { findContainer } from '../metadata/metadata-view.ts';
import type { Task } from '../task.ts';
import { protectionOperations } from './protection-operations.ts';

export type ProtectionRequest =
  | { readonly method: 'GET' }
  | { readonly method: 'PUT'; readonly body: string };

interface UpdateBody {
  readonly ProtectionEnabled?: boolean;
  readonly ExpiresInMinutes?: number;
}

/** `task-protection/v1/state` of the agent's API: a task asks for its own protection, under its own role. */
export function protectionEndpoint(
  context: EcsContext,
  endpointId: string,
  request: ProtectionRequest,
  requestId: string,
): EndpointAnswer {
  const update = request.method === 'PUT' ? readUpdate(request.body) : undefined;
  if (request.method === 'PUT' && update === undefined)
    return failed(400, 'InvalidParameterException', 'UpdateTaskProtection: failed to decode request');
  const task = findContainer(context, endpointId)?.view.task;
  if (task === undefined)
    return failed(404, 'ResourceNotFoundException', 'Failed to find a task for the request');
  if (update !== undefined && update.ProtectionEnabled === undefined)
    return failed(
      400,
      'InvalidParameterException',
      "Invalid request: does not contain 'ProtectionEnabled' field",
      task.arn,
    );
  const identity = context.taskCredentials.identityOf(task.arn);
  if (identity === undefined)
    return failed(
      403,
      'AccessDeniedException',
      'Invalid Request: no task IAM role credentials available for task',
      task.arn,
    );
  try {
    const scope = { ...identity, region: task.spec.region, accessKeyId: '', requestId, host: undefined };
    return callEcs(context, scope, task, update);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return failed(400, error.code, error.message, task.arn, requestId);
  }
}

function callEcs(
  context: EcsContext,
  scope: RequestScope,
  task: Task,
  update: UpdateBody | undefined,
): EndpointAnswer {
  const which = { cluster: task.clusterArn, tasks: [task.arn] };
  const { protectedTasks, failures } =
    update === undefined
      ? protectionOperations.GetTaskProtection(context, which, scope)
      : protectionOperations.UpdateTaskProtection(
          context,
          {
            ...which,
            protectionEnabled: update.ProtectionEnabled ?? false,
            expiresInMinutes: update.ExpiresInMinutes,
          },
          scope,
        );
  const [failure] = failures;
  if (failure !== undefined)
    return { status: 200, body: { failure: { Arn: failure.arn, Detail: null, Reason: failure.reason } } };
  const [state] = protectedTasks;
  const expiration = state !== undefined && 'expirationDate' in state ? state.expirationDate : undefined;
  return {
    status: 200,
    body: {
      protection: {
        ExpirationDate: expiration?.toISOString().replace(/\.\d{3}Z$/, 'Z') ?? null,
        ProtectionEnabled: state?.protectionEnabled ?? false,
        TaskArn: task.arn,
      },
    },
  };
}

/** As Go decodes it: an unknown member or another type is no request at all; null is as good as missing. */
function readUpdate(text: string): UpdateBody | undefined {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return undefined;
  const { ProtectionEnabled, ExpiresInMinutes, ...unknown } = Object.fromEntries(
    Object.entries(body).filter(([, value]) => value !== null),
  );
  if (Object.keys(unknown).length > 0) return undefined;
  if (ProtectionEnabled !== undefined && typeof ProtectionEnabled !== 'boolean') return undefined;
  if (ExpiresInMinutes !== undefined && !Number.isInteger(ExpiresInMinutes)) return undefined;
  return { ProtectionEnabled, ExpiresInMinutes };
}

function failed(status: number, Code: string, Message: string, Arn = '', requestID?: string): EndpointAnswer {
  return { status, body: { requestID, error: { Arn, Code, Message } } };
}
