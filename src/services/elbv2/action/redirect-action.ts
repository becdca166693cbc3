import type { Action, RedirectActionConfig } from '@aws-sdk/client-elastic-load-balancing-v2';
import { AwsError } from '../../../aws/errors.ts';
import { validationError } from '../elbv2-context.ts';
import type { Redirect } from '../model.ts';

const unchanged = { protocol: '#{protocol}', host: '#{host}', port: '#{port}', path: '/#{path}' };

export function invalidAction(message: string): AwsError {
  return new AwsError('InvalidLoadBalancerActionException', message);
}

/** Reads a redirect action; what is not given stays as it was asked. @throws AwsError InvalidLoadBalancerAction */
export function readRedirect({ RedirectConfig: config }: Action): Redirect {
  if (config === undefined)
    throw invalidAction(
      "For actions of type 'redirect', you must specify the following fields: 'RedirectConfig'",
    );
  const redirect = {
    type: 'redirect' as const,
    statusCode: statusCode(config),
    protocol: config.Protocol || unchanged.protocol,
    host: config.Host || unchanged.host,
    port: config.Port || unchanged.port,
    path: config.Path || unchanged.path,
    // An empty query is kept: it drops the one that was asked.
    query: config.Query ?? '#{query}',
  };
  check(redirect);
  return redirect;
}

function statusCode({ StatusCode }: RedirectActionConfig): Redirect['statusCode'] {
  if (StatusCode !== 'HTTP_301' && StatusCode !== 'HTTP_302')
    throw validationError(`Redirect status code '${StatusCode}' must be one of '[HTTP_301, HTTP_302]'`);
  return StatusCode;
}

function check({ protocol, host, port, path, query }: Redirect): void {
  if (!/^(HTTPS?|#\{protocol\})$/.test(protocol))
    throw invalidAction(
      "The Protocol parameter must be one of the following values: 'HTTP', 'HTTPS', '#{protocol}'",
    );
  const isPort = /^\d{1,5}$/.test(port) && Number(port) >= 1 && Number(port) <= 65_535;
  if (port !== unchanged.port && !isPort)
    throw invalidAction("The Port parameter must be a valid port number from 1 to 65535 or '#{port}'");
  if (host.length > 128 || !allows(host, ['host'], /^[A-Za-z0-9.-]*$/))
    throw invalidAction(
      "The Host parameter must be a valid hostname and may contain up to one of each of these placeholders: '#{host}'",
    );
  if (path.length > 128 || !path.startsWith('/') || !allows(path, ['path', 'host', 'port'], /^[\x21-\x7e]*$/))
    throw invalidAction(
      "The Path parameter must be a valid path, should start with a '/', and may contain up to one of each of these placeholders: '#{path}', '#{host}', '#{port}'.",
    );
  if (
    query.length > 128 ||
    query.startsWith('?') ||
    !allows(query, ['query', 'path', 'host', 'port', 'protocol'], /^[\x21-\x7e]*$/)
  )
    throw invalidAction(
      "The Query parameter must be a valid query without a leading '?', and may contain up to one of each of these placeholders: '#{query}', '#{path}', '#{host}', '#{port}', '#{protocol}'",
    );
  if (
    protocol === unchanged.protocol &&
    host === unchanged.host &&
    port === unchanged.port &&
    path === unchanged.path
  )
    throw invalidAction(
      'The redirect configuration is not valid because it creates a loop: at least one of protocol, host, port and path must differ from the request',
    );
}

/** Whether a text holds each of the placeholders at most once, none other, and else only what `rest` allows. */
function allows(text: string, placeholders: readonly string[], rest: RegExp): boolean {
  const found = [...text.matchAll(/#\{([^}]*)\}/g)].map(([, name = '']) => name);
  return (
    new Set(found).size === found.length &&
    found.every((name) => placeholders.includes(name)) &&
    rest.test(text.replaceAll(/#\{[^}]*\}/g, ''))
  );
}

export function describeRedirect({
  statusCode: code,
  protocol,
  host,
  port,
  path,
  query,
}: Redirect): RedirectActionConfig {
  return { Protocol: protocol, Port: port, Host: host, Path: path, Query: query, StatusCode: code };
}
