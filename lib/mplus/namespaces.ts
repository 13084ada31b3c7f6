/**
 * XML namespaces of a document that is read as it arrives. The parser could resolve them itself, but takes half as long again: here
 * every name is resolved once, and looked up from then on.
 */
import type { SaxesParser } from 'saxes';

export interface QualifiedName {
  readonly uri: string;
  readonly local: string;
}

/** What the declarations of one element, and those around it, make of names. */
interface Scope {
  readonly prefixes: ReadonlyMap<string, string>;
  readonly names: Map<string, QualifiedName>;
  /** Depth of the element that declared something. */
  readonly depth: number;
  readonly outer?: Scope;
}

export class Namespaces {
  #scope: Scope = { prefixes: new Map(), names: new Map(), depth: 0 };
  #depth = 0;

  /** Watches the declarations of a parser; it tells the attributes of an element before the element itself. */
  constructor(parser: SaxesParser<{ xmlns: false }>) {
    parser.on('attribute', ({ name, value }) => {
      if (name === 'xmlns') this.#declare('', value);
      else if (name.startsWith('xmlns:')) this.#declare(name.slice(6), value);
    });
  }

  /** The name of an element that opens. The same object for every element of that name, as long as no declaration comes between. */
  open(name: string): QualifiedName {
    this.#depth += 1;
    return this.#scope.names.get(name) ?? this.#resolve(name);
  }

  /** The element that opened last closes. */
  close(): void {
    if (this.#scope.depth === this.#depth && this.#scope.outer) this.#scope = this.#scope.outer;
    this.#depth -= 1;
  }

  #declare(prefix: string, uri: string): void {
    const depth = this.#depth + 1;
    const outer = this.#scope.depth === depth ? this.#scope.outer : this.#scope;
    this.#scope = { prefixes: new Map(this.#scope.prefixes).set(prefix, uri), names: new Map(), depth, outer };
  }

  /** A prefix that nobody declared stands for no namespace, so that its element is unknown. */
  #resolve(name: string): QualifiedName {
    const colon = name.indexOf(':');
    const uri = this.#scope.prefixes.get(colon < 0 ? '' : name.slice(0, colon)) ?? '';
    const resolved = { uri, local: name.slice(colon + 1) };
    this.#scope.names.set(name, resolved);
    return resolved;
  }
}
