import { AwsError } from '../../../aws/errors.ts';
import { validationError } from '../elbv2-context.ts';
import type { HealthCheck } from '../model.ts';
import {
  checkPath,
  checkTimes,
  type HealthCheckInput,
  refuseDisabled,
} from '../target-group/health-check-settings.ts';

const tcpDefaults: HealthCheck = {
  enabled: true,
  protocol: 'TCP',
  port: 'traffic-port',
  intervalSeconds: 30,
  timeoutSeconds: 10,
  healthyThreshold: 5,
  unhealthyThreshold: 2,
};

const httpDefaults: HealthCheck = {
  ...tcpDefaults,
  protocol: 'HTTP',
  path: '/',
  timeoutSeconds: 6,
  matcher: '200-399',
};

const defaultsOf = {
  TCP: tcpDefaults,
  HTTP: httpDefaults,
  HTTPS: { ...httpDefaults, protocol: 'HTTPS', timeoutSeconds: 10 },
} as const satisfies Record<HealthCheck['protocol'], HealthCheck>;

/**
 * The health check of a target group for Network Load Balancers after a change; without `before` of a new one.
 *
 * @throws AwsError for what AWS does not allow
 */
export function networkHealthCheck(
  groupProtocol: string,
  before: HealthCheck | undefined,
  input: HealthCheckInput,
): HealthCheck {
  const protocol = input.HealthCheckProtocol || before?.protocol || 'TCP';
  if (protocol !== 'TCP' && protocol !== 'HTTP' && protocol !== 'HTTPS')
    throw validationError(`Health check protocol '${protocol}' must be one of 'HTTP, HTTPS, TCP'`);
  refuseDisabled(input);
  const base = before ?? defaultsOf[protocol];
  const times = {
    enabled: true,
    port: input.HealthCheckPort || base.port,
    intervalSeconds: input.HealthCheckIntervalSeconds ?? base.intervalSeconds,
    timeoutSeconds: input.HealthCheckTimeoutSeconds ?? base.timeoutSeconds,
    healthyThreshold: input.HealthyThresholdCount ?? base.healthyThreshold,
    unhealthyThreshold: input.UnhealthyThresholdCount ?? base.unhealthyThreshold,
  };
  // AWS's own timeout for TCP checks is 10 s, and 10 s was long the shorter one of the two intervals.
  checkTimes(times, times.intervalSeconds);
  return protocol === 'TCP' ? tcp(groupProtocol, times, input) : http(protocol, times, base, input);
}

type Times = Omit<HealthCheck, 'protocol' | 'path' | 'matcher'>;

function tcp(groupProtocol: string, times: Times, input: HealthCheckInput): HealthCheck {
  if (input.Matcher?.HttpCode || input.Matcher?.GrpcCode)
    throw new AwsError(
      'InvalidConfigurationRequestException',
      `Custom health check matchers are not supported for health checks for target groups with the ${groupProtocol} protocol`,
    );
  if (input.HealthCheckPath)
    throw new AwsError(
      'InvalidConfigurationRequestException',
      'A health check path cannot be specified for health checks with the TCP protocol',
    );
  return { ...times, protocol: 'TCP' };
}

function http(
  protocol: 'HTTP' | 'HTTPS',
  times: Times,
  base: HealthCheck,
  input: HealthCheckInput,
): HealthCheck {
  if (input.Matcher?.GrpcCode) throw validationError('gRPC codes are for target groups of the version GRPC');
  const path = input.HealthCheckPath || base.path || httpDefaults.path;
  const matcher = input.Matcher?.HttpCode || base.matcher || '200-399';
  checkPath(path);
  if (!/^[2-5]\d\d(-[2-5]\d\d)?(,[2-5]\d\d(-[2-5]\d\d)?)*$/.test(matcher))
    throw validationError(`Health check matcher HTTP code '${matcher}' must be within '200-599'`);
  return { ...times, protocol, path, matcher };
}
