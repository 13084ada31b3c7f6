import { type Context, newId, now, today } from '../context';
import type { Address, Line, LineData, SalesDocument } from '../entities';
import { Refusal } from '../fault';
import { rescale } from '../numbers';

/** Refuses an employee, relation, branch or workplace that does not exist (reference 6.7), and fills in what is read from their cards. */
export function checkParties(document: SalesDocument, context: Context): void {
  const { state } = context;
  const employee = state.employees.get(document.employeeNumber);
  if (!employee) throw new Refusal('FAILED', `Employee ${document.employeeNumber ?? 0} does not exist`);
  const relation = state.relations.get(document.relationNumber);
  if (!document.relationNumber) throw new Refusal('FAILED', 'A relation is required');
  if (!relation) throw new Refusal('FAILED', `Relation ${document.relationNumber} does not exist`);
  checkBranches(document, context);
  document.employeeName = employee.name;
  document.relationName = relation.name;
  document.relationCategoryId = relation.categoryId;
  document.relationBankAccountNumber = relation.bankAccountNumber;
  document.relationVatNumber = relation.vatNumber;
  document.invoiceAddress ??= addressOf(relation, '');
  document.deliveryAddress ??= addressOf(relation, relation.deliveryAddress ? 'delivery' : '');
}

/** The two branches fill each other in; any but the default branch needs a workplace (reference 6.7). */
function checkBranches(document: SalesDocument, { state }: Context): void {
  document.entryBranchNumber ||= document.financialBranchNumber || state.defaultBranch;
  document.financialBranchNumber ||= document.entryBranchNumber;
  for (const number of [document.entryBranchNumber, document.financialBranchNumber]) {
    if (!state.branch(number)) throw new Refusal('FAILED', `Branch ${number} does not exist`);
  }
  const { entryBranchNumber, workplaceNumber } = document;
  if (entryBranchNumber !== state.defaultBranch && !workplaceNumber) {
    throw new Refusal('FAILED', `Branch ${entryBranchNumber} needs a workplace number`);
  }
  const workplaces = state.branch(entryBranchNumber)?.workplaces as { workplaceNumber: number }[];
  if (workplaceNumber && !workplaces.some((workplace) => workplace.workplaceNumber === workplaceNumber)) {
    throw new Refusal('FAILED', `Branch ${entryBranchNumber} has no workplace ${workplaceNumber}`);
  }
}

function addressOf(card: Record<string, unknown>, prefix: '' | 'delivery'): Address {
  const field = (name: string) => card[prefix ? `${prefix}${name[0].toUpperCase()}${name.slice(1)}` : name];
  const { name, contact, companyName } = card;
  return {
    name,
    contact,
    companyName,
    address: field('address'),
    zipcode: field('zipcode'),
    city: field('city'),
    country: field('country'),
  };
}

/** Booking date and moment of entry, when the client sent none. */
export function stamp(document: SalesDocument, context: Context): void {
  document.entryTimestamp ??= now(context);
  document.financialDate ??= today(context);
  document.vatMethod ??= 'VAT-METHOD-INCLUSIVE';
}

/**
 * The lines of a request as lines of a document: article known, texts and ids filled in, components and linked articles added by
 * the server (reference 6.7). `existing` keeps what was delivered of a line that is sent again.
 */
export function buildLines(lines: readonly Line[], existing: readonly Line[], context: Context): Line[] {
  const known = new Map(existing.map((line) => [line.lineId, line]));
  return lines.flatMap((sent) => {
    const before = sent.lineId ? known.get(sent.lineId) : undefined;
    const line = buildLine(sent, before, context);
    // Components and deposits of a known line are in the document already.
    return before ? [line] : [withComponents(line, context), ...linkedLines(line, context)];
  });
}

function buildLine(sent: Line, before: Line | undefined, context: Context): Line {
  const { state } = context;
  const articleNumber = sent.articleNumber || articleOfPlu(sent, context) || 0;
  const article = state.articles.get(articleNumber);
  if (articleNumber !== 0 && !article) throw new Refusal('FAILED', `Article ${articleNumber} does not exist`);
  if (articleNumber === 0 && (!sent.text || !context.switches.mplusTextLines)) {
    throw new Refusal('FAILED', 'A line has no article number');
  }
  const group = sent.data?.turnoverGroup;
  if (group !== undefined && (group < 0 || group > 999)) context.complain(`turnover group ${group} is not 0 to 999`);
  return {
    ...sent,
    lineId: before?.lineId ?? newId(context),
    articleNumber,
    pluNumber: article?.pluNumber,
    text: sent.text || article?.description,
    data: buildData(sent.data, before?.data),
    preparationList: sent.preparationList?.map((line) => buildLine(line, undefined, context)),
    lineType: sent.lineType ?? 'LINE-TYPE-NONE',
  };
}

function articleOfPlu(line: Line, { state, switches }: Context): number | undefined {
  return switches.mplusPluInLines && line.pluNumber ? state.articlesWithPlu(line.pluNumber)[0] : undefined;
}

/** Delivered and cancelled quantities and totals are the server's; a client cannot set them. */
function buildData(sent: LineData = { quantity: 1 }, before?: LineData): LineData {
  const { totalInclAmount: _incl, totalExclAmount: _excl, ...data } = sent;
  const decimalPlaces = data.decimalPlaces ?? 0;
  const kept = (quantity?: number, places = 0) => rescale(quantity ?? 0, places, decimalPlaces);
  return {
    ...data,
    decimalPlaces,
    deliveredQuantity: kept(before?.deliveredQuantity, before?.deliveredDecimalPlaces),
    deliveredDecimalPlaces: decimalPlaces,
    cancelledQuantity: kept(before?.cancelledQuantity, before?.cancelledDecimalPlaces),
    cancelledDecimalPlaces: decimalPlaces,
  };
}

/** Components are added unless they were sent; their price is inside the main line. */
function withComponents(line: Line, context: Context): Line {
  const article = context.state.articles.get(line.articleNumber);
  const parts = (article?.componentArticleList ?? []).filter((part) => part.articleNumber !== line.articleNumber);
  if (parts.length === 0 || line.preparationList?.some((sub) => sub.lineType === 'LINE-TYPE-COMPONENT')) return line;
  const components = parts.map((part) =>
    buildLine(
      {
        articleNumber: part.articleNumber ?? 0,
        text: part.description,
        lineType: 'LINE-TYPE-COMPONENT',
        data: { ...multiplied(part, line), price: 0, priceExcl: 0 },
      },
      undefined,
      context,
    ),
  );
  return { ...line, preparationList: [...(line.preparationList ?? []), ...components] };
}

/** Deposits and disposables become lines of their own, at their own price: the total is higher than the client thought. */
function linkedLines(line: Line, context: Context): Line[] {
  const article = context.state.articles.get(line.articleNumber);
  if (line.suppressDisposableComponent) return [];
  return (article?.linkedArticleList ?? []).map((linked) =>
    buildLine({ articleNumber: linked.articleNumber, data: multiplied(linked, line) }, undefined, context),
  );
}

function multiplied(part: { quantity?: number; decimalPlaces?: number }, line: Line): LineData {
  return {
    quantity: (part.quantity ?? 1) * line.data!.quantity,
    decimalPlaces: (part.decimalPlaces ?? 0) + (line.data!.decimalPlaces ?? 0),
  };
}
