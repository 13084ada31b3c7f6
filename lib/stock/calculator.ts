/** From the stock of an article in the till to the quantity a webshop may sell. */
import { HoldError } from '../errors';

/** One branch of a stock record, under the till's names; quantities are decimal numbers. */
export interface BranchStock {
  readonly branchNumber: number;
  readonly amountFree?: number;
  readonly amountReserved?: number;
  readonly amountIncoming?: number;
  /** Without what could be put together from component articles. */
  readonly ownAmountFree?: number;
  readonly ownAmountReserved?: number;
  readonly ownAmountIncoming?: number;
  readonly isDayStockArticle?: boolean;
}

export const FORMULAS = ['free', 'freeMinusReserved', 'physical', 'freePlusIncoming', 'expression'] as const;
export type Formula = (typeof FORMULAS)[number];
export type FixedFormula = Exclude<Formula, 'expression'>;

/** `till`: as the till counts it, with what can be put together from components; `own`: only what lies there put together. */
export const COMPONENTS = ['till', 'own'] as const;
export type Components = (typeof COMPONENTS)[number];

type Part = 'Free' | 'Reserved' | 'Incoming';

/**
 * Free stock has the reservations taken off already (reference 4.1), so that `free` is what can be sold and `physical` adds them
 * again. `freeMinusReserved` is for a till whose free stock counts the shelf.
 */
const TERMS: Readonly<Record<FixedFormula, readonly (readonly [sign: 1 | -1, part: Part])[]>> = {
  free: [[1, 'Free']],
  freeMinusReserved: [
    [1, 'Free'],
    [-1, 'Reserved'],
  ],
  physical: [
    [1, 'Free'],
    [1, 'Reserved'],
  ],
  freePlusIncoming: [
    [1, 'Free'],
    [1, 'Incoming'],
  ],
};

/** A formula on one branch: its terms with their sign, and their sum. Throws STOCK_AMOUNT when the till gave no number. */
export function applyFormula(
  branch: BranchStock,
  formula: FixedFormula,
  components: Components = 'till',
): { terms: number[]; amount: number } {
  const terms = TERMS[formula].map(([sign, part]) => sign * partOf(branch, part, components));
  return { terms, amount: exact(terms.reduce((sum, term) => sum + term, 0)) };
}

function partOf(branch: BranchStock, part: Part, components: Components): number {
  const own = components === 'own' ? branch[`ownAmount${part}`] : undefined;
  const amount = own ?? branch[`amount${part}`] ?? (part === 'Free' ? undefined : 0);
  if (typeof amount === 'number' && Number.isFinite(amount)) return amount;
  throw new HoldError({
    code: 'STOCK_AMOUNT',
    message: `The till gives no usable amount${part} for branch ${branch.branchNumber}.`,
    hint: 'Look at the stock record; release it once the till gives a number.',
  });
}

/** Keeps some pieces back. Conditions that are empty do not count; of the rules that fit, the first one applies. */
export interface BufferRule {
  /** Pattern of the SKU, `*` stands for any text. */
  readonly sku: string;
  /** Article group of the till. */
  readonly group: string;
  /** With a branch the pieces stay in that branch, without one they come off the total. */
  readonly branch: string;
  readonly keep: number;
}

export const COMBINATIONS = ['sum', 'max', 'first'] as const;

export interface Rules {
  /** Branches that count, in their order; all of the record when empty. */
  readonly branches: readonly number[];
  /** `first`: the first branch in the order that has a whole piece to sell, the first of all when none has. */
  readonly combine: (typeof COMBINATIONS)[number];
  readonly buffers: readonly BufferRule[];
  /** The quantity is never lower … */
  readonly floor: number;
  /** … and never higher. */
  readonly cap?: number;
}

export interface Subject {
  readonly sku: string;
  readonly groups: readonly number[];
  /** What the formula gives for each branch of the record. */
  readonly amounts: readonly { readonly branchNumber: number; readonly amount: number }[];
  /** Pieces of webshop orders that the till does not know yet. */
  readonly ordered: number;
}

