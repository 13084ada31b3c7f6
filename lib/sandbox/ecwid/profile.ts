import { shippingOptions } from './checkout';
import type { Call, Endpoint } from './endpoint';
import { ApiError, wrongParameter } from './errors';
import { isObject, type JsonObject } from './json';
import type { OrderStatus } from './model';
import { textIn } from './texts';

/** What a public token sees of the profile. */
const PUBLIC_BLOCKS = ['generalInfo', 'settings', 'company', 'formatsAndUnits', 'languages', 'taxSettings'];

export const PROFILE_ENDPOINTS: readonly Endpoint[] = [
  { method: 'GET', path: '/profile', scopes: ['read_store_profile'], storefront: true, handle: viewProfile },
  { method: 'PUT', path: '/profile', scopes: ['update_store_profile'], handle: updateProfile },
  {
    method: 'GET',
    path: '/profile/shippingOptions',
    scopes: ['read_store_profile'],
    storefront: true,
    handle: viewShippingOptions,
  },
  {
    method: 'GET',
    path: '/profile/paymentOptions',
    scopes: ['read_store_profile', 'add_payment_method'],
    handle: (call) => call.state.rest.paymentOptions,
  },
  {
    method: 'GET',
    path: '/profile/paymentOptions/{paymentOptionId}',
    scopes: ['read_store_profile', 'add_payment_method'],
    handle(call) {
      const id = call.path.paymentOptionId;
      const option = call.state.rest.paymentOptions.find((candidate) => candidate.id === id);
      if (option === undefined) throw new ApiError(404, undefined, `Payment option #${id} not found`);
      return option;
    },
  },
  {
    method: 'GET',
    path: '/profile/order_statuses',
    scopes: ['read_store_profile'],
    handle: (call) => ({ items: call.state.rest.statuses.map((status) => viewStatus(call, status)) }),
  },
  {
    method: 'GET',
    path: '/profile/order_status/{statusId}',
    scopes: ['read_store_profile'],
    handle: (call) => viewStatus(call, statusOf(call)),
  },
  { method: 'PUT', path: '/profile/order_status/{statusId}', scopes: ['update_store_profile'], handle: updateStatus },
];

function viewProfile(call: Call): unknown {
  const { profile, paymentOptions } = call.state.rest;
  const view: JsonObject = {
    ...profile,
    taxSettings: { ...(profile.taxSettings as JsonObject), pricesIncludeTax: call.state.switches.ecwidPricesIncludeTax },
    shipping: { ...(profile.shipping as JsonObject), shippingOptions: viewShippingOptions(call) },
    payment: { paymentOptions, applePay: {}, applePayOptions: [] },
  };
  call.query.flag('showExtendedInfo');
  if (!call.token.public) return view;
  return Object.fromEntries(PUBLIC_BLOCKS.map((block) => [block, view[block]]));
}

/** Blocks are merged, lists replaced. */
function updateProfile(call: Call): unknown {
  if (!isObject(call.body)) throw wrongParameter('The body is not a JSON object of type Profile');
  const { profile } = call.state.rest;
  const unknown = Object.keys(call.body).filter((block) => !(block in profile));
  for (const block of unknown) call.complain(`Profile.${block} is not a block this store has`);
  const known = Object.fromEntries(Object.entries(call.body).filter(([block]) => block in profile));
  call.state.rest.profile = merge(profile, known) as JsonObject;
  call.state.profileChanged();
  return { updateCount: 1 };
}

function merge(before: unknown, change: unknown): unknown {
  if (!isObject(before) || !isObject(change)) return change;
  const entries = Object.entries(change).filter(([, value]) => value !== null);
  return { ...before, ...Object.fromEntries(entries.map(([name, value]) => [name, merge(before[name], value)])) };
}

function viewShippingOptions(call: Call): JsonObject[] {
  return shippingOptions(call.state).map(({ vatPercent: _, ...option }) => ({
    ...option,
    title: textIn(option.titleTranslated as Record<string, string>, call.state.languages(), call.language),
  }));
}

function statusOf(call: Call): OrderStatus {
  const status = call.state.rest.statuses.find((candidate) => candidate.statusId === call.path.statusId);
  if (status === undefined) throw new ApiError(404, undefined, `Order status #${call.path.statusId} not found`);
  return status;
}

function viewStatus(call: Call, status: OrderStatus): JsonObject {
  const { main } = call.state.languages();
  return { ...status, nameTranslated: { [main]: status.name } };
}

/** Only custom statuses can be enabled and named. */
function updateStatus(call: Call): unknown {
  const { rest } = call.state;
  const status = statusOf(call);
  if (!status.statusId.startsWith('CUSTOM_')) throw wrongParameter('Only custom statuses can be changed');
  const { enabled = status.enabled, name = status.name } = (isObject(call.body) ? call.body : {}) as Partial<OrderStatus>;
  rest.statuses = rest.statuses.map((other) => (other === status ? { ...status, enabled, name } : other));
  call.state.profileChanged();
  return { updateCount: 1 };
}
