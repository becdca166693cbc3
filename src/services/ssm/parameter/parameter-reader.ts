import type { Vault } from '../../../state/vault.ts';
import { readParameterReference } from './parameter-name.ts';
import type { ParameterScope, ParameterStore, ParameterVersion } from './parameter-store.ts';

/** Parameters with their values in the clear. */
export class ParameterReader {
  readonly #parameters: ParameterStore;
  readonly #vault: Vault;

  constructor(parameters: ParameterStore, vault: Vault) {
    this.#parameters = parameters;
    this.#vault = vault;
  }

  /** Finds by name or ARN, with a version or label where the reference has one. */
  find(scope: ParameterScope, reference: string): ParameterVersion | undefined {
    const latest = this.findLatest(scope, reference);
    if (latest === undefined) return undefined;
    const { version, label } = readParameterReference(scope, reference);
    if (version !== undefined) return this.#parameters.findVersion(scope, latest.name, version);
    return label === undefined ? latest : this.#parameters.findLabelled(scope, latest.name, label);
  }

  /** As {@link find}, whatever version the reference names. */
  findLatest(scope: ParameterScope, reference: string): ParameterVersion | undefined {
    for (const name of readParameterReference(scope, reference).names) {
      const found = this.#parameters.find(scope, name);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  valueOf({ type, value }: ParameterVersion): string {
    return (type === 'SecureString' ? this.#vault.open(value) : value).toString('utf8');
  }

  /** What a task start asks: the values by the references given, and the references that lead to nothing. */
  readParameters(accountId: string, region: string, references: readonly string[]) {
    const values = new Map<string, string>();
    const invalid: string[] = [];
    for (const reference of references) {
      const found = this.find({ accountId, region }, reference);
      if (found === undefined) invalid.push(reference);
      else values.set(reference, this.valueOf(found));
    }
    return { values, invalid };
  }
}
