import { extInvoiceIdOf, findInvoice, type MplusClient, writeInvoice } from '../../../lib/mplus';
import { oneOf } from '../../shared/fields';
import { allFields, type Planner } from '../../shared/put';
import { checkBooked, documentNumber, kindOf, ours, withoutPayments } from './documents';

/** An invoice is created once; that it is there already shows by its external id. */
export function planInvoice(definition: Readonly<Record<string, unknown>>): Planner<MplusClient> {
  const mode = oneOf(definition.payment, ['none', 'prepay', 'pay']);
  return async ({ client, msg, record, ledger }) => {
    const extInvoiceId = extInvoiceIdOf(record);
    const { document, payments } = withoutPayments(record);
    const claim = ours(ledger, kindOf(client, 'invoice'), extInvoiceId);
    const existing = await findInvoice(client, extInvoiceId);
    return {
      action: existing ? 'existed' : 'create',
      id: existing && String(existing.invoiceId),
      changes: existing ? [] : allFields(record),
      write: async () => {
        const { action, invoice } = await writeInvoice(client, document, existing, { mode, payments, claim });
        const id = String(invoice.invoiceId);
        if (action === 'created' || (await claim.known())) await claim.booked(id);
        // An invoice that was there before may have been changed in the till since; only our own is held against the shop's total.
        if (action === 'created') checkBooked(msg, invoice);
        return { action, id, number: documentNumber(invoice), extInvoiceId, total: invoice.totalInclAmount };
      },
    };
  };
}
