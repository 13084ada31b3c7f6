/** A SOAP fault: the request is not answered at all (reference 1.7). `code` without prefix: `Client`, `Client.Authentication`. */
export class SoapFault extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status = 500,
  ) {
    super(message);
  }
}

/** A business refusal: the handler answers HTTP 200 with a result that ends in `code` (`FAILED`, `NOT-FOUND`, …) and this text. */
export class Refusal extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** The answer of `work`, or what `refused` makes of a refusal. Everything else that is thrown passes through. */
export function attempt<Answer>(work: () => Answer, refused: (refusal: Refusal) => Answer): Answer {
  try {
    return work();
  } catch (thrown) {
    if (thrown instanceof Refusal) return refused(thrown);
    throw thrown;
  }
}
