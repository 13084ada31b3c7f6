/** The calls of the panel. */

export interface Refusal {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

const isRefusal = (value: unknown): value is Refusal =>
  typeof value === 'object' && value !== null && typeof (value as Refusal).message === 'string' && 'code' in value;

/** What went wrong, in words; `status` 0 when there was no answer. */
export class CallFailed extends Error {
  readonly refusal: Refusal | undefined;

  constructor(
    readonly status: number,
    body: unknown,
  ) {
    super(`HTTP ${status}`);
    this.refusal = isRefusal(body) ? body : undefined;
  }
}

async function call<T>(method: 'GET' | 'POST', path: string, values: object): Promise<T> {
  try {
    return await $.ajax({
      url: `mplus-ecwid/console/${path}`,
      method,
      dataType: 'json',
      ...(method === 'GET' ? { data: values } : { data: JSON.stringify(values), contentType: 'application/json' }),
    });
  } catch (thrown) {
    const request = thrown as JQuery.jqXHR;
    throw new CallFailed(request.status, request.responseJSON);
  }
}

export const get = <T>(path: string, query: object = {}): Promise<T> => call('GET', path, query);
export const post = <T>(path: string, body: object): Promise<T> => call('POST', path, body);

/** Hands a value to the person as a file. */
export function download(name: string, value: unknown): void {
  const url = URL.createObjectURL(new Blob([JSON.stringify(value, null, 2)], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
