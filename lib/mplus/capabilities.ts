/** Which operations a customer's till service has, out of its WSDL: installations differ in version (reference 1.2, 1.9). */
import { SaxesParser } from 'saxes';
import { BadAnswer } from './decode';
import { Namespaces } from './namespaces';

const WSDL = 'http://schemas.xmlsoap.org/wsdl/';

/** Collects the operations of a WSDL that is written to it in pieces; nothing else of the document (1.2 MB) is kept. */
export class WsdlReader {
  readonly #parser = new SaxesParser({ xmlns: false, position: false });
  readonly #namespaces = new Namespaces(this.#parser);
  readonly #operations = new Set<string>();

  constructor() {
    this.#parser.on('error', () => {
      throw new BadAnswer('what came is no WSDL');
    });
    this.#parser.on('opentag', ({ name, attributes }) => {
      const { uri, local } = this.#namespaces.open(name);
      if (uri === WSDL && local === 'operation' && attributes.name) this.#operations.add(attributes.name);
    });
    this.#parser.on('closetag', () => this.#namespaces.close());
  }

  /** Throws BadAnswer for what is no well-formed XML. */
  write(chunk: string): void {
    this.#parser.write(chunk);
  }

  /** The names of the operations. Throws BadAnswer when there are none. */
  end(): ReadonlySet<string> {
    this.#parser.close();
    if (this.#operations.size === 0) throw new BadAnswer('what came is no WSDL');
    return this.#operations;
  }
}
