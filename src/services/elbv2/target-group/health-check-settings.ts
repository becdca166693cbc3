import { AwsError } from '../../../aws/errors.ts';
import { notServed, validationError } from '../elbv2-context.ts';
import type { HealthCheck, ProtocolVersion } from '../model.ts';

/** AWS's defaults for an HTTP target group of an Application Load Balancer. */
export const defaultHealthCheck = {
  enabled: true,
  protocol: 'HTTP',
  port: 'traffic-port',
  path: '/',
  intervalSeconds: 30,
  timeoutSeconds: 5,
  healthyThreshold: 5,
  unhealthyThreshold: 2,
  matcher: '200',
} as const satisfies HealthCheck;

/** As {@link defaultHealthCheck}; a target that knows no such method answers with 12, UNIMPLEMENTED. */
const defaultGrpcHealthCheck = {
  ...defaultHealthCheck,
  path: '/AWS.ALB/healthcheck',
  matcher: '12',
} as const satisfies HealthCheck;

/** Which codes a matcher may name, by the version that targets are spoken to in. */
const httpCodes = { name: 'HTTP', pattern: /^[2-4]\d\d$/, range: '200-499' };
const grpcCodes = { name: 'GRPC', pattern: /^\d{1,2}$/, range: '0-99' };

export interface HealthCheckInput {
  readonly HealthCheckProtocol?: string;
  readonly HealthCheckPort?: string;
  readonly HealthCheckEnabled?: boolean;
  readonly HealthCheckPath?: string;
  readonly HealthCheckIntervalSeconds?: number;
  readonly HealthCheckTimeoutSeconds?: number;
  readonly HealthyThresholdCount?: number;
  readonly UnhealthyThresholdCount?: number;
  readonly Matcher?: { readonly HttpCode?: string; readonly GrpcCode?: string };
}

/** The health check of a new target group. @throws AwsError for a value that AWS does not allow */
export function newHealthCheck(version: ProtocolVersion, input: HealthCheckInput): HealthCheck {
  return changedHealthCheck(version === 'GRPC' ? defaultGrpcHealthCheck : defaultHealthCheck, version, input);
}

/** The settings after a change. @throws AwsError for a value that AWS does not allow */
export function changedHealthCheck(
  before: HealthCheck,
  version: ProtocolVersion,
  input: HealthCheckInput,
): HealthCheck {
  refuseDisabled(input);
  const after = {
    enabled: true,
    protocol: checkedProtocol(input.HealthCheckProtocol || before.protocol),
    port: input.HealthCheckPort || before.port,
    path: input.HealthCheckPath || before.path || defaultHealthCheck.path,
    intervalSeconds: input.HealthCheckIntervalSeconds ?? before.intervalSeconds,
    timeoutSeconds: input.HealthCheckTimeoutSeconds ?? before.timeoutSeconds,
    healthyThreshold: input.HealthyThresholdCount ?? before.healthyThreshold,
    unhealthyThreshold: input.UnhealthyThresholdCount ?? before.unhealthyThreshold,
    matcher: checkedMatcher(input, version) ?? before.matcher ?? defaultHealthCheck.matcher,
  };
  checkTimes(after);
  checkPath(after.path);
  return after;
}

/** The matcher that is asked for, if any: codes and ranges of codes. */
function checkedMatcher({ Matcher = {} }: HealthCheckInput, version: ProtocolVersion): string | undefined {
  const [given, other, { name, pattern, range }] =
    version === 'GRPC'
      ? [Matcher.GrpcCode, Matcher.HttpCode, grpcCodes]
      : [Matcher.HttpCode, Matcher.GrpcCode, httpCodes];
  if (other)
    throw new AwsError(
      'InvalidConfigurationRequestException',
      `Health check matcher ${name === 'GRPC' ? 'HTTP' : 'GRPC'} codes are not supported for target groups with the protocol-version '${version}'`,
    );
  if (!given) return undefined;
  if (!given.split(',').every((part) => isRange(part, pattern)))
    throw validationError(`Health check matcher ${name} code '${given}' must be within '${range}'`);
  return given;
}

function isRange(text: string, pattern: RegExp): boolean {
  const codes = text.split('-');
  return codes.length <= 2 && codes.every((code) => pattern.test(code));
}

function checkedProtocol(protocol: string): 'HTTP' | 'HTTPS' {
  if (protocol !== 'HTTP' && protocol !== 'HTTPS') throw notServed(`health checks by ${protocol}`);
  return protocol;
}

/** @throws AwsError ValidationError: only groups of Lambda functions do without health checks */
export function refuseDisabled({ HealthCheckEnabled }: HealthCheckInput): void {
  if (HealthCheckEnabled === false)
    throw validationError(
      'Health check enabled must be true for target groups with target type other than lambda',
    );
}

/**
 * @param maxTimeoutSeconds what the timeout may be at most, for its interval
 * @throws AwsError ValidationError for intervals, thresholds and ports that no target group has
 */
export function checkTimes(
  settings: Omit<HealthCheck, 'protocol'>,
  maxTimeoutSeconds = settings.intervalSeconds - 1,
): void {
  inRange('Health check interval', settings.intervalSeconds, 5, 300);
  inRange('Health check timeout', settings.timeoutSeconds, 2, 120);
  inRange('Healthy threshold count', settings.healthyThreshold, 2, 10);
  inRange('Unhealthy threshold count', settings.unhealthyThreshold, 2, 10);
  if (settings.timeoutSeconds > maxTimeoutSeconds)
    throw validationError(
      `Health check timeout '${settings.timeoutSeconds}' must be smaller than the interval '${settings.intervalSeconds}'`,
    );
  const isPort =
    /^\d{1,5}$/.test(settings.port) && Number(settings.port) >= 1 && Number(settings.port) <= 65_535;
  if (settings.port !== 'traffic-port' && !isPort)
    throw validationError(`Health check port '${settings.port}' must be 'traffic-port' or a port number`);
}

/** @throws AwsError ValidationError */
export function checkPath(path: string | undefined): void {
  if (path === undefined || !/^\/[\x21-\x7e]{0,1023}$/.test(path))
    throw validationError(`Health check path '${path}' must begin with '/' and have at most 1024 characters`);
}

function inRange(what: string, value: number, low: number, high: number): void {
  if (!Number.isInteger(value) || value < low || value > high)
    throw validationError(`${what} '${value}' must be in the range ${low}-${high}`);
}
