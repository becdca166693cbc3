import type { LogConfiguration } from '@aws-sdk/client-ecs';
import { shop } from '../../../../emulator/demo/shop.ts';

/** Sends what a container prints to the shop's log group, into a stream that begins with the prefix. */
export function shopLogs(prefix: string, options: Readonly<Record<string, string>> = {}): LogConfiguration {
  return {
    logDriver: 'awslogs',
    options: {
      'awslogs-group': shop.logGroup,
      'awslogs-region': 'us-east-1',
      'awslogs-stream-prefix': prefix,
      ...options,
    },
  };
}
