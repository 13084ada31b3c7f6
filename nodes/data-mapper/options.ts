import type { MappingInput } from '../../lib/mapping/mapper';
import type { MappingTarget } from '../../lib/mapping/schemas';
import type { TableDefinition } from '../../lib/mapping/value-table';
import type { Rounding } from '../../lib/orders/rounding';
import type { MplusSettings } from '../shared/config-nodes';
import { number, oneOf, text } from '../shared/fields';
import { type MappingSource, PAIRS } from './pairs';
import { SUBJECTS, type Subject } from './subjects';

/** What a data-mapper is set to. */
export interface Options {
  readonly from: MappingSource;
  readonly to: MappingTarget;
  readonly homeCountry: string;
  readonly currency: string;
  readonly rounding: Rounding;
  readonly roundingArticle?: number;
}

/** Reads the fields as they are saved, or as the open form has them. */
export function readOptions(definition: Readonly<Record<string, unknown>>): Options {
  const from = oneOf(definition.from, Object.keys(PAIRS) as [MappingSource, ...MappingSource[]]);
  return {
    from,
    to: oneOf<MappingTarget>(definition.to, PAIRS[from]),
    homeCountry: (text(definition.homeCountry) || 'NL').toUpperCase(),
    currency: text(definition.currency),
    rounding: {
      policy: oneOf(definition.roundingPolicy, ['hold', 'line', 'tolerance']),
      cents: Math.max(0, Math.trunc(number(definition.roundingCents, 5))),
    },
    roundingArticle: number(definition.roundingArticle, 0) || undefined,
  };
}

/** What a message brings to a mapping. */
export interface Source {
  readonly payload?: unknown;
  readonly relation?: unknown;
  readonly links?: unknown;
}

/** What the mapping sees of a message. Throws HoldError or PackError when the record cannot be read. */
export function readSource(
  options: Options,
  { payload, relation, links }: Source,
  connection: MplusSettings | undefined,
  tables: readonly TableDefinition[],
): { subject: Subject; input: MappingInput } {
  const { from, to, homeCountry, currency, rounding, roundingArticle } = options;
  const { timezone } = connection ?? {};
  const subject = SUBJECTS[from](payload, { target: to, homeCountry, currency, rounding, timezone, tables });
  const settings = { ...connection, homeCountry, roundingArticle };
  return { subject, input: { payload: subject.payload, relation: relation ?? {}, links: links ?? {}, settings, tables } };
}
