import type { ListenerAction } from '../model.ts';

export interface Rule {
  readonly arn: string;
  readonly listenerArn: string;
  readonly priority: number;
  readonly document: RuleDocument;
}

export interface RuleDocument {
  readonly conditions: readonly RuleCondition[];
  readonly action: ListenerAction;
  readonly transforms: readonly RuleTransform[];
}

export interface QueryPair {
  readonly key?: string;
  readonly value: string;
}

/** One condition. Of its values one has to match; of a rule's conditions all have to. */
export type RuleCondition =
  | PatternCondition
  | (Patterns & { readonly field: 'http-header'; readonly name: string })
  | { readonly field: 'query-string'; readonly pairs: readonly QueryPair[] }
  | { readonly field: 'http-request-method'; readonly values: readonly string[] }
  | { readonly field: 'source-ip'; readonly values: readonly string[] };

export interface PatternCondition extends Patterns {
  readonly field: 'host-header' | 'path-pattern';
}

interface Patterns {
  /** With the wildcards `*` and `?`. */
  readonly values: readonly string[];
  readonly regexes: readonly string[];
}

export interface RuleTransform {
  readonly type: 'host-header-rewrite' | 'url-rewrite';
  readonly regex: string;
  readonly replace: string;
}
