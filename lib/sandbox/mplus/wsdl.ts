import {
  ENUMS,
  type Field,
  NAMESPACE,
  OPERATIONS,
  type Operation,
  type OperationName,
  operationOf,
  type Type,
  typeOf,
} from '../../mplus/contract';

const XSD_TYPES: { [Kind in Field['kind']]?: string } = {
  string: 'xsd:string',
  boolean: 'xsd:boolean',
  int: 'xsd:int',
  long: 'xsd:long',
  short: 'xsd:short',
  decimal: 'xsd:decimal',
  cents: 'xsd:long',
  quantity: 'xsd:long',
  percent: 'xsd:int',
  xsdDate: 'xsd:date',
  xsdDateTime: 'xsd:dateTime',
  date: 'tns:SoapMplusDate',
  dateTime: 'tns:SoapMplusDateTime',
};

const OCCURS: Record<Field['cardinality'], string> = {
  '1': '',
  '?': ' minOccurs="0"',
  '*': ' minOccurs="0" maxOccurs="unbounded"',
  '+': ' maxOccurs="unbounded"',
};

const DATES = `
      <complexType name="SoapMplusDate"><sequence>${parts('day', 'mon', 'year')}</sequence></complexType>
      <complexType name="SoapMplusDateTime"><sequence>${parts('sec', 'min', 'hour', 'day', 'mon', 'year')}
        <element name="isdst" type="xsd:boolean"/>${parts('timezone')}</sequence></complexType>`;

function parts(...names: string[]): string {
  return names.map((name) => `<element name="${name}" type="xsd:int"/>`).join('');
}

/** The names of the operations an installation offers. */
export function offeredOperations(missing: readonly string[]): OperationName[] {
  return (Object.keys(OPERATIONS) as OperationName[]).filter((name) => !missing.includes(name));
}

/** What `?wsdl` answers: the contract of the offered operations, with the address of this service (reference 1.2). */
export function writeWsdl(names: readonly OperationName[], address: string): string {
  const operations = names.map(operationOf);
  return `<?xml version="1.0" encoding="UTF-8"?>
<definitions name="MplusQapi" targetNamespace="${NAMESPACE}" xmlns:tns="${NAMESPACE}" xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:SOAP="http://schemas.xmlsoap.org/wsdl/soap/" xmlns="http://schemas.xmlsoap.org/wsdl/">
  <types>
    <xsd:schema targetNamespace="${NAMESPACE}" elementFormDefault="qualified" attributeFormDefault="unqualified" xmlns="http://www.w3.org/2001/XMLSchema">${schema(operations)}
    </xsd:schema>
  </types>
${messages(operations)}
  <portType name="MplusQapiPortType">
${operations.map(portOperation).join('\n')}
  </portType>
  <binding name="MplusQapi" type="tns:MplusQapiPortType">
    <SOAP:binding style="document" transport="http://schemas.xmlsoap.org/soap/http"/>
${operations.map(boundOperation).join('\n')}
  </binding>
  <service name="MplusQapi">
    <port name="MplusQapi" binding="tns:MplusQapi"><SOAP:address location="${address}"/></port>
  </service>
</definitions>
`;
}

function schema(operations: readonly Operation[]): string {
  const named = new Map<string, string>();
  const requests = operations.map(({ request }) => element(request.name, request, named));
  const responses = [...new Set(operations.map(({ response }) => response))].map((response) =>
    element(response.name, response, named),
  );
  return [DATES, ...named.values(), ...requests, ...responses].join('');
}

function element(name: string, type: Type, named: Map<string, string>): string {
  return `
      <element name="${name}"><complexType><sequence>${fields(type.fields, named)}</sequence></complexType></element>`;
}

function fields(list: readonly Field[], named: Map<string, string>): string {
  return list
    .map((field) => `<element name="${field.name}" type="${typeName(field, named)}"${OCCURS[field.cardinality]}/>`)
    .join('');
}

/** Name of the type of a field; what it refers to is added to `named` on the way. */
function typeName(field: Field, named: Map<string, string>): string {
  const plain = XSD_TYPES[field.kind];
  if (plain) return plain;
  const name = field.of!;
  if (!named.has(name)) {
    named.set(name, '');
    named.set(name, definition(field, name, named));
  }
  return `tns:${name}`;
}

function definition(field: Field, name: string, named: Map<string, string>): string {
  if (field.kind === 'enum') {
    const values = (ENUMS as Record<string, readonly string[]>)[name].map((value) => `<enumeration value="${value}"/>`);
    return `
      <simpleType name="${name}"><restriction base="xsd:string">${values.join('')}</restriction></simpleType>`;
  }
  const content =
    field.kind === 'list' ? fields([{ ...field.item!, cardinality: '*' }], named) : fields(typeOf(name).fields, named);
  return `
      <complexType name="${name}"><sequence>${content}</sequence></complexType>`;
}

function messages(operations: readonly Operation[]): string {
  const names = new Set(operations.flatMap(({ request, response }) => [request.name, response.name]));
  return [...names].map((name) => `  <message name="${name}"><part name="Body" element="tns:${name}"/></message>`).join('\n');
}

function portOperation({ request, response }: Operation): string {
  return `    <operation name="${request.name}"><input message="tns:${request.name}"/><output message="tns:${response.name}"/></operation>`;
}

function boundOperation({ request }: Operation): string {
  const body = '<SOAP:body use="literal" parts="Body"/>';
  return `    <operation name="${request.name}"><SOAP:operation soapAction=""/><input>${body}</input><output>${body}</output></operation>`;
}

/** What `?docs` answers: a page for people. */
export function writeDocs(names: readonly OperationName[]): string {
  const rows = names.map((name) => `<li><code>${name}</code> &rarr; <code>${operationOf(name).response.name}</code></li>`);
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>MplusQapi</title></head><body><h1>MplusQapi</h1><ul>${rows.join('')}</ul></body></html>`;
}
