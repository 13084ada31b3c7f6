import type { ShopPerson, ShopRelation } from '../shop';

interface Country {
  code: string;
  language: string;
  first: string[];
  last: string[];
  company: (index: number) => string;
  street: string;
  cities: [postalCode: string, city: string][];
  phone: string;
  vatNumber: (digits: string) => string;
}

/** Invented people and firms: common names, example streets, numbers nobody has. */
const COUNTRIES: Record<string, Country> = {
  NL: {
    code: 'NL',
    language: 'nl',
    first: ['Anna', 'Bram', 'Carla', 'Daan', 'Eva', 'Floor', 'Gijs', 'Noëlle'],
    last: ['de Vries', 'Bakker', 'Smit', 'van den Berg', 'Mulder'],
    company: (index) => `Voorbeeldbedrijf ${index} BV`,
    street: 'Voorbeeldstraat',
    cities: [
      ['1000 AA', 'Amsterdam'],
      ['3500 AB', 'Utrecht'],
      ['6200 AC', 'Maastricht'],
      ['9700 AD', "'s-Voorbeeldwold"],
    ],
    phone: '+31 6 0000 00',
    vatNumber: (digits) => `NL${digits}B01`,
  },
  BE: {
    code: 'BE',
    language: 'nl',
    first: ['Lotte', 'Jef', 'Zoë', 'André'],
    last: ['Peeters', 'Janssens', 'Maes'],
    company: (index) => `Exemple & Zonen ${index} BV`,
    street: 'Voorbeeldlaan',
    cities: [
      ['9000', 'Gent'],
      ['2000', 'Antwerpen'],
    ],
    phone: '+32 400 00 00',
    vatNumber: (digits) => `BE0${digits}`,
  },
  DE: {
    code: 'DE',
    language: 'en',
    first: ['Jürgen', 'Käthe', 'Max'],
    last: ['Müller', 'Schäfer', 'Weiß'],
    company: (index) => `Beispiel ${index} GmbH`,
    street: 'Musterstraße',
    cities: [
      ['10115', 'Berlin'],
      ['50667', 'Köln'],
    ],
    phone: '+49 150 0000 00',
    vatNumber: (digits) => `DE${digits}`,
  },
  PL: {
    code: 'PL',
    language: 'pl',
    first: ['Łukasz', 'Małgorzata', 'Żaneta'],
    last: ['Wiśniewski', 'Kowalczyk'],
    company: (index) => `Przykład ${index} Sp. z o.o.`,
    street: 'ul. Przykładowa',
    cities: [['00-001', 'Warszawa']],
    phone: '+48 500 000',
    vatNumber: (digits) => `PL0${digits}`,
  },
};

const PATTERN = ['NL', 'NL', 'BE', 'NL', 'DE', 'NL', 'NL', 'PL'];

/** The `index`th invented person; every third acts for a company. */
function person(index: number): ShopPerson {
  const country = COUNTRIES[PATTERN[index % PATTERN.length]];
  const name = `${country.first[index % country.first.length]} ${country.last[(index * 7 + 3) % country.last.length]}`;
  const [postalCode, city] = country.cities[index % country.cities.length];
  const company = index % 3 === 2;
  return {
    email: `${slug(name)}.${index}@${company ? 'example.org' : 'example.com'}`,
    name,
    ...(company ? { companyName: country.company(index), vatNumber: country.vatNumber(String(index).padStart(9, '0')) } : {}),
    street: `${country.street} ${index + 1}${index % 10 === 5 ? '\n2e verdieping' : ''}`,
    postalCode,
    city,
    countryCode: country.code,
    phone: `${country.phone} ${String(index).padStart(2, '0')}`,
    language: country.language,
  };
}

function slug(name: string): string {
  return name
    .toLowerCase()
    .replaceAll('ł', 'l')
    .replaceAll('ß', 'ss')
    .normalize('NFD')
    .replace(/[^a-z ]/g, '')
    .replaceAll(' ', '.');
}

const DUTCH_HOME = { postalCode: '3500 AB', city: 'Utrecht', countryCode: 'NL', language: 'nl' };

/** Known to the till as relation 1002; the till's partial search finds relation 1001 as well (reference 5). */
export const EXISTING_PERSON: ShopPerson = {
  ...DUTCH_HOME,
  email: 'jan@example.com',
  name: 'Jan Jansen',
  street: 'Voorbeeldstraat 102',
  phone: '+31 6 0000 01 02',
};

/** A company the till has never seen, with a Dutch VAT number. */
export const NEW_COMPANY: ShopPerson = {
  email: 'inkoop@example.org',
  name: 'Sanne Voorbeeld',
  companyName: 'Koffiebar Het Voorbeeld BV',
  vatNumber: 'NL123456782B90',
  street: 'Voorbeeldplein 7\nUnit 3',
  postalCode: '1000 AA',
  city: 'Amsterdam',
  countryCode: 'NL',
  phone: '+31 20 000 0007',
  language: 'nl',
};

/** Buys under reverse charge. */
export const BELGIAN_COMPANY: ShopPerson = {
  email: 'boekhouding@example.net',
  name: 'Lotte Maes',
  companyName: 'Voorbeeld Handel NV',
  vatNumber: 'BE0123456749',
  street: 'Voorbeeldlaan 44',
  postalCode: '9000',
  city: 'Gent',
  countryCode: 'BE',
  phone: '+32 400 00 00 44',
  language: 'nl',
};

export const WITHOUT_EMAIL: ShopPerson = { ...DUTCH_HOME, name: 'Klant Zonder E-mail', street: 'Voorbeeldstraat 200' };

/** Relations that show something; the others are generated. */
const NAMED_RELATIONS: ShopRelation[] = [
  // The default debtor: whoever has no e-mail address is booked here.
  { relationNumber: 1, name: 'Webshop klant', street: '', postalCode: '', city: '', countryCode: 'NL', language: 'nl' },
  { ...DUTCH_HOME, relationNumber: 1001, email: 'marjan@example.com', name: 'Marjan Visser', street: 'Voorbeeldstraat 101' },
  { ...EXISTING_PERSON, relationNumber: 1002 },
  // Upper case in the till, lower case in the webshop.
  { ...DUTCH_HOME, relationNumber: 1003, email: 'Piet.Bakker@Example.org', name: 'Piet Bakker', street: 'Voorbeeldstraat 103' },
  // Two relations with one address: nobody can tell which is meant.
  { ...DUTCH_HOME, relationNumber: 1004, email: 'familie@example.net', name: 'Kees de Boer', street: 'Voorbeeldstraat 104' },
  { ...DUTCH_HOME, relationNumber: 1005, email: 'familie@example.net', name: 'Truus de Boer', street: 'Voorbeeldstraat 104' },
];

const RELATIONS = 60;

export const RELATION_LIST: ShopRelation[] = [
  ...NAMED_RELATIONS,
  ...Array.from({ length: RELATIONS - NAMED_RELATIONS.length }, (_, index) => ({
    ...person(index),
    relationNumber: 1010 + index,
  })),
];

/** Some are relations of the till, some only the webshop knows. */
export const CUSTOMER_LIST: ShopPerson[] = [
  EXISTING_PERSON,
  { ...DUTCH_HOME, email: 'piet.bakker@example.org', name: 'Piet Bakker', street: 'Voorbeeldstraat 103' },
  BELGIAN_COMPANY,
  ...Array.from({ length: 37 }, (_, index) => person(30 + index)),
];
