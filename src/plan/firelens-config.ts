export type FirelensType = 'fluentbit' | 'fluentd';

/** What the configuration of a FireLens router is made from. */
export interface FirelensRequest {
  readonly type: FirelensType;
  /** Where it listens beside its socket: to its task's one network, or to the engine's bridge. Undefined: nowhere. */
  readonly listen: '127.0.0.1' | '0.0.0.0' | undefined;
  /** Keys that every record gets; undefined where the definition wants none. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** Path, inside the router, of a configuration to include. */
  readonly include?: string;
  readonly sources: readonly FirelensSource[];
}

/** A container that logs through the router. */
export interface FirelensSource {
  readonly name: string;
  readonly options: Readonly<Record<string, string>>;
  /** Options whose values are secrets, each with the router's variable that holds it. */
  readonly secretOptions: Readonly<Record<string, string>>;
}

/** Where a router finds its generated configuration, and where a configuration from S3 is put. */
export const firelensPaths: Readonly<Record<FirelensType, { config: string; external: string }>> = {
  fluentbit: { config: '/fluent-bit/etc/fluent-bit.conf', external: '/fluent-bit/etc/external.conf' },
  fluentd: { config: '/fluentd/etc/fluent.conf', external: '/fluentd/etc/external.conf' },
};

export const firelensSocketFolder = '/var/run';
export const firelensSocket = `${firelensSocketFolder}/fluent.sock`;
export const firelensPort = 24_224;

/** The agent takes it for the engine's driver; the router's output never sees it. */
export const bufferLimitOption = 'log-driver-buffer-limit';

/**
 * A router's configuration as the ECS agent generates it: what it listens on, the task's metadata, the included file,
 * and for each container an output made of its log options.
 *
 * @throws Error with the agent's text for options without an output's name
 */
export function firelensConfig(request: FirelensRequest): string {
  const sections = request.type === 'fluentbit' ? fluentBitSections(request) : fluentdSections(request);
  return `${sections.join('\n\n')}\n`;
}

function fluentBitSections({ listen, metadata, include, sources }: FirelensRequest): string[] {
  const section = (title: string, pairs: readonly (readonly [string, string])[]) =>
    [`[${title}]`, ...pairs.map(([key, value]) => `    ${key} ${value}`)].join('\n');
  const outputs = sources.flatMap((source) => {
    const output = outputOf('fluentbit', source, (variable) => `\${${variable}}`);
    const match = `${source.name}-firelens*`;
    return {
      filters: output.filters.map(([kind, pattern]) =>
        section('FILTER', [
          ['Name', 'grep'],
          ['Match', match],
          [kind === 'include' ? 'Regex' : 'Exclude', `log ${pattern}`],
        ]),
      ),
      output:
        output.plugin === undefined
          ? []
          : [section('OUTPUT', [['Name', output.plugin], ['Match', match], ...output.options])],
    };
  });
  return [
    section('INPUT', [
      ['Name', 'forward'],
      ['unix_path', firelensSocket],
    ]),
    ...(listen === undefined
      ? []
      : [
          section('INPUT', [
            ['Name', 'forward'],
            ['Listen', listen],
            ['Port', String(firelensPort)],
          ]),
          section('INPUT', [
            ['Name', 'tcp'],
            ['Tag', 'firelens-healthcheck'],
            ['Listen', '127.0.0.1'],
            ['Port', '8877'],
          ]),
        ]),
    ...outputs.flatMap(({ filters }) => filters),
    ...(metadata === undefined
      ? []
      : [
          section('FILTER', [
            ['Name', 'record_modifier'],
            ['Match', '*'],
            ...Object.entries(metadata).map(([key, value]) => ['Record', `${key} ${value}`] as const),
          ]),
        ]),
    ...(include === undefined ? [] : [`@INCLUDE ${include}`]),
    ...(listen === undefined
      ? []
      : [
          section('OUTPUT', [
            ['Name', 'null'],
            ['Match', 'firelens-healthcheck'],
          ]),
        ]),
    ...outputs.flatMap(({ output }) => output),
  ];
}

function fluentdSections({ listen, metadata, include, sources }: FirelensRequest): string[] {
  const element = (open: string, lines: readonly string[]) =>
    [`<${open}>`, ...lines.map((line) => `    ${line}`), `</${open.split(' ')[0]}>`].join('\n');
  const outputs = sources.flatMap((source) => {
    const output = outputOf('fluentd', source, (variable) => `"#{ENV['${variable}']}"`);
    const match = `${source.name}-firelens**`;
    return {
      filters: output.filters.map(([kind, pattern]) => {
        const tag = kind === 'include' ? 'regexp' : 'exclude';
        return element(`filter ${match}`, [
          '@type grep',
          `<${tag}>`,
          '    key log',
          `    pattern ${pattern}`,
          `</${tag}>`,
        ]);
      }),
      output:
        output.plugin === undefined
          ? []
          : [
              element(`match ${match}`, [
                `@type ${output.plugin}`,
                ...output.options.map(([key, value]) => `${key} ${value}`),
              ]),
            ],
    };
  });
  return [
    element('source', ['@type unix', `path ${firelensSocket}`]),
    ...(listen === undefined
      ? []
      : [element('source', ['@type forward', `bind ${listen}`, `port ${firelensPort}`])]),
    ...outputs.flatMap(({ filters }) => filters),
    ...(metadata === undefined
      ? []
      : [
          element('filter **', [
            '@type record_transformer',
            '<record>',
            ...Object.entries(metadata).map(([key, value]) => `    ${key} ${value}`),
            '</record>',
          ]),
        ]),
    ...(include === undefined ? [] : [`@include ${include}`]),
    ...outputs.flatMap(({ output }) => output),
  ];
}

interface Output {
  /** Undefined where the included configuration has the output. */
  readonly plugin: string | undefined;
  readonly options: readonly (readonly [string, string])[];
  readonly filters: readonly (readonly ['include' | 'exclude', string])[];
}

const filterOptions = [
  ['include', 'include-pattern'],
  ['exclude', 'exclude-pattern'],
] as const;

function outputOf(
  type: FirelensType,
  { options, secretOptions }: FirelensSource,
  placeholder: (variable: string) => string,
): Output {
  const pluginOption = type === 'fluentbit' ? 'Name' : '@type';
  const taken = [pluginOption, bufferLimitOption, ...filterOptions.map(([, option]) => option)];
  const own = Object.entries(options).filter(([option]) => !taken.includes(option));
  const secret = Object.entries(secretOptions).map(
    ([option, variable]) => [option, placeholder(variable)] as const,
  );
  const plugin = options[pluginOption];
  if (plugin === undefined && own.length + secret.length > 0)
    throw new Error(
      `missing output key ${pluginOption} which is required for firelens configuration of type ${type}`,
    );
  return {
    plugin,
    options: [...own, ...secret],
    filters: filterOptions.flatMap(([kind, option]) => {
      const pattern = options[option];
      return pattern === undefined ? [] : [[kind, pattern] as const];
    }),
  };
}
