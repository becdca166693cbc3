import type { ServiceDefinition } from '../src/aws/service-definition.ts';
import { acmService } from '../src/services/acm/index.ts';
import { ec2Service } from '../src/services/ec2/index.ts';
import { ecsService } from '../src/services/ecs/index.ts';
import { elbv2Service } from '../src/services/elbv2/index.ts';
import { iamService } from '../src/services/iam/index.ts';
import { logsService } from '../src/services/logs/index.ts';
import { secretsManagerService } from '../src/services/secrets-manager/index.ts';
import { ssmService } from '../src/services/ssm/index.ts';
import { stsService } from '../src/services/sts/index.ts';
import type { EmulatorContext } from './context.ts';

/** Every service that Drydock serves. */
export function servicesOf(context: EmulatorContext): ServiceDefinition[] {
  return [
    ecsService(context.ecs),
    elbv2Service(context.elbv2),
    ec2Service(context.ec2),
    ssmService(context.ssm),
    secretsManagerService(context.secretsManager),
    logsService(context.logs),
    stsService(),
    acmService(context.acm),
    iamService(context.iam),
  ];
}
