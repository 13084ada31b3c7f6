import { PackError } from '../../errors';
import { fromCents, toCents } from '../../money';
import type { Random } from '../random';
import type { ShopOrder, ShopPerson } from '../shop';
import { type CartLine, type Charge, type Promotion, priceCart, taxName } from './cart';
import { catalogueLine, chosenShipping, couponOf, productBySku, shippingOptions, viewCoupon } from './checkout';
import { formatDate } from './dates';
import { compact, type JsonObject } from './json';
import type { Order } from './model';
import { viewOrder } from './order-view';
import { countOrder, customerFor, newIdentity } from './order-write';
import type { EcwidState } from './state';
import { claims, moveStock } from './stock';
import { highestRate } from './tax-rates';

/** What a shopper puts in the cart and fills in at the checkout; amounts in cents. */
export interface Purchase extends Omit<ShopOrder, 'scenario' | 'daysAgo' | 'fulfillmentStatus'> {
  fulfillmentStatus?: string;
  /** Where it goes, when not to the buyer. */
  shippingAddress?: ShopPerson;
  promotions?: Promotion[];
  surcharges?: Charge[];
  /** The buyer pays no tax at all, e.g. a diplomat. */
  taxExempt?: boolean;
  /** The cart was abandoned at the checkout. */
  abandoned?: boolean;
}

/** Buys in the storefront, and does what the shop keeper does with an order in the admin panel. */
export class Shopper {
  constructor(
    private readonly state: EcwidState,
    private readonly random: Random,
  ) {}

