/**
 * Where the truth about either system is unknown or differs per installation, a switch decides, so that the pack can be tested
 * against every answer. README.md of this folder says of each why it exists. All are read at every request.
 */
export interface Switches {
  /** Report in `complaints` what a client should not have sent. */
  strict: boolean;

  /** Factor of every percentage on the wire: 21 % is sent as 21 or 2100 (Mplus reference 2.3). */
  mplusPercentFactor: 1 | 100;
  /** Operations this installation is too old for; absent from `?wsdl` too (Mplus reference 1.9). */
  mplusMissingOperations: string[];
  /** Refuse requests without the elements the schema calls mandatory (Mplus reference 10.3). */
  mplusMandatoryElements: boolean;
  /** Page size of a marker read without a limit (Mplus reference 10.2, 3). */
  mplusDefaultPageSize: number;
  /** What setStock sets (Mplus reference 10.2, 8). */
  mplusSetStock: 'physical' | 'free';
  /** Answer createOrder with orderQueued, without a final order (Mplus reference 6.7). */
  mplusQueueOrders: boolean;
  /** HTTP status of the fault for a wrong ident or secret (Mplus reference 10.2, 2). */
  mplusAuthFaultStatus: number;
  /** Faultcode of a wrong ident or secret, without prefix (Mplus reference 10.2, 2). */
  mplusAuthFaultCode: string;
  /** The same idempotency key with another body: replay the first answer or refuse (Mplus reference 10.2, 5). */
  mplusIdempotencyMismatch: 'replay' | 'fault';
  /** Leave decimalPlaces out where it is the default of old builds (Mplus reference 2.2). */
  mplusOmitDecimalPlaces: boolean;
  /** Decimals of a quantity that comes without decimalPlaces: 0 in tutorials, 2 in the new vendor client (Mplus reference 2.2). */
  mplusAbsentDecimalPlaces: 0 | 2;
  /** A value no enumeration knows: a fault, as gSOAP answers, or as if it was not sent (Mplus reference 1.1). */
  mplusUnknownEnum: 'fault' | 'ignore';
  /** isdst and timezone in answers: offset with isdst false, offset with isdst in summer, or always 0 (Mplus reference 2.4). */
  mplusTimestamps: 'offset' | 'dst' | 'zero';
  /** Notation of the ids of orders, invoices and lines (Mplus reference 2.5). */
  mplusUuid: 'dashed' | 'hex';
  /** Product.syncMarker: the highest of the product and its articles, or the product's own (Mplus reference 10.2, 4). */
  mplusProductMarker: 'highest' | 'own';
  /** A change of stock raises the marker of the article (Mplus reference 10.2, 4). */
  mplusStockRaisesArticleMarker: boolean;
  /** A reservation is a mutation with a stockId of its own (Mplus reference 4.1). */
  mplusReservationRaisesStockId: boolean;
  /** What amountFree counts: the shelf less reservations, or the shelf (Mplus reference 4.1). */
  mplusFreeStock: 'minusReserved' | 'physical';
  /** What is free of a composed article: with what its components make, or what lies there put together (Mplus reference 4.1). */
  mplusComposedFree: 'withComponents' | 'own';
  /** Take payments below zero, as what a credit pays back; the pages do not tell (Mplus reference 7). */
  mplusNegativePayments: boolean;
  /** How `price` without priceExcl is read unless prices include VAT (Mplus reference 10.2, 9). */
  mplusExclusivePrice: 'net' | 'gross';
  /** Where VAT is rounded: per line, or once per VAT group (Mplus reference 10.2, 9). */
  mplusVatRounding: 'line' | 'group';
  /** What discountAmount is taken off: the line or each unit (Mplus reference 6.3). */
  mplusDiscountAmountPer: 'line' | 'unit';
  /** A VAT rate that is not configured: a failed result or a fault (Mplus reference 1.7). */
  mplusUnconfiguredVat: 'result' | 'fault';
  /** Order lines without article number, with text only (Mplus reference 10.2, 10). */
  mplusTextLines: boolean;
  /** pluNumber may replace articleNumber in a line (Mplus reference 10.2, 10). */
  mplusPluInLines: boolean;
  /** orderType of an order that was created without one (Mplus reference 10.2, 15). */
  mplusCreatedOrderType: string;
  /** Seconds until a queued order or cancellation is worked off (Mplus reference 10.2, 16). */
  mplusQueueSeconds: number;
  /** Answer cancelOrder with PENDING and cancel later (Mplus reference 6.7). */
  mplusQueueCancellations: boolean;
  /** createOrderV3 keeps the order when its payment fails (Mplus reference 6.7). */
  mplusPaymentFailedKeepsOrder: boolean;
  /** Updating without changeCounter and versionNumber: refused as changed, or done (Mplus reference 6.7). */
  mplusUpdateWithoutCounters: 'refuse' | 'accept';
  /** Updating without changes: NO-CHANGES, or FAILED with the text of old builds (Mplus reference 1.7). */
  mplusNoChanges: 'noChanges' | 'failed';
  /** Lines left out of an update: removed or kept (Mplus reference 10.2, 6). */
  mplusOmittedLines: 'remove' | 'keep';
  /** Which of several matches findRelation returns, by number (Mplus reference 10.2, 11). */
  mplusFindRelationPick: 'first' | 'last';
  /** exactMatch of findRelationV2 minds upper and lower case (Mplus reference 5). */
  mplusExactMatchCase: boolean;
  /** createRelation fails without a name (Mplus reference 10.2, 7). */
  mplusRelationNeedsName: boolean;
  /** createProduct fails without a turnover group (Mplus reference 10.2, 7). */
  mplusProductNeedsTurnoverGroup: boolean;
  /** Seconds an idempotency key lives; 0 = for ever (Mplus reference 10.2, 5). */
  mplusIdempotencyLifetime: number;

