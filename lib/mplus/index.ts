/** The MplusKASSA side of the pack: one client per till, readers, writers. */
export { ArticleIndex } from './article-index';
export { findArticles } from './articles';
export { MplusClient } from './client';
export type { MplusConnection } from './connection';
export { isOperation, type OperationName } from './contract';
export { isResult, MplusError, type MplusErrorCode } from './errors';
export { MPLUS_LOOKUPS, type MplusLookup, readMplusLookup } from './lookups';
export {
  type MplusCursor,
  type MplusEntity,
  type MplusPageOptions,
  readMplusByKey,
  readMplusPage,
  readMplusPages,
} from './readers';
export { readStock } from './stock';
export type { MplusRecord } from './values';
export { WebshopOrders, webshopOrdersOf } from './webshop-orders';
export {
  creditInvoice,
  extInvoiceIdOf,
  findCredit,
  findInvoice,
  getInvoice,
  payInvoice,
  type WrittenInvoice,
  writeInvoice,
} from './writers/invoices';
export {
  addPayments,
  type CancelledOrder,
  cancelOrder,
  createOrder,
  type DeliveredOrder,
  deliverOrder,
  extOrderIdOf,
  findOrder,
  getOrder,
  missingPayments,
  type UpdatedOrder,
  updateOrder,
  type WrittenOrder,
  writeOrder,
} from './writers/orders';
export type { Claim, Payment } from './writers/payment';
export { createRelation, updateRelation, type WrittenRelation } from './writers/relations';