  /**
   * Places an order and answers it as the API shows it. The storefront takes the stock at once, paid or not. A line may name a SKU
   * that is not in the catalogue any more when it brings name, price and VAT; throws SANDBOX_UNKNOWN_SKU otherwise.
   */
  place(purchase: Purchase): JsonObject {
    const { state } = this;
    const { buyer, abandoned = false } = purchase;
    const option = shippingOptions(state).find((candidate) => candidate.title === purchase.shippingMethod);
    const country = this.#taxCountry(purchase, option?.fulfilmentType === 'pickup');
    const coupon = couponOf(state, purchase.coupon);
    const gross = state.switches.ecwidPricesIncludeTax;
    const { shippingRate, shippingRateWithoutTax, ...priced } = priceCart({
      gross,
      lines: purchase.lines.map((line) => this.#line(line, country, buyer.language)),
      ...(coupon && { coupon }),
      promotions: purchase.promotions ?? [],
      ...(option && { shipping: { rate: toCents(option.flatRate.rate), percent: option.vatPercent } }),
      shippingTaxOnItems: state.switches.ecwidShippingTaxOnItems,
      ...(purchase.handlingFee && {
        handlingFee: {
          name: 'Servicekosten',
          description: '',
          value: purchase.handlingFee,
          percent: highestRate(state, country),
        },
      }),
      surcharges: purchase.surcharges ?? [],
      ...((purchase.reverseCharge || purchase.taxExempt) && { reverse: { zeroRows: state.switches.ecwidReverseChargeRows } }),
      ...(purchase.giftCard && { giftCard: { code: `GC-${this.random.text(8, ALPHABET)}`, amount: purchase.giftCard } }),
    });
    const billingPerson = personOf(buyer);
    const customerId = this.#customer(buyer, billingPerson);
    const items = (priced.items as JsonObject[]).map((item) => ({ ...item, id: state.next('orderItem') }));
    const taken = abandoned ? [] : claims(state, items);
    const now = state.now();
    const order = state.orders.put({
      ...compact({
        ...priced,
        email: buyer.email,
        customerId,
        ...this.#groupOf(customerId),
        ...this.#payment(purchase),
        billingPerson,
        shippingPerson: personOf(purchase.shippingAddress ?? buyer),
        shippingOption: option && chosenShipping(option, { shippingRate, shippingRateWithoutTax }),
        discountCoupon: coupon && viewCoupon(coupon),
        customerTaxId: buyer.vatNumber,
        customerTaxIdValid: buyer.vatNumber === undefined ? undefined : true,
        customerTaxExempt: purchase.taxExempt,
        reversedTaxApplied: purchase.reverseCharge,
        b2b_b2c: buyer.companyName === undefined ? 'b2c' : 'b2b',
        orderComments: purchase.comments,
        lang: buyer.language,
        acceptMarketing: false,
        ipAddress: '192.0.2.10',
      }),
      ...newIdentity({ state, random: this.random }),
      created: now,
      updated: now,
      paymentStatus: abandoned ? 'INCOMPLETE' : purchase.paid ? 'PAID' : 'AWAITING_PAYMENT',
      fulfillmentStatus: purchase.fulfillmentStatus ?? 'AWAITING_PROCESSING',
      items,
      refunds: [],
      taken,
    });
    moveStock(state, taken, -1);
    if (!abandoned) countOrder(state, customerId, Number(order.total));
    return viewOrder(order);
  }

  /** The payment of an order arrives. */
  pay(orderId: string): JsonObject {
    return this.#change(orderId, () => ({ paymentStatus: 'PAID', externalTransactionId: this.#transaction() }));
  }

  /** The shop keeper cancels an order; the items go back into stock. */
  cancel(orderId: string): JsonObject {
    const { taken } = this.#order(orderId);
    const view = this.#change(orderId, () => ({ paymentStatus: 'CANCELLED', fulfillmentStatus: 'WILL_NOT_DELIVER', taken: [] }));
    moveStock(this.state, taken, 1);
    return view;
  }

  /** Pays back part of an order or all of it, in cents. */
  refund(orderId: string, amount: number): JsonObject {
    return this.#change(orderId, (order) => {
      const refunds = [
        ...order.refunds,
        { date: formatDate(this.state.now()), source: 'CP', reason: '', amount: fromCents(amount) },
      ];
      const refunded = refunds.reduce((sum, refund) => sum + toCents(refund.amount), 0);
      const all = refunded >= toCents(Number(order.total));
      return { refunds, paymentStatus: all ? 'REFUNDED' : 'PARTIALLY_REFUNDED' };
    });
  }

  #order(orderId: string): Order {
    const [order] = this.state.orders.find('key', orderId);
    if (order === undefined)
      throw new PackError({ code: 'SANDBOX_UNKNOWN_ORDER', message: `The webshop has no order ${orderId}.` });
    return order;
  }

  #change(orderId: string, change: (order: Order) => Partial<Order>): JsonObject {
    const order = this.#order(orderId);
    return viewOrder(this.state.orders.put({ ...order, ...change(order) } as Order));
  }

  #line(line: Purchase['lines'][number], country: string, language: string): CartLine {
    const known = productBySku(this.state, line.sku);
    if (known !== undefined) {
      return catalogueLine(this.state, known.product, known.variation, line.quantity, country, language);
    }
    const { sku, name, priceIncl, vatPercent } = line;
    if (name === undefined || priceIncl === undefined || vatPercent === undefined) {
      throw new PackError({
        code: 'SANDBOX_UNKNOWN_SKU',
        message: `The webshop has no product with SKU ${sku}; a line for one needs name, priceIncl and vatPercent.`,
      });
    }
    return {
      // A product that was deleted since: its id leads nowhere.
      facts: {
        productId: this.state.next('product'),
        sku,
        name,
        isShippingRequired: true,
        trackQuantity: false,
        selectedOptions: [],
      },
      quantity: line.quantity,
      price: priceIncl,
      productPrice: priceIncl,
      rates: [{ name: taxName(vatPercent), percent: vatPercent, taxShipping: true }],
      discountsAllowed: true,
    };
  }

  /** What is picked up is taxed at home. */
  #taxCountry({ buyer, shippingAddress }: Purchase, pickup: boolean): string {
    const { countryCode } = this.state.rest.profile.company as { countryCode: string };
    return pickup ? countryCode : (shippingAddress ?? buyer).countryCode;
  }

  #customer(buyer: ShopPerson, billingPerson: JsonObject): number | undefined {
    const id = customerFor(this.state, { email: buyer.email, billingPerson, lang: buyer.language });
    const customer = id === undefined ? undefined : this.state.customers.get(id);
    if (customer !== undefined && buyer.vatNumber !== undefined && customer.taxId !== buyer.vatNumber) {
      this.state.customers.put({ ...customer, taxId: buyer.vatNumber, taxIdValid: true });
    }
    return id;
  }

  #groupOf(customerId: number | undefined): JsonObject {
    const group = this.state.groups.get(this.state.customers.get(customerId ?? 0)?.customerGroupId ?? 0);
    return group === undefined ? {} : { customerGroup: group.name, customerGroupId: group.id };
  }

  #payment({ paymentMethod, paid }: Purchase): JsonObject {
    const option = this.state.rest.paymentOptions.find((candidate) => candidate.checkoutTitle === paymentMethod);
    return {
      paymentMethod,
      paymentModule: option?.paymentProcessorTitle,
      externalTransactionId: paid ? this.#transaction() : undefined,
    };
  }

  #transaction(): string {
    return `tr_${this.random.text(10, `${ALPHABET}abcdefghijklmnopqrstuvwxyz`)}`;
  }
}

const ALPHABET = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';

function personOf(person: ShopPerson): JsonObject {
  const { name, companyName, street, postalCode, city, countryCode, phone } = person;
  return compact({ name, companyName, street, postalCode, city, countryCode, phone });
}
