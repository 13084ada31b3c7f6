import { type Context, newId, now, today } from '../context';
import type { Payment, SalesDocument } from '../entities';
import { Refusal } from '../fault';

/** Refuses payments by a method that is unknown or switched off (reference 7), and negative ones where the method forbids them. */
export function checkPayments(payments: readonly Payment[], { state }: Context): void {
  for (const { method, amount } of payments) {
    const known = state.setup.paymentMethods.find((candidate) => candidate.method === method);
    if (!known) throw new Refusal('FAILED', `Payment method ${method} does not exist`);
    if (!known.active) throw new Refusal('FAILED', `Payment method ${method} is disabled`);
    if (amount < 0 && !known.allowNegativeAmount)
      throw new Refusal('FAILED', `Payment method ${method} takes no negative amount`);
  }
}

/** Payments as they are booked on a document: with ids, and with what is read from the method. */
export function bookedPayments(payments: readonly Payment[], document: SalesDocument, context: Context): Payment[] {
  const { state } = context;
  return payments.map((payment) => {
    const method = state.setup.paymentMethods.find((candidate) => candidate.method === payment.method);
    return {
      ...payment,
      paymentId: newId(context),
      financialDate: payment.financialDate ?? today(context),
      entryTimestamp: now(context),
      branchNumber: document.financialBranchNumber,
      workplaceNumber: document.workplaceNumber,
      employeeNumber: document.employeeNumber,
      employeeName: document.employeeName,
      description: payment.description ?? method?.description,
      paymentMethodType: 'PAYMENT-METHOD-TYPE-PAYMENT',
    };
  });
}

/** Cents. */
export function totalOf(payments: readonly Payment[]): number {
  return payments.reduce((sum, payment) => sum + payment.amount, 0);
}
