/** What Drydock itself knows of names. Load balancers are one source; others can be put beside them. */
export interface NameRecords {
  /**
   * The IPv4 addresses of a name, which is in lower case and has no dot at its end; undefined where it is unknown.
   *
   * @param askedAt the address of ours that the query came to: what can be reached there is best answered with it
   */
  addressesOf(name: string, askedAt: string): readonly string[] | undefined;
}

/** All names under it are ours: no resolver elsewhere can know them (RFC 6761). */
const ownZone = 'localhost';

export function isOwnName(name: string): boolean {
  return name === ownZone || name.endsWith(`.${ownZone}`);
}

/** The first of the sources that knows a name answers. */
export function firstOf(...sources: readonly NameRecords[]): NameRecords {
  return {
    addressesOf: (name, askedAt) => {
      for (const source of sources) {
        const found = source.addressesOf(name, askedAt);
        if (found !== undefined) return found;
      }
      return undefined;
    },
  };
}
