import { ENUMS } from '../../../mplus/contract';
import { type Context, pageLimit, shuffled } from '../context';
import type { Fields, Group } from '../entities';
import { Refusal } from '../fault';
import { take } from '../marked';
import { type Handlers, withResult } from './handler';
import { among, linkGroups } from './products';

interface MarkerRequest {
  syncMarker?: number;
  syncMarkerLimit?: number;
  groupNumbers: number[];
  retrieveArticleNumbers?: boolean;
}

/** The answers of these operations have no place for a text. */
const silent = () => ({});

function write(prefix: string, codes: readonly string[], work: () => void): Fields {
  return withResult(
    prefix,
    codes,
    () => {
      work();
      return {};
    },
    silent,
  );
}

interface GroupProducts {
  groupNumber: number;
  position?: number;
  productNumbers?: number[];
  removeAll?: boolean;
}

export const groupHandlers = {
  getArticleGroups: ({ request }: { request: MarkerRequest }, context) => ({ articleGroupList: tree(request, context) }),

  getArticleGroupChanges: ({ request }: { request: MarkerRequest }, context) => {
    const limit = pageLimit(request, context);
    const groups = take(context.state.groups.since(request.syncMarker ?? 0), limit, ({ groupNumber }) =>
      among(request.groupNumbers, groupNumber),
    );
    return { changedArticleGroupList: shuffled(groups, context).map((group) => flat(group, context)) };
  },

  newArticleGroup: ({ request }: { request: Partial<Group> }, context) => {
    let groupNumber = 0;
    const answer = write('NEW-ARTICLE-GROUP-RESULT', ENUMS.NewArticleGroupResult, () => {
      groupNumber = newGroup(request, context);
    });
    return { ...answer, groupNumber };
  },

  updateArticleGroup: ({ request }: { request: Partial<Group> }, context) =>
    write('SAVE-ARTICLE-GROUP-RESULT', ENUMS.UpdateArticleGroupResult, () => updateGroup(request, context)),

  deleteArticleGroup: ({ request }: { request: Partial<Group> }, context) =>
    write('DELETE-ARTICLE-GROUP-RESULT', ENUMS.DeleteArticleGroupResult, () =>
      deleteGroup(groupOf(request.groupNumber, 'NOTFOUND', context), context),
    ),

  addProductsToArticleGroup: ({ request }: { request: GroupProducts }, context) =>
    write('ADD-PRODUCTS-TO-ARTICLE-GROUP-RESULT', ENUMS.AddProductsToArticleGroupResult, () => {
      const group = groupOf(request.groupNumber, 'NOT-FOUND', context);
      const added = request.productNumbers ?? [];
      const rest = group.productNumbers.filter((number) => !added.includes(number));
      const place = request.position ? request.position - 1 : rest.length;
      setProducts(group, [...rest.slice(0, place), ...added, ...rest.slice(place)], context);
    }),

  replaceProductsOfArticleGroup: ({ request }: { request: GroupProducts }, context) =>
    write('REPLACE-PRODUCTS-OF-ARTICLE-GROUP-RESULT', ENUMS.ReplaceProductsOfArticleGroupResult, () =>
      setProducts(groupOf(request.groupNumber, 'NOT-FOUND', context), request.productNumbers ?? [], context),
    ),

  deleteProductsFromArticleGroup: ({ request }: { request: GroupProducts }, context) =>
    write('DELETE-PRODUCTS-FROM-ARTICLE-GROUP-RESULT', ENUMS.DeleteProductsFromArticleGroupResult, () => {
      const group = groupOf(request.groupNumber, 'NOT-FOUND', context);
      const gone = request.removeAll ? group.productNumbers : (request.productNumbers ?? []);
      setProducts(
        group,
        group.productNumbers.filter((number) => !gone.includes(number)),
        context,
      );
    }),
} satisfies Handlers;

export function groupOf(groupNumber: number | undefined, code: string, { state }: Context): Group {
  const group = state.groups.get(groupNumber);
  if (!group || group.isDeleted) throw new Refusal(code, `Article group ${groupNumber ?? 0} does not exist`);
  return group;
}