/** How a quantity came about. */
export interface Calculation {
  readonly branches: readonly {
    readonly branchNumber: number;
    readonly amount: number;
    readonly kept: number;
    readonly left: number;
  }[];
  readonly combined: number;
  readonly ordered: number;
  readonly kept: number;
  /** Before rounding, floor and cap. */
  readonly left: number;
  readonly quantity: number;
}

/** The largest stock that can be written. */
const LARGEST = 2 ** 31 - 1;

/** Rules on the amounts of a record; weighed goods are rounded down. Throws STOCK_NO_BRANCH, STOCK_AMOUNT. */
export function calculate({ sku, groups, amounts, ordered }: Subject, rules: Rules): Calculation {
  const chosen =
    rules.branches.length === 0
      ? amounts
      : rules.branches.flatMap((wanted) => amounts.filter(({ branchNumber }) => branchNumber === wanted));
  if (chosen.length === 0) {
    throw new HoldError({
      code: 'STOCK_NO_BRANCH',
      message: `SKU ${sku} has no stock record at branch ${rules.branches.join(', ')}; the record has ${listed(amounts)}.`,
      hint: 'Correct the branches of the stock calculator, then release what is held.',
    });
  }
  const keepOf = (branch: number | undefined) => rules.buffers.find((rule) => applies(rule, sku, groups, branch))?.keep ?? 0;
  const branches = chosen.map(({ branchNumber, amount }) => {
    const kept = keepOf(branchNumber);
    // A reserve is not owed by the other branches: a branch with less than its reserve gives nothing, one with a debt keeps it.
    return { branchNumber, amount, kept, left: amount <= 0 ? amount : exact(Math.max(0, amount - kept)) };
  });
  const combined = combine(
    branches.map(({ left }) => left),
    rules.combine,
  );
  const kept = keepOf(undefined);
  const left = exact(combined - ordered - kept);
  const quantity = Math.min(Math.max(whole(left), rules.floor), rules.cap ?? Number.POSITIVE_INFINITY);
  if (!Number.isFinite(left) || quantity > LARGEST) {
    throw new HoldError({
      code: 'STOCK_AMOUNT',
      message: `The stock of SKU ${sku} comes to ${quantity}, which no webshop can hold.`,
      hint: 'Correct the stock in the till, or set a cap in the stock calculator.',
    });
  }
  return { branches, combined, ordered, kept, left, quantity };
}

function combine(left: readonly number[], how: Rules['combine']): number {
  if (how === 'sum') return exact(left.reduce((sum, amount) => sum + amount, 0));
  if (how === 'max') return Math.max(...left);
  return left.find((amount) => whole(amount) > 0) ?? left[0];
}

function applies(rule: BufferRule, sku: string, groups: readonly number[], branch: number | undefined): boolean {
  return (
    rule.branch === (branch === undefined ? '' : String(branch)) &&
    (rule.sku === '' || pattern(rule.sku).test(sku)) &&
    (rule.group === '' || groups.includes(Number(rule.group)))
  );
}

function pattern(text: string): RegExp {
  const parts = text.split('*').map((part) => part.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 'i');
}

function listed(amounts: Subject['amounts']): string {
  return amounts.length === 0 ? 'none' : amounts.map(({ branchNumber }) => branchNumber).join(', ');
}

/** Sums of decimals are a hair off: 0.1 + 0.2. */
function exact(amount: number): number {
  return Math.round(amount * 1e6) / 1e6;
}

function whole(amount: number): number {
  return Math.floor(amount);
}

export const MANAGE = ['article', 'always', 'never'] as const;
export const DAY_STOCK = ['count', 'unlimited', 'skip'] as const;

/**
 * Whether the shop counts this article. `manage`: as the article says (`stockArticle`), always or never; `dayStock`: what an article
 * with a stock for the day is, whose amount says nothing about tomorrow.
 */
export function stockKeeping(
  facts: { readonly stockArticle?: unknown; readonly dayStock: boolean },
  rules: { readonly manage: (typeof MANAGE)[number]; readonly dayStock: (typeof DAY_STOCK)[number] },
): 'count' | 'unlimited' | 'skip' {
  if (rules.manage === 'never' || (rules.manage === 'article' && facts.stockArticle === false)) return 'unlimited';
  return facts.dayStock ? rules.dayStock : 'count';
}
