/** What the sample app says of itself. */
export interface AppReport {
  readonly version: string;
  readonly hostname: string;
}

/** Asks the sample app who answers. Rejects when it does not answer with status 200. */
export async function askApp(url: string): Promise<AppReport> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(10_000) });
  if (answer.status !== 200) throw new Error(`${url} answered ${answer.status}.`);
  return JSON.parse(await answer.text());
}
