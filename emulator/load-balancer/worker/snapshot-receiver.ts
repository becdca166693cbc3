import type {
  FlowListenerRoute,
  ListenerRoute,
  ListenerTls,
  RoutingSnapshot,
  TargetGroupRoute,
  TlsCertificate,
} from '../snapshot.ts';
import {
  type CertificatesChange,
  type EntriesChange,
  mapped,
  type Sent,
  type SentTls,
  type SnapshotChange,
} from './snapshot-change.ts';

type Entries<Entry> = ReadonlyMap<string, Entry>;

/** Puts snapshots together from what each differs in from the one before; what does not is the same object again. */
export class SnapshotReceiver {
  readonly #certificates = new Map<number, TlsCertificate>();
  #listeners: Entries<ListenerRoute> = new Map();
  #flowListeners: Entries<FlowListenerRoute> = new Map();
  #targetGroups: Entries<TargetGroupRoute> = new Map();

  /** @throws where the change builds on what was never told */
  apply(change: SnapshotChange): RoutingSnapshot {
    this.#takeCertificates(change.certificates);
    const listeners = mapped(change.listeners, ({ tls, ...rest }: Sent<ListenerRoute>) => ({
      ...rest,
      ...this.#tls(tls),
    }));
    const flowListeners = mapped(change.flowListeners, ({ tls, ...rest }: Sent<FlowListenerRoute>) => ({
      ...rest,
      ...this.#tls(tls),
    }));
    const arnOf = ({ listenerArn }: { readonly listenerArn: string }) => listenerArn;
    this.#listeners = changedEntries(this.#listeners, listeners, arnOf);
    this.#flowListeners = changedEntries(this.#flowListeners, flowListeners, arnOf);
    this.#targetGroups = changedEntries(
      this.#targetGroups,
      change.targetGroups,
      ({ targetGroupArn }) => targetGroupArn,
    );
    return {
      listeners: [...this.#listeners.values()],
      flowListeners: [...this.#flowListeners.values()],
      targetGroups: this.#targetGroups,
    };
  }

  #takeCertificates({ added, gone }: CertificatesChange): void {
    for (const number of gone) this.#certificates.delete(number);
    for (const { number, certificate } of added) this.#certificates.set(number, certificate);
  }

  #tls(tls: SentTls | undefined): { readonly tls?: ListenerTls } {
    if (tls === undefined) return {};
    const certificates = tls.certificates.map((number) => {
      const certificate = this.#certificates.get(number);
      if (certificate === undefined) throw new Error(`The certificate ${number} was never sent.`);
      return certificate;
    });
    return { tls: { ...tls, certificates } };
  }
}

function changedEntries<Entry>(
  before: Entries<Entry>,
  { order, changed }: EntriesChange<Entry>,
  keyOf: (entry: Entry) => string,
): Entries<Entry> {
  const sent = new Map(changed.map((each) => [keyOf(each), each]));
  return new Map(
    (order ?? [...before.keys()]).map((key) => {
      const entry = sent.get(key) ?? before.get(key);
      if (entry === undefined) throw new Error(`${key} was never sent.`);
      return [key, entry];
    }),
  );
}
