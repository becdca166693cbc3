import { operationNames } from './operation-schemas.ts';
import type { SdkModule, ServiceDefinition } from './service-definition.ts';

/** One service's operations: what the SDK knows, split into what is served and what is not. */
export interface ServiceSupport {
  readonly signingName: string;
  readonly served: readonly string[];
  readonly lacking: readonly string[];
}

/** Compares a service's operation table with the SDK's own list. */
export function supportOf(service: ServiceDefinition, sdk: SdkModule): ServiceSupport {
  const known = operationNames(sdk);
  return {
    signingName: service.signingName,
    served: known.filter((name) => service.operations.has(name)),
    lacking: known.filter((name) => !service.operations.has(name)),
  };
}

const introduction = `# Support matrix

Which operations of AWS's services Drydock serves, compared with the lists of the AWS SDK for JavaScript that it is
built on. An operation that is not implemented answers 400 \`NotImplementedException\` with its name, for example
\`Drydock does not implement ec2:RunInstances.\` A value that AWS knows and Drydock does not honour is refused too: it
is never accepted and then ignored.

This page is generated: \`npm run support-matrix\` writes it.
`;

/** The page that tells which operations are served and which are not. */
export function supportMatrix(services: readonly ServiceSupport[]): string {
  const sorted = [...services].sort((a, b) => (a.signingName < b.signingName ? -1 : 1));
  const rows = sorted.map(
    ({ signingName, served, lacking }) =>
      `| [\`${signingName}\`](#${signingName}) | ${served.length} | ${lacking.length} |`,
  );
  const table = ['| Service | Implemented | Not implemented |', '| --- | ---: | ---: |', ...rows];
  return [introduction, `${table.join('\n')}\n`, ...sorted.map(section)].join('\n');
}

function section({ signingName, served, lacking }: ServiceSupport): string {
  const list = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(' ');
  const implemented = `Implemented (${served.length}): ${list(served)}\n`;
  const rest = `<details><summary>Not implemented (${lacking.length})</summary>\n\n${list(lacking)}\n\n</details>\n`;
  return [`## ${signingName}\n`, implemented, ...(lacking.length > 0 ? [rest] : [])].join('\n');
}
