import type { RuleRoute } from '../snapshot.ts';
import { compileCondition, type RequestTest } from './condition.ts';
import { AskedRequest, type RuleRequest } from './rule-request.ts';

interface CompiledRule {
  readonly place: number;
  readonly rule: RuleRoute;
  readonly tests: readonly RequestTest[];
}

/**
 * The rules of a listener, made ready. Most rules name whole hosts or paths that begin with literal folders; those are
 * looked up, so that a request is held against the few rules that it can match at all.
 */
export class RuleSet {
  readonly #byHost = new Map<string, CompiledRule[]>();
  /** By a whole path, or by the folder (`/a/b/`) that all its paths are in. */
  readonly #byPath = new Map<string, CompiledRule[]>();
  readonly #others: CompiledRule[] = [];
  #longestFolder = 0;

  constructor(rules: readonly RuleRoute[]) {
    rules.forEach((rule, place) => {
      const compiled = { place, rule, tests: rule.conditions.map(compileCondition) };
      const hosts = literalHosts(rule);
      const paths = hosts === undefined ? literalPaths(rule) : undefined;
      if (hosts !== undefined) for (const host of hosts) add(this.#byHost, host, compiled);
      else if (paths !== undefined) {
        for (const path of paths) {
          add(this.#byPath, path, compiled);
          this.#longestFolder = Math.max(this.#longestFolder, path.length);
        }
      } else this.#others.push(compiled);
    });
  }

  /** The first rule by priority whose conditions all match. */
  match(asked: RuleRequest): RuleRoute | undefined {
    const request = new AskedRequest(asked);
    const { path } = request;
    let best = firstOf(this.#others, request, undefined);
    if (this.#byHost.size > 0) best = firstOf(this.#byHost.get(request.host), request, best);
    if (this.#byPath.size > 0) {
      best = firstOf(this.#byPath.get(path), request, best);
      let slash = path.indexOf('/');
      while (slash !== -1 && slash < this.#longestFolder) {
        if (slash < path.length - 1)
          best = firstOf(this.#byPath.get(path.slice(0, slash + 1)), request, best);
        slash = path.indexOf('/', slash + 1);
      }
    }
    return best?.rule;
  }
}

/** The first of some rules that matches, where it comes before the best so far. */
function firstOf(
  rules: readonly CompiledRule[] | undefined,
  request: AskedRequest,
  best: CompiledRule | undefined,
): CompiledRule | undefined {
  if (rules === undefined) return best;
  for (const rule of rules) {
    if (best !== undefined && rule.place > best.place) return best;
    if (rule.tests.every((test) => test(request))) return rule;
  }
  return best;
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

/** The whole paths, or the folders, that a rule for nothing else is for. */
function literalPaths({ conditions }: RuleRoute): ReadonlySet<string> | undefined {
  const condition = conditions.find(({ field }) => field === 'path-pattern');
  if (condition?.field !== 'path-pattern' || condition.regexes.length > 0) return undefined;
  const paths = new Set<string>();
  for (const value of condition.values) {
    const wild = value.search(/[*?]/);
    const path = wild === -1 ? value : value.slice(0, value.lastIndexOf('/', wild) + 1);
    if (path === '') return undefined;
    paths.add(path);
  }
  return paths;
}
