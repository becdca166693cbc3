import type { RegisterTaskDefinitionCommandInput } from '@aws-sdk/client-ecs';

/** The least that Fargate takes: one container that listens on port 80. */
export function fargateDefinition(
  family: string,
  rest: Partial<RegisterTaskDefinitionCommandInput> = {},
): RegisterTaskDefinitionCommandInput {
  return {
    family,
    requiresCompatibilities: ['FARGATE'],
    networkMode: 'awsvpc',
    cpu: '256',
    memory: '512',
    containerDefinitions: [{ name: 'web', image: 'nginx:1.27', portMappings: [{ containerPort: 80 }] }],
    ...rest,
  };
}
