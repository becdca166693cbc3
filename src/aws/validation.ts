/** AWS's generic sentence for broken constraints, e.g. of a member that must not be null. */
export function constraintText(value: string, path: string, constraint: string): string {
  return `1 validation error detected: Value ${value} at '${lowerFirst(path)}' failed to satisfy constraint: Member must ${constraint}`;
}

/** The sentence for a required member that the request lacks. */
export function missingText(path: string): string {
  return constraintText('null', path, 'not be null');
}

/** The sentence for a value outside of an enumeration. */
export function enumText(value: string, path: string, allowed: readonly string[]): string {
  return constraintText(`'${value}'`, path, `satisfy enum value set: [${allowed.join(', ')}]`);
}

function lowerFirst(path: string): string {
  return path.charAt(0).toLowerCase() + path.slice(1);
}
