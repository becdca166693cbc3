import type {
  FlowListenerRoute,
  ListenerRoute,
  ListenerTls,
  TargetGroupRoute,
  TlsCertificate,
} from '../snapshot.ts';

/** How one snapshot differs from the one before, as it is sent to another thread. */
export interface SnapshotChange {
  readonly certificates: CertificatesChange;
  readonly listeners: EntriesChange<Sent<ListenerRoute>>;
  readonly flowListeners: EntriesChange<Sent<FlowListenerRoute>>;
  readonly targetGroups: EntriesChange<TargetGroupRoute>;
}

export interface EntriesChange<Entry> {
  /** The keys of all entries, in their order; undefined where both are as they were. */
  readonly order: readonly string[] | undefined;
  /** Entries that are new or are other objects than before. */
  readonly changed: readonly Entry[];
}

/** Certificates go by a number: several listeners may have one, and a listener may change while its certificate stays. */
export interface CertificatesChange {
  readonly added: readonly { readonly number: number; readonly certificate: TlsCertificate }[];
  readonly gone: readonly number[];
}

/** A listener with the numbers of its certificates. */
export type Sent<Listener> = Omit<Listener, 'tls'> & { readonly tls?: SentTls };

export type SentTls = Omit<ListenerTls, 'certificates'> & { readonly certificates: readonly number[] };

/** The same change of entries in another form. */
export function mapped<From, To>(
  { order, changed }: EntriesChange<From>,
  to: (entry: From) => To,
): EntriesChange<To> {
  return { order, changed: changed.map(to) };
}
