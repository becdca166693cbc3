import type { RedirectRoute } from '../snapshot.ts';

/** What a redirect's placeholders stand for. */
export interface RedirectFacts {
  readonly protocol: 'http' | 'https';
  /** Without the port. */
  readonly host: string;
  readonly port: number;
  /** With its leading slash. */
  readonly path: string;
  /** Without the `?`. */
  readonly query: string;
  /** Where the load balancer's listener for a port really listens; undefined where it has none. */
  boundPort(scheme: string, port: number): number | undefined;
}

/**
 * Where a redirect leads to. The port is always named, and the `?` only where there is a query. A port that a listener
 * of the load balancer asks for is named as it is bound: an unprivileged user's 443 is another one.
 */
export function redirectLocation(redirect: RedirectRoute, facts: RedirectFacts): string {
  const values: Readonly<Record<string, string>> = {
    protocol: facts.protocol,
    host: facts.host,
    port: String(facts.port),
    path: facts.path.replace(/^\//, ''),
    query: facts.query,
  };
  const fill = (text: string): string =>
    text.replaceAll(/#\{(\w+)\}/g, (placeholder, name: string) => values[name] ?? placeholder);
  const query = fill(redirect.query);
  const scheme = fill(redirect.protocol).toLowerCase();
  const port = fill(redirect.port);
  const boundPort = facts.boundPort(scheme, Number(port)) ?? port;
  const place = `${scheme}://${fill(redirect.host)}:${boundPort}${fill(redirect.path)}`;
  const location = query === '' ? place : `${place}?${query}`;
  // A path may hold bytes that a header may not.
  return location.replaceAll(/[^\x21-\x7e]/g, encodeURIComponent);
}
