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
  readonly listeners: EntriesChange<SentListener>;
  readonly flowListeners: EntriesChange<SentFlowListener>;
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

export type SentListener = Omit<ListenerRoute, 'tls'> & { readonly tls?: SentTls };

export type SentFlowListener = Omit<FlowListenerRoute, 'tls'> & { readonly tls?: SentTls };

export type SentTls = Omit<ListenerTls, 'certificates'> & { readonly certificates: readonly number[] };
