/** What a client sees of an error: its name, its sentence and its status. */
export interface SeenError {
  readonly name: string;
  readonly message: string;
  readonly status: unknown;
}

/** The error that a request ends in. Rejects when it succeeds. */
export async function errorOf(sent: Promise<unknown>): Promise<SeenError> {
  try {
    await sent;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const metadata: unknown = '$metadata' in error ? error.$metadata : undefined;
    const status =
      typeof metadata === 'object' && metadata !== null && 'httpStatusCode' in metadata
        ? metadata.httpStatusCode
        : undefined;
    return { name: error.name, message: error.message, status };
  }
  throw new Error('the request succeeded');
}
