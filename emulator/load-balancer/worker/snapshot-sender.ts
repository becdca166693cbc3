import type { ListenerTls, RoutingSnapshot, TlsCertificate } from '../snapshot.ts';
import {
  type CertificatesChange,
  type EntriesChange,
  mapped,
  type SentTls,
  type SnapshotChange,
} from './snapshot-change.ts';

const emptySnapshot: RoutingSnapshot = { listeners: [], flowListeners: [], targetGroups: new Map() };

/**
 * What has to be told to one who knows all snapshots up to here. An entry is told anew only when it is another object
 * than before.
 */
export class SnapshotSender {
  readonly #numbers = new Map<TlsCertificate, number>();
  #nextNumber = 0;
  #sent = emptySnapshot;

  /** undefined where nothing differs from the snapshot before. */
  change(snapshot: RoutingSnapshot): SnapshotChange | undefined {
    const before = this.#sent;
    this.#sent = snapshot;
    const certificates = this.#certificates([...snapshot.listeners, ...(snapshot.flowListeners ?? [])]);
    const change: SnapshotChange = {
      certificates,
      listeners: mapped(
        entriesChange(byArn(before.listeners), byArn(snapshot.listeners)),
        ({ tls, ...rest }) => ({ ...rest, ...this.#sentTls(tls) }),
      ),
      flowListeners: mapped(
        entriesChange(byArn(before.flowListeners ?? []), byArn(snapshot.flowListeners ?? [])),
        ({ tls, ...rest }) => ({ ...rest, ...this.#sentTls(tls) }),
      ),
      targetGroups: entriesChange(before.targetGroups, snapshot.targetGroups),
    };
    return isNothing(change) ? undefined : change;
  }

  #certificates(listeners: readonly { readonly tls?: ListenerTls }[]): CertificatesChange {
    const used = new Set(listeners.flatMap(({ tls }) => tls?.certificates ?? []));
    const gone = [...this.#numbers].filter(([certificate]) => !used.has(certificate));
    for (const [certificate] of gone) this.#numbers.delete(certificate);
    const added = [...used]
      .filter((certificate) => !this.#numbers.has(certificate))
      .map((certificate) => ({ number: this.#number(certificate), certificate }));
    return { added, gone: gone.map(([, number]) => number) };
  }

  #sentTls(tls: ListenerTls | undefined): { readonly tls?: SentTls } {
    if (tls === undefined) return {};
    return { tls: { ...tls, certificates: tls.certificates.map((each) => this.#number(each)) } };
  }

  #number(certificate: TlsCertificate): number {
    const known = this.#numbers.get(certificate);
    if (known !== undefined) return known;
    const number = this.#nextNumber;
    this.#nextNumber += 1;
    this.#numbers.set(certificate, number);
    return number;
  }
}

function byArn<Entry extends { readonly listenerArn: string }>(
  entries: readonly Entry[],
): ReadonlyMap<string, Entry> {
  return new Map(entries.map((each) => [each.listenerArn, each]));
}

function entriesChange<Entry>(
  before: ReadonlyMap<string, Entry>,
  after: ReadonlyMap<string, Entry>,
): EntriesChange<Entry> {
  const order = [...after.keys()];
  const known = [...before.keys()];
  const isSameOrder = order.length === known.length && order.every((key, index) => key === known[index]);
  const changed = [...after].filter(([key, entry]) => before.get(key) !== entry).map(([, entry]) => entry);
  return { order: isSameOrder ? undefined : order, changed };
}

function isNothing({ listeners, flowListeners, targetGroups }: SnapshotChange): boolean {
  return [listeners, flowListeners, targetGroups].every(
    ({ order, changed }) => order === undefined && changed.length === 0,
  );
}
