/** An import, or a re-export, as a source file writes it. */
export interface SourceImport {
  readonly specifier: string;
  /** Nothing of it is left at run time. */
  readonly typeOnly: boolean;
}

const statement =
  /^(?:import|export)\s+(?<what>(?:type\s+)?[\w*{][^;'"]*?\s+from\s+)?'(?<specifier>[^']+)'/gm;
const call = /(?<typeof>\btypeof\s+)?\bimport\(\s*'(?<specifier>[^']+)'\s*\)/g;

/** Every import of a TypeScript file: statements, re-exports, side effects, `import()` and `typeof import()`. */
export function sourceImports(text: string): SourceImport[] {
  return [
    ...[...text.matchAll(statement)].map(({ groups }) => ({
      specifier: groups?.specifier ?? '',
      typeOnly: isTypeOnly(groups?.what ?? ''),
    })),
    ...[...text.matchAll(call)].map(({ groups }) => ({
      specifier: groups?.specifier ?? '',
      typeOnly: groups?.typeof !== undefined,
    })),
  ];
}

/** `type X from`, or braces in which every name is marked `type`. */
function isTypeOnly(what: string): boolean {
  if (/^type\s/.test(what)) return true;
  const names = /^\{(?<names>[^}]*)\}/.exec(what)?.groups?.names ?? 'none';
  return names.split(',').every((name) => /^\s*(type\s|$)/.test(name));
}
