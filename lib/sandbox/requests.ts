import type { SandboxRequest } from './http';

export type System = 'mplus' | 'ecwid';

export interface RequestCount {
  readonly system: System;
  /** SOAP operation, or method and path with `*` for ids: `PUT /products/*`. */
  readonly operation: string;
  readonly count: number;
}

/** How often each operation was asked for, whatever the answer; a test sees what a flow costs. */
export class RequestLog {
  readonly #counts = new Map<string, RequestCount>();

  add(system: System, request: SandboxRequest): void {
    const operation = system === 'ecwid' ? restOperation(request) : soapOperation(request);
    const name = `${system} ${operation}`;
    this.#counts.set(name, { system, operation, count: (this.#counts.get(name)?.count ?? 0) + 1 });
  }

  list(): RequestCount[] {
    return [...this.#counts.values()];
  }

  /** Of one system, those whose operation begins like that: `PUT `, `POST /orders`. */
  total(system: System, beginning = ''): number {
    return this.list()
      .filter((row) => row.system === system && row.operation.startsWith(beginning))
      .reduce((sum, { count }) => sum + count, 0);
  }

  clear(): void {
    this.#counts.clear();
  }
}

function restOperation({ method, url }: SandboxRequest): string {
  const path = url.pathname.replace(/^\/api\/v3\/[^/]*/, '').replace(/\/\d[^/]*/g, '/*');
  return `${method} ${path}`;
}

function soapOperation({ method, url, body }: SandboxRequest): string {
  if (method !== 'POST') return `${method} ${url.search.replace(/[&?](ident|secret)=[^&]*/g, '')}`;
  return /<(?:[\w.-]+:)?Body\b[^>]*>\s*<(?:[\w.-]+:)?([\w.-]+)/.exec(body)?.[1] ?? 'unreadable';
}
