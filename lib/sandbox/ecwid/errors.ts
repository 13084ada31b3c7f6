/** HTTP status of every error code this simulator gives (reference 1.5). */
const STATUS = {
  WRONG_PARAMETER: 400,
  LANGUAGES_NOT_ALLOWED: 400,
  COMBINATION_LIMIT_PER_REQUEST_EXCEEDED: 400,
  DIFFERENT_COMBINATION_STOCK: 400,
  DIFFERENT_COMBINATION_DIMENSIONS: 400,
  COST_PRICE_CANT_BE_NEGATIVE: 400,
  WHOLESALE_PRICES_CANT_BE_NEGATIVE: 400,
  WHOLESALE_PRICES_QUANTITY_TOO_SMALL: 400,
  WHOLESALE_PRICES_TOO_BIG: 400,
  MAX_PRODUCTS_FOR_API_REQUEST_LIMIT_EXCEEDED: 402,
  MAX_CATEGORIES_FOR_API_REQUEST_LIMIT_EXCEEDED: 402,
  INVALID_API_TOKEN: 403,
  INSUFFICIENT_APP_SCOPE: 403,
  STORE_NOT_FOUND: 404,
  ORDER_NOT_FOUND: 404,
  PRODUCT_NOT_FOUND: 404,
  COMBINATION_NOT_FOUND: 404,
  CATEGORIES_NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  EXTERNAL_ID_ALREADY_USED: 409,
  NOT_ALLOWED_TO_UPDATE_PARAMETER: 409,
  SKU_ALREADY_EXISTS: 409,
  COMBINATION_CONTAINS_REMOVED_OPTION: 409,
  COMBINATION_CONTAINS_REMOVED_OPTION_VALUE: 409,
  COMBINATION_DUPLICATED: 409,
  RATE_LIMITED: 429,
} as const;

export type ErrorCode = keyof typeof STATUS;

/** Codes and statuses, for the conformance test. */
export const ERROR_STATUSES: Readonly<Record<string, number>> = STATUS;

/** A refusal: HTTP status, error code where one is documented, message for the body and the reason phrase. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string | undefined,
    message: string,
    readonly headers: Record<string, string> = {},
  ) {
    super(message);
  }
}

export function refusal(code: ErrorCode, message: string, headers?: Record<string, string>): ApiError {
  return new ApiError(STATUS[code], code, message, headers);
}

export function wrongParameter(message: string): ApiError {
  return refusal('WRONG_PARAMETER', message);
}
