/** Where a container's `environmentFiles[].value` points. */
export interface ObjectReference {
  readonly bucket: string;
  readonly key: string;
}

/** Reads the ARN of an object of S3, `arn:aws:s3:::bucket/key`; undefined when it is none. */
export function parseObjectArn(arn: string): ObjectReference | undefined {
  const [, bucket, key] = /^arn:aws[a-z-]*:s3:::([^/]+)\/(.+)$/s.exec(arn) ?? [];
  return bucket === undefined || key === undefined ? undefined : { bucket, key };
}

/**
 * The variables of an environment file, as the ECS agent reads them: a line counts unless it begins with `#` or lacks
 * an equals sign, and all behind the first one is the value, with blanks and quotes as they stand.
 */
export function parseEnvironmentFile(text: string): Record<string, string> {
  const variables = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const equals = line.indexOf('=');
    if (equals > 0 && !line.startsWith('#')) variables.set(line.slice(0, equals), line.slice(equals + 1));
  }
  return Object.fromEntries(variables);
}

/** Several files' variables together: of two with one name, the first file's counts. */
export function mergeEnvironmentFiles(
  files: readonly Readonly<Record<string, string>>[],
): Record<string, string> {
  return Object.assign({}, ...files.toReversed());
}
