interface ListenersAnswer {
  readonly listeners: readonly {
    readonly listenerArn: string;
    readonly bound?: { readonly port?: number };
  }[];
}

/** Where a listener is really bound, with a slash at its end: its own port may be taken. */
export async function listenerUrl(endpoint: string, listenerArn: string): Promise<string> {
  const answer = await fetch(`${endpoint}/_drydock/listeners`);
  const { listeners }: ListenersAnswer = JSON.parse(await answer.text());
  const bound = listeners.find((each) => each.listenerArn === listenerArn)?.bound;
  if (bound?.port === undefined) throw new Error(`${listenerArn} is not bound: ${JSON.stringify(bound)}`);
  return `http://127.0.0.1:${bound.port}/`;
}
