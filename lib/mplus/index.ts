/** The MplusKASSA side of the pack: one client per till, readers, writers. */
export { findArticles } from './articles';
export { MplusClient } from './client';
export type { MplusConnection } from './connection';
export { isOperation, type OperationName } from './contract';
export { isResult, MplusError, type MplusErrorCode } from './errors';
export { type MplusCursor, type MplusEntity, type MplusPageOptions, readMplusByKey, readMplusPage } from './readers';
export type { MplusRecord } from './values';
export {
  type CancelledOrder,
  cancelOrder,
  createOrder,
  createRelation,
  extOrderIdOf,
  findOrder,
  findRelations,
  getOrder,
  type OrderPayment,
  updateRelation,
  type WrittenOrder,
  type WrittenRelation,
  writeOrder,
} from './writers';
