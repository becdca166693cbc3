import type { RuleRoute } from '../snapshot.ts';
import { compileCondition, type RequestTest } from './condition.ts';
import type { RuleRequest } from './rule-request.ts';

interface CompiledRule {
  readonly place: number;
  readonly rule: RuleRoute;
  readonly tests: readonly RequestTest[];
}

const none: readonly CompiledRule[] = [];

/**
 * The rules of a listener, made ready. Most rules name whole hosts or begin with a literal first path segment; those
 * are looked up, so that a request is held against the few rules that it can match at all.
 */
export class RuleSet {
  readonly #byHost = new Map<string, CompiledRule[]>();
  readonly #bySegment = new Map<string, CompiledRule[]>();
  readonly #others: CompiledRule[] = [];

  constructor(rules: readonly RuleRoute[]) {
    rules.forEach((rule, place) => {
      const compiled = { place, rule, tests: rule.conditions.map(compileCondition) };
      const hosts = literalHosts(rule);
      const segments = hosts === undefined ? literalSegments(rule) : undefined;
      if (hosts !== undefined) for (const host of hosts) add(this.#byHost, host, compiled);
      else if (segments !== undefined)
        for (const segment of segments) add(this.#bySegment, segment, compiled);
      else this.#others.push(compiled);
    });
  }

  /** The first rule by priority whose conditions all match. */
  match(request: RuleRequest): RuleRoute | undefined {
    const lists = [
      this.#byHost.get(request.host.toLowerCase()) ?? none,
      this.#bySegment.get(firstSegment(request.path)) ?? none,
      this.#others,
    ];
    let best: CompiledRule | undefined;
    for (const list of lists) {
      for (const each of list) {
        if (best !== undefined && each.place > best.place) break;
        if (!each.tests.every((test) => test(request))) continue;
        best = each;
        break;
      }
    }
    return best?.rule;
  }
}

function add(index: Map<string, CompiledRule[]>, key: string, rule: CompiledRule): void {
  const list = index.get(key);
  if (list === undefined) index.set(key, [rule]);
  else list.push(rule);
}

/** The hosts of a rule for nothing but whole hosts. */
function literalHosts({ conditions }: RuleRoute): ReadonlySet<string> | undefined {
  const condition = conditions.find(({ field }) => field === 'host-header');
  if (condition?.field !== 'host-header' || condition.regexes.length > 0) return undefined;
  if (condition.values.some((value) => /[*?]/.test(value))) return undefined;
  return new Set(condition.values.map((value) => value.toLowerCase()));
}

/** The first path segments of a rule for nothing but paths that begin with one. */
function literalSegments({ conditions }: RuleRoute): ReadonlySet<string> | undefined {
  const condition = conditions.find(({ field }) => field === 'path-pattern');
  if (condition?.field !== 'path-pattern' || condition.regexes.length > 0) return undefined;
  const segments = new Set<string>();
  for (const value of condition.values) {
    const wild = value.search(/[*?]/);
    const literal = wild === -1 ? value : value.slice(0, wild);
    // A segment that a wildcard may lengthen is not known.
    if (wild !== -1 && literal.indexOf('/', 1) === -1) return undefined;
    segments.add(firstSegment(literal));
  }
  return segments;
}

/** `/a` of `/a/b` and of `/a`. */
function firstSegment(path: string): string {
  const slash = path.indexOf('/', 1);
  return slash === -1 ? path : path.slice(0, slash);
}
