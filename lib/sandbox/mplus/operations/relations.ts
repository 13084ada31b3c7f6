import { ENUMS } from '../../../mplus/contract';
import { OMIT } from '../answer';
import { type Context, now, shuffled } from '../context';
import type { Fields, Relation } from '../entities';
import { Refusal } from '../fault';
import { take } from '../marked';
import { type Handlers, withResult } from './handler';
import { among } from './products';

const DEFAULT_PAGE = 1000;

/** Fields findRelation looks at (reference 5). */
const SEARCHABLE = [
  'extRelationId',
  'name',
  'address',
  'zipcode',
  'city',
  'country',
  'deliveryAddress',
  'deliveryZipcode',
  'deliveryCity',
  'deliveryCountry',
  'contact',
  'telephone',
  'mobile',
  'email',
  'website',
  'relationCode',
  'birthDate',
  'categoryId',
  'cardNumber',
  'bankAccountNumber',
] as const;

interface RelationsRequest {
  relationNumbers: number[];
  categoryId?: number;
  syncMarker?: number;
  syncMarkerLimit?: number;
}

export const relationHandlers = {
  getRelation: ({ relationNumber }: { relationNumber?: number }, { state }) => {
    const relation = state.relations.get(relationNumber);
    // Left out when there is none, although the schema calls it mandatory (reference 1.7).
    return relation
      ? { result: 'GET-RELATION-RESULT-OK', relation }
      : { result: 'GET-RELATION-RESULT-NOT-FOUND', relation: OMIT };
  },

  getRelations: ({ request }: { request?: RelationsRequest }, context) => {
    const rows = take(
      context.state.relations.since(request?.syncMarker ?? Number.NEGATIVE_INFINITY),
      request?.syncMarkerLimit || DEFAULT_PAGE,
      (relation) =>
        among(request?.relationNumbers, relation.relationNumber) &&
        (!request?.categoryId || categoriesOf(relation).includes(request.categoryId)),
    );
    return { relationList: shuffled(rows, context) };
  },

  findRelation: ({ relation }: { relation?: Partial<Relation> }, context) => found(relation, false, context),

  findRelationV2: ({ request }: { request: { relation: Partial<Relation>; exactMatch?: boolean } }, context) =>
    found(request.relation, request.exactMatch ?? false, context),

  createRelation: ({ relation }: { relation?: Partial<Relation> }, context) =>
    withResult('CREATE-RELATION-RESULT', ENUMS.CreateRelationResult, () => create(relation ?? {}, context)),

  updateRelation: ({ relation }: { relation?: Partial<Relation> }, context) =>
    withResult('UPDATE-RELATION-RESULT', ENUMS.UpdateRelationResult, () => {
      const card = context.state.relations.get(relation?.relationNumber);
      if (!card) throw new Refusal('NOT-FOUND', `Relation ${relation?.relationNumber ?? 0} does not exist`);
      return changeRelation(card, relation ?? {}, context);
    }),
} satisfies Handlers;

function categoriesOf(relation: Relation): unknown[] {
  return [relation.categoryId, ...((relation.categoryIds as unknown[]) ?? [])];
}

/** One relation, the first or last of several by switch; none when no search field is filled. */
function found(search: Partial<Relation> | undefined, exact: boolean, { state, switches }: Context): Fields {
  const tests = [...fieldTests(search ?? {}, exact, switches.mplusExactMatchCase), ...customFieldTests(search ?? {}, exact)];
  const numbers: Relation[] = [];
  if (tests.length > 0) {
    for (const relation of state.relations.values()) if (tests.every((test) => test(relation))) numbers.push(relation);
  }
  numbers.sort((a, b) => a.relationNumber - b.relationNumber);
  const relation = numbers.at(switches.mplusFindRelationPick === 'first' ? 0 : -1);
  return relation ? { result: 'FIND-RELATION-RESULT-OK', relation } : { result: 'FIND-RELATION-RESULT-NOT-FOUND' };
}

type Test = (relation: Relation) => boolean;

function fieldTests(search: Partial<Relation>, exact: boolean, caseMatters: boolean): Test[] {
  const filled = SEARCHABLE.filter((name) => search[name] !== undefined && search[name] !== '' && search[name] !== 0);
  return filled.map((name) => {
    const matches = matcher(String(search[name]), exact, caseMatters);
    return (relation) => (name === 'categoryId' ? categoriesOf(relation).includes(search[name]) : matches(relation[name]));
  });
}

interface CustomField {
  fieldName: string;
  strValue?: string;
}

function customFieldTests(search: Partial<Relation>, exact: boolean): Test[] {
  return ((search.customFieldList as CustomField[] | undefined) ?? []).map(({ fieldName, strValue = '' }) => {
    const matches = matcher(strValue, exact, false);
    return (relation) =>
      ((relation.customFieldList as CustomField[] | undefined) ?? []).some(
        (field) => field.fieldName === fieldName && matches(field.strValue),
      );
  });
}

/** Partial and case-insensitive, unless an exact match is asked for (reference 5). */
function matcher(wanted: string, exact: boolean, caseMatters: boolean): (value: unknown) => boolean {
  const fold = (value: unknown) => (exact && caseMatters ? String(value ?? '') : String(value ?? '').toLowerCase());
  const text = fold(wanted);
  return (value) => (exact ? fold(value) === text : fold(value).includes(text));
}

/** What the server sets on a card. */
function clean(sent: Partial<Relation>): Partial<Relation> {
  const {
    relationNumber: _number,
    syncMarker: _marker,
    createTimestamp: _made,
    changeTimestamp: _changed,
    points: _points,
    balance: _balance,
    ...rest
  } = sent;
  return Object.fromEntries(
    Object.entries(rest).filter(([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0)),
  );
}

function create(sent: Partial<Relation>, context: Context): Fields {
  const { state, switches } = context;
  if (sent.relationNumber && state.relations.has(sent.relationNumber)) {
    throw new Refusal('FAILED-RELATION-NUMBER-ALREADY-TAKEN', `Relation number ${sent.relationNumber} is taken`);
  }
  if (switches.mplusRelationNeedsName && !sent.name) throw new Refusal('FAILED', 'A relation needs a name');
  const relationNumber = sent.relationNumber || state.nextCardNumber('relation');
  const card: Relation = {
    active: true,
    points: 0,
    balance: 0,
    createTimestamp: now(context),
    ...clean(sent),
    relationNumber,
    syncMarker: 0,
  };
  return { relationNumber, ...file(card, context) };
}

/** Elements left out stay as they are, an empty text clears. */
export function changeRelation(card: Relation, sent: Partial<Relation>, context: Context): Fields {
  const rest = clean(sent);
  if (typeof rest.relationCode === 'string' && rest.relationCode.length > 128)
    throw new Refusal('FAILED', 'relationCode is too long');
  Object.assign(card, rest);
  return file(card, context);
}

function file(card: Relation, context: Context): Fields {
  card.changeTimestamp = now(context);
  card.syncMarker = context.state.nextMarker('relation');
  context.state.relations.put(card);
  return { changeTimestamp: card.changeTimestamp, syncMarker: card.syncMarker, errorMessage: '' };
}