function childrenOf(groupNumber: number, { state }: Context): Group[] {
  return [...state.groups.values()]
    .filter((group) => group.parentGroupNumber === groupNumber)
    .sort((a, b) => a.sortOrder - b.sortOrder || a.groupNumber - b.groupNumber);
}

/** Without a marker the whole tree; with one the branches that lead to a changed group, deleted ones included. */
function tree(request: MarkerRequest, context: Context): Fields[] {
  const marker = request.syncMarker ?? 0;
  const limit = request.syncMarkerLimit || Number.POSITIVE_INFINITY;
  const changed = new Set(take(context.state.groups.since(marker), limit, () => true));
  const grow = (parent: number): Fields[] =>
    childrenOf(parent, context)
      .filter((group) => parent !== 0 || among(request.groupNumbers, group.groupNumber))
      .map((group) => ({ group, subGroupList: grow(group.groupNumber) }))
      .filter(({ group, subGroupList }) => (changed.has(group) || subGroupList.length > 0) && (marker > 0 || !group.isDeleted))
      .map(({ group, subGroupList }) => ({
        ...group,
        subGroupList,
        isDeleted: group.isDeleted || undefined,
        articleNumbers: request.retrieveArticleNumbers ? articleNumbers(group, context) : undefined,
      }));
  return grow(0);
}

function articleNumbers(group: Group, { state }: Context): number[] {
  return group.productNumbers.flatMap(
    (number) => state.products.get(number)?.articleList.map((article) => article.articleNumber) ?? [],
  );
}

function flat(group: Group, context: Context): Fields {
  return {
    ...group,
    parentGroupNumber: group.parentGroupNumber || undefined,
    subGroupNumbers: childrenOf(group.groupNumber, context)
      .filter((child) => !child.isDeleted)
      .map((child) => child.groupNumber),
  };
}

function file(group: Group, { state }: Context): void {
  group.syncMarker = state.nextMarker('articleGroup');
  state.groups.put(group);
}

export function newGroup(request: Partial<Group>, context: Context): number {
  const parentGroupNumber = request.parentGroupNumber ?? 0;
  if (parentGroupNumber !== 0) groupOf(parentGroupNumber, 'PARENT-NOTFOUND', context);
  if (!request.name) throw new Refusal('FAILED', 'A group needs a name');
  const groupNumber = context.state.nextCardNumber('group');
  const group = { groupNumber, parentGroupNumber, syncMarker: 0, name: request.name, text: request.text ?? '' };
  file({ ...group, sortOrder: request.sortOrder ?? 0, productNumbers: [], isDeleted: false }, context);
  return groupNumber;
}

export function updateGroup(request: Partial<Group>, context: Context): void {
  const group = groupOf(request.groupNumber, 'NOT-FOUND', context);
  const { parentGroupNumber } = request;
  if (parentGroupNumber) {
    for (let above: number = parentGroupNumber; above !== 0; above = groupOf(above, 'FAILED', context).parentGroupNumber) {
      if (above === group.groupNumber) throw new Refusal('FAILED', 'A group cannot be put below itself');
    }
  }
  for (const name of ['name', 'text', 'sortOrder', 'parentGroupNumber'] as const) {
    if (request[name] !== undefined) Object.assign(group, { [name]: request[name] });
  }
  file(group, context);
}

/** Sub groups go along (reference 3.5). */
export function deleteGroup(group: Group, context: Context): void {
  for (const child of childrenOf(group.groupNumber, context)) if (!child.isDeleted) deleteGroup(child, context);
  setProducts(group, [], context);
  group.isDeleted = true;
  file(group, context);
}

/** Links exactly these products, in this order; products that come or go change too. */
function setProducts(group: Group, productNumbers: readonly number[], context: Context): void {
  const { state } = context;
  const wanted = [...new Set(productNumbers)];
  for (const number of wanted) if (!state.products.has(number)) throw new Refusal('FAILED', `Product ${number} does not exist`);
  for (const number of new Set([...group.productNumbers, ...wanted])) {
    const product = state.products.get(number);
    if (!product) continue;
    const others = product.groupNumbers.filter((other) => other !== group.groupNumber);
    linkGroups(product, wanted.includes(number) ? [...others, group.groupNumber] : others, context);
  }
  group.productNumbers = wanted;
  file(group, context);
}