  /** A bad token gives 403 with INVALID_API_TOKEN instead of an empty body (Ecwid reference 1.3). */
  ecwidTokenErrorBody: boolean;
  /** Errors as JSON, or with an empty body and the message in the reason phrase only (Ecwid reference 10, 4). */
  ecwidErrorBody: 'json' | 'empty';
  /** Scopes of the token (Ecwid reference 1.2). */
  ecwidScopes: string[];
  /** Requests per rolling minute and token; 0 = no limit (Ecwid reference 1.6). */
  ecwidRequestsPerMinute: number;
  /** Seconds until a change shows up in lists (Ecwid reference 10, 5). */
  ecwidSearchLag: number;
  /** Two products may carry one SKU (Ecwid reference 10, 8). */
  ecwidDuplicateSkus: boolean;
  /** Prices include tax (Ecwid reference 5.8). */
  ecwidPricesIncludeTax: boolean;
  /** Cancelling through the API puts the items back in stock (Ecwid reference 5.7). */
  ecwidRestockOnCancel: boolean;
  /** Item taxes contain the tax on shipping, or shipping is taxed apart (Ecwid reference 5.8). */
  ecwidShippingTaxOnItems: boolean;
  /** A list limit above 100 is lowered to 100, or refused (Ecwid reference 12). */
  ecwidLimitAbove100: 'clamp' | 'refuse';
  /** SKUs match whatever their case (Ecwid reference 12). */
  ecwidSkuIgnoresCase: boolean;
  /** Writing a quantity ends an unlimited stock by itself (Ecwid reference 3.6). */
  ecwidQuantityEndsUnlimited: boolean;
  /** A list of attributes takes away those it leaves out (Ecwid reference 12). */
  ecwidAttributesReplaced: boolean;
  /** A list of variations takes away those it leaves out (Ecwid reference 12). */
  ecwidMissingVariationsDeleted: boolean;
  /** Deleting a category deletes those below it; otherwise they move up (Ecwid reference 4). */
  ecwidDeleteSubcategories: boolean;
  /** A list of orders without a status filter contains abandoned carts (Ecwid reference 5.5). */
  ecwidIncompleteInLists: boolean;
  /** An order made unpaid through the API takes stock once it is set to PAID (Ecwid reference 5.7). */
  ecwidStockOnLatePaid: boolean;
  /** An order update that does not send the customer group loses it (Ecwid reference 5.7). */
  ecwidUpdateDropsCustomerGroup: boolean;
  /** Items of a reverse-charged order have tax rows of zero percent instead of none (Ecwid reference 5.8). */
  ecwidReverseChargeRows: boolean;
  /** Seconds until a batch is started (Ecwid reference 1.11). */
  ecwidBatchDelay: number;
  /** Requests inside a batch count for the rate limit (Ecwid reference 1.6). */
  ecwidBatchCountsRequests: boolean;
  /** Seconds until a webhook is sent (Ecwid reference 8.1). */
  ecwidWebhookDelay: number;
  /** Send webhooks in another order than things happened (Ecwid reference 8.1). */
  ecwidWebhookShuffle: boolean;
  /** Chance, 0 to 1, that a webhook is sent twice (Ecwid reference 8.1). */
  ecwidWebhookDuplicates: number;
  /** Chance, 0 to 1, that a webhook is never sent (Ecwid reference 8.4). */
  ecwidWebhookDrops: number;
}

