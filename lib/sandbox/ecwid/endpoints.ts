import { BATCH_ENDPOINTS } from './batches';
import { CATEGORY_ENDPOINTS } from './categories';
import { CUSTOMER_GROUP_ENDPOINTS } from './customer-groups';
import { CUSTOMER_ENDPOINTS } from './customers';
import { DICTIONARY_ENDPOINTS } from './dictionaries';
import type { Endpoint } from './endpoint';
import { HISTORY_ENDPOINTS } from './history';
import { ORDER_ENDPOINTS } from './orders';
import { PRODUCT_TYPE_ENDPOINTS } from './product-types';
import { PRODUCT_ENDPOINTS } from './products';
import { PROFILE_ENDPOINTS } from './profile';
import { VARIATION_ENDPOINTS } from './variations';

/** Every endpoint of the simulated API. */
export const ENDPOINTS: readonly Endpoint[] = [
  ...PRODUCT_ENDPOINTS,
  ...VARIATION_ENDPOINTS,
  ...PRODUCT_TYPE_ENDPOINTS,
  ...CATEGORY_ENDPOINTS,
  ...ORDER_ENDPOINTS,
  ...CUSTOMER_ENDPOINTS,
  ...CUSTOMER_GROUP_ENDPOINTS,
  ...PROFILE_ENDPOINTS,
  ...DICTIONARY_ENDPOINTS,
  ...HISTORY_ENDPOINTS,
  ...BATCH_ENDPOINTS,
];

interface Route {
  readonly endpoint: Endpoint;
  readonly segments: readonly string[];
}

const isParameter = (segment: string) => segment.startsWith('{');

/** Fixed segments first: `/products/deleted` is not a product. */
const ROUTES: readonly Route[] = ENDPOINTS.map((endpoint) => ({ endpoint, segments: endpoint.path.split('/').slice(1) })).sort(
  (a, b) => a.segments.filter(isParameter).length - b.segments.filter(isParameter).length,
);

/** The endpoint of a method and path, with the path parameters decoded; only the paths match when `endpoint` is absent. */
export function route(method: string, path: string): { endpoint?: Endpoint; path: Record<string, string> } | undefined {
  const given = path.split('/').slice(1).map(decode);
  const matches = ROUTES.filter(
    ({ segments }) =>
      segments.length === given.length && segments.every((segment, place) => isParameter(segment) || segment === given[place]),
  );
  if (matches.length === 0) return undefined;
  const found = matches.find(({ endpoint }) => endpoint.method === method);
  if (found === undefined) return { path: {} };
  const parameters = found.segments.flatMap((segment, place) =>
    isParameter(segment) ? [[segment.slice(1, -1), given[place]]] : [],
  );
  return { endpoint: found.endpoint, path: Object.fromEntries(parameters) };
}

/** Path segments are decoded as if they were query values: `+` is a space (reference 1.1). */
function decode(segment: string): string {
  try {
    return decodeURIComponent(segment.replaceAll('+', ' '));
  } catch {
    return segment;
  }
}
