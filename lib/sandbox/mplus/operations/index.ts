import type { OperationName } from '../../../mplus/contract';
import { deliveryHandlers } from './deliveries';
import { groupHandlers } from './groups';
import type { Handler } from './handler';
import { invoiceHandlers } from './invoices';
import { lookupHandlers } from './lookups';
import { orderHandlers } from './orders';
import { productHandlers } from './products';
import { relationHandlers } from './relations';
import { stockHandlers } from './stock';

/** Every operation of the contract; the compiler says when one is missing. */
export const HANDLERS: Readonly<Record<OperationName, Handler>> = {
  ...productHandlers,
  ...groupHandlers,
  ...stockHandlers,
  ...relationHandlers,
  ...orderHandlers,
  ...invoiceHandlers,
  ...deliveryHandlers,
  ...lookupHandlers,
};