export const DEFAULT_SWITCHES: Readonly<Switches> = {
  strict: false,
  mplusPercentFactor: 100,
  mplusMissingOperations: [],
  mplusMandatoryElements: false,
  mplusDefaultPageSize: 100,
  mplusSetStock: 'physical',
  mplusQueueOrders: false,
  mplusAuthFaultStatus: 500,
  mplusAuthFaultCode: 'Client.Authentication',
  mplusIdempotencyMismatch: 'replay',
  mplusOmitDecimalPlaces: false,
  mplusAbsentDecimalPlaces: 0,
  mplusUnknownEnum: 'fault',
  mplusTimestamps: 'offset',
  mplusUuid: 'dashed',
  mplusProductMarker: 'highest',
  mplusStockRaisesArticleMarker: false,
  mplusReservationRaisesStockId: true,
  mplusFreeStock: 'minusReserved',
  mplusComposedFree: 'withComponents',
  mplusNegativePayments: true,
  mplusExclusivePrice: 'net',
  mplusVatRounding: 'line',
  mplusDiscountAmountPer: 'line',
  mplusUnconfiguredVat: 'result',
  mplusTextLines: true,
  mplusPluInLines: false,
  mplusCreatedOrderType: 'ORDER-TYPE-EXTERNAL-SALES-ORDER',
  mplusQueueSeconds: 60,
  mplusQueueCancellations: false,
  mplusPaymentFailedKeepsOrder: true,
  mplusUpdateWithoutCounters: 'refuse',
  mplusNoChanges: 'noChanges',
  mplusOmittedLines: 'remove',
  mplusFindRelationPick: 'first',
  mplusExactMatchCase: false,
  mplusRelationNeedsName: true,
  mplusProductNeedsTurnoverGroup: false,
  mplusIdempotencyLifetime: 0,
  ecwidTokenErrorBody: false,
  ecwidErrorBody: 'json',
  ecwidScopes: [
    'read_store_profile',
    'read_catalog',
    'create_catalog',
    'update_catalog',
    'read_orders',
    'create_orders',
    'update_orders',
    'read_customers',
    'create_customers',
    'update_customers',
    'add_payment_method',
    'update_store_profile',
  ],
  ecwidRequestsPerMinute: 600,
  ecwidSearchLag: 0,
  ecwidDuplicateSkus: false,
  ecwidPricesIncludeTax: true,
  ecwidRestockOnCancel: true,
  ecwidShippingTaxOnItems: true,
  ecwidLimitAbove100: 'clamp',
  ecwidSkuIgnoresCase: false,
  ecwidQuantityEndsUnlimited: false,
  ecwidAttributesReplaced: true,
  ecwidMissingVariationsDeleted: true,
  ecwidDeleteSubcategories: true,
  ecwidIncompleteInLists: false,
  ecwidStockOnLatePaid: false,
  ecwidUpdateDropsCustomerGroup: true,
  ecwidReverseChargeRows: false,
  ecwidBatchDelay: 0.2,
  ecwidBatchCountsRequests: false,
  ecwidWebhookDelay: 0,
  ecwidWebhookShuffle: false,
  ecwidWebhookDuplicates: 0,
  ecwidWebhookDrops: 0,
};

/** Values of the switches that know only a few. */
const CHOICES: { [Name in keyof Switches]?: readonly Switches[Name][] } = {
  mplusPercentFactor: [1, 100],
  mplusSetStock: ['physical', 'free'],
  mplusIdempotencyMismatch: ['replay', 'fault'],
  mplusAbsentDecimalPlaces: [0, 2],
  mplusUnknownEnum: ['fault', 'ignore'],
  mplusTimestamps: ['offset', 'dst', 'zero'],
  mplusUuid: ['dashed', 'hex'],
  mplusProductMarker: ['highest', 'own'],
  mplusFreeStock: ['minusReserved', 'physical'],
  mplusComposedFree: ['withComponents', 'own'],
  mplusExclusivePrice: ['net', 'gross'],
  mplusVatRounding: ['line', 'group'],
  mplusDiscountAmountPer: ['line', 'unit'],
  mplusUnconfiguredVat: ['result', 'fault'],
  mplusCreatedOrderType: ['ORDER-TYPE-EXTERNAL-SALES-ORDER', 'ORDER-TYPE-SALES-ORDER'],
  mplusUpdateWithoutCounters: ['refuse', 'accept'],
  mplusNoChanges: ['noChanges', 'failed'],
  mplusOmittedLines: ['remove', 'keep'],
  mplusFindRelationPick: ['first', 'last'],
  ecwidErrorBody: ['json', 'empty'],
  ecwidLimitAbove100: ['clamp', 'refuse'],
};

/** What is wrong with an assignment to a switch, as a sentence; undefined when nothing is. */
export function switchProblem(name: string, value: unknown): string | undefined {
  if (!Object.hasOwn(DEFAULT_SWITCHES, name)) return `There is no switch ${name}.`;
  const key = name as keyof Switches;
  const choices: readonly unknown[] | undefined = CHOICES[key];
  if (choices !== undefined) {
    return choices.includes(value)
      ? undefined
      : `Switch ${name} knows ${choices.map((choice) => JSON.stringify(choice)).join(', ')}.`;
  }
  const preset = DEFAULT_SWITCHES[key];
  if (Array.isArray(preset)) {
    const texts = Array.isArray(value) && value.every((entry) => typeof entry === 'string');
    return texts ? undefined : `Switch ${name} takes a list of texts.`;
  }
  if (typeof preset === 'number')
    return Number(value) >= 0 && typeof value === 'number' ? undefined : `Switch ${name} takes a number from 0.`;
  return typeof value === typeof preset ? undefined : `Switch ${name} takes a ${typeof preset}.`;
}
