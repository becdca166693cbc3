/** An error as a client sees it. */
export interface Refusal {
  readonly name: string;
  readonly message: string;
  readonly status: number | undefined;
}

/** The error that an operation was refused with. Rejects where it was not refused. */
export async function refusal(sent: Promise<unknown>): Promise<Refusal> {
  const error = await sent.then(
    (output) => Promise.reject(new Error(`was not refused: ${JSON.stringify(output)}`)),
    (reason: unknown) => reason,
  );
  if (!(error instanceof Error)) throw new Error('what was thrown is no error');
  return { name: error.name, message: error.message, status: statusOf(error) };
}

function statusOf(error: Error): number | undefined {
  if (!('$metadata' in error)) return undefined;
  const metadata = error.$metadata;
  return typeof metadata === 'object' && metadata !== null && 'httpStatusCode' in metadata
    ? Number(metadata.httpStatusCode)
    : undefined;
}
