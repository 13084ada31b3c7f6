import type { LocalText, ShopGroup } from '../shop';
import { VAT } from './settings';

type Names = [nl: string, en: string, pl: string];

export const text = ([nl, en, pl]: Names): LocalText => ({ nl, en, pl });

const GROUP_ROWS: [groupNumber: number, parent: number | undefined, ...Names][] = [
  [10, undefined, 'Kleding', 'Clothing', 'Odzież'],
  [11, 10, 'Shirts', 'Shirts', 'Koszulki'],
  [12, 10, 'Broeken', 'Trousers', 'Spodnie'],
  [13, 10, 'Truien & vesten', 'Jumpers & cardigans', 'Swetry i kardigany'],
  [14, 10, 'Accessoires', 'Accessories', 'Akcesoria'],
  [20, undefined, 'Koffie & thee', 'Coffee & tea', 'Kawa i herbata'],
  [21, 20, 'Koffiebonen', 'Coffee beans', 'Kawa ziarnista'],
  [22, 20, 'Losse thee', 'Loose tea', 'Herbata liściasta'],
  [23, 20, 'Zetten', 'Brewing', 'Parzenie'],
  [30, undefined, 'Kaas', 'Cheese', 'Ser'],
  [31, 30, 'Nederlandse kaas', 'Dutch cheese', 'Sery holenderskie'],
  [32, 30, 'Buitenlandse kaas', 'Foreign cheese', 'Sery zagraniczne'],
  [40, undefined, 'Huishouden', 'Household', 'Dom'],
  [41, 40, 'Keuken', 'Kitchen', 'Kuchnia'],
  [411, 41, 'Messen', 'Knives', 'Noże'],
  [42, 40, 'Schoonmaak', 'Cleaning', 'Sprzątanie'],
  [43, 40, 'Badkamer', 'Bathroom', 'Łazienka'],
  [90, undefined, 'Kosten en kortingen', 'Fees and discounts', 'Opłaty i rabaty'],
];

export const GROUPS: ShopGroup[] = GROUP_ROWS.map(([groupNumber, parent, ...names], index) => ({
  groupNumber,
  ...(parent === undefined ? {} : { parent }),
  name: text(names),
  sortOrder: (index + 1) * 10,
}));

export interface Department {
  vatCode: number;
  turnoverGroup: number;
  /** Digits of the PLU; shorter numbers get leading zeros. */
  pluDigits: number;
  brand: string;
  /** What the webshop says below a name when a product has no text of its own. */
  blurb: Names;
}

/** By the first digit of the group number. */
export const DEPARTMENTS: Record<string, Department> = {
  1: {
    vatCode: VAT.high,
    turnoverGroup: 10,
    pluDigits: 5,
    brand: 'Noorderwind',
    blurb: ['Zit prettig en blijft mooi na het wassen.', 'Comfortable and keeps its shape.', 'Wygodne i trwałe.'],
  },
  2: {
    vatCode: VAT.low,
    turnoverGroup: 20,
    pluDigits: 6,
    brand: 'Branderij Voorbeeld',
    blurb: ['Vers verpakt in onze eigen branderij.', 'Freshly packed in our own roastery.', 'Świeżo pakowane w naszej palarni.'],
  },
  3: {
    vatCode: VAT.low,
    turnoverGroup: 30,
    pluDigits: 6,
    brand: 'Kaasmakerij Voorbeeld',
    blurb: [
      'Rechtstreeks van de boerderij, vers van het mes.',
      'Straight from the farm, freshly cut.',
      'Prosto z gospodarstwa, świeżo krojone.',
    ],
  },
  4: {
    vatCode: VAT.high,
    turnoverGroup: 40,
    pluDigits: 4,
    brand: 'Huis & Haard',
    blurb: ['Degelijk gemaakt voor dagelijks gebruik.', 'Made for everyday use.', 'Do codziennego użytku.'],
  },
  9: { vatCode: VAT.high, turnoverGroup: 90, pluDigits: 4, brand: '', blurb: ['', '', ''] },
};

export interface GoodsTraits {
  /** Where it differs from the department's. */
  vatCode?: number;
  turnoverGroup?: number;
  weighed?: boolean;
  /** Not a webshop article. */
  tillOnly?: boolean;
  /** Meant for the webshop but not there yet. */
  notYetInWebshop?: boolean;
  inactive?: boolean;
  service?: boolean;
  /** A sale: percent off, and days from today that it begins and ends. */
  sale?: [percent: number, from: number, through: number];
  /** Kilograms. */
  weight?: number;
  /** Stock of branch 1 and 2, for articles that tests and the demo look at. */
  stock?: [number, number];
  description?: Names;
}

/** Products with one article; the article number is the webshop's SKU. */
export const GOODS: [articleNumber: number, groupNumber: number, priceIncl: number, names: Names, traits?: GoodsTraits][] = [
  // Coffee and tea
  [
    2101,
    21,
    1295,
    ['Huismelange bonen 1 kg', 'House blend beans 1 kg', 'Mieszanka domowa ziarna 1 kg'],
    {
      weight: 1,
      stock: [120, 40],
      description: ['Zacht en nootachtig.', 'Mild and nutty.', 'Łagodna i orzechowa.'],
    },
  ],
  [2102, 21, 795, ['Espresso bonen 500 g', 'Espresso beans 500 g', 'Espresso ziarna 500 g'], { weight: 0.5, stock: [64, 12] }],
  [2103, 21, 895, ['Ethiopië Yirgacheffe 250 g', 'Ethiopia Yirgacheffe 250 g', 'Etiopia Yirgacheffe 250 g'], { weight: 0.25 }],
  [2104, 21, 845, ['Café crème cafeïnevrij 500 g', 'Café crème decaf 500 g', 'Café crème bezkofeinowa 500 g'], { weight: 0.5 }],
  [
    2105,
    21,
    745,
    ['Snelfilter koffie 500 g', 'Filter coffee 500 g', 'Kawa przelewowa 500 g'],
    { weight: 0.5, sale: [20, -3, 11] },
  ],
  [
    2106,
    21,
    1695,
    ['Proefpakket koffie & thee', 'Coffee & tea taster box', 'Zestaw degustacyjny kawa & herbata'],
    { weight: 0.8 },
  ],
  [2201, 22, 495, ['Earl Grey 100 g', 'Earl Grey 100 g', 'Earl Grey 100 g'], { weight: 0.1, stock: [80, 25] }],
  [2202, 22, 525, ['Sencha groene thee 100 g', 'Sencha green tea 100 g', 'Zielona herbata Sencha 100 g'], { weight: 0.1 }],
  [2203, 22, 575, ['Rooibos crème brûlée 100 g', 'Rooibos crème brûlée 100 g', 'Rooibos crème brûlée 100 g'], { weight: 0.1 }],
  [
    2204,
    22,
    595,
    ['Żurawina vruchtenthee 100 g', 'Cranberry fruit tea 100 g', 'Herbata owocowa żurawina 100 g'],
    { weight: 0.1 },
  ],
  [
    2205,
    22,
    645,
    ['Muntthee biologisch 75 g', 'Organic mint tea 75 g', 'Mięta ekologiczna 75 g'],
    { weight: 0.075, notYetInWebshop: true },
  ],
  [
    2301,
    23,
    2495,
    ['Cafetière 1 liter', 'French press 1 litre', 'Zaparzacz 1 litr'],
    { vatCode: VAT.high, weight: 0.9, stock: [15, 6] },
  ],
  [2302, 23, 1450, ['Theepot glas 0,8 l', 'Glass teapot 0.8 l', 'Czajniczek szklany 0,8 l'], { vatCode: VAT.high, weight: 0.6 }],
  [
    2303,
    23,
    3995,
    ['Handmolen "Klassiek"', 'Hand grinder "Classic"', 'Młynek ręczny „Klasyk”'],
    { vatCode: VAT.high, weight: 0.7 },
  ],
  [
    2304,
    23,
    395,
    ['Koffiefilters no. 4 (100 st.)', 'Coffee filters no. 4 (100)', 'Filtry do kawy nr 4 (100 szt.)'],
    { vatCode: VAT.high },
  ],
  [2305, 23, 1895, ['Melkopschuimer', 'Milk frother', 'Spieniacz do mleka'], { vatCode: VAT.high, inactive: true }],
  // Cheese: prices per kilogram
  [3101, 31, 1290, ['Jonge kaas 48+', 'Young cheese 48+', 'Ser młody 48+'], { weighed: true, stock: [18.35, 6.2] }],
  [3102, 31, 1490, ['Belegen kaas 48+', 'Mature cheese 48+', 'Ser dojrzały 48+'], { weighed: true, stock: [22.805, 9.44] }],
  [3103, 31, 1895, ['Oude kaas 48+', 'Old cheese 48+', 'Ser stary 48+'], { weighed: true, tillOnly: true }],
  [3104, 31, 1690, ['Komijnekaas', 'Cumin cheese', 'Ser z kminkiem'], { weighed: true, tillOnly: true }],
  [3105, 31, 1590, ['Geitenkaas jong', 'Young goat cheese', 'Ser kozi młody'], { weighed: true, tillOnly: true }],
  [3106, 31, 895, ['Kaasblokje oud 450 g', 'Old cheese piece 450 g', 'Ser stary kawałek 450 g'], { weight: 0.45 }],
  [3201, 32, 2250, ['Comté 12 maanden', 'Comté 12 months', 'Comté 12 miesięcy'], { weighed: true, tillOnly: true }],
  [3202, 32, 1975, ['Gruyère', 'Gruyère', 'Gruyère'], { weighed: true, tillOnly: true }],
  [3203, 32, 475, ['Brie de Meaux 200 g', 'Brie de Meaux 200 g', 'Brie de Meaux 200 g'], { weight: 0.2 }],
  [3204, 32, 545, ['Oscypek gerookt 150 g', 'Smoked oscypek 150 g', 'Oscypek wędzony 150 g'], { weight: 0.15 }],
  // Household
  [4101, 41, 2995, ['Gietijzeren pan 24 cm', 'Cast iron pan 24 cm', 'Patelnia żeliwna 24 cm'], { weight: 2.4, stock: [9, 3] }],
  [4102, 41, 1295, ['Snijplank beukenhout', 'Beech chopping board', 'Deska bukowa'], { weight: 1.1 }],
  [4103, 41, 895, ['Theedoeken (3 st.)', 'Tea towels (3)', 'Ścierki kuchenne (3 szt.)'], { weight: 0.3, sale: [25, -30, -10] }],
  [4104, 41, 1695, ['Maatbekers set', 'Measuring cup set', 'Zestaw miarek'], { weight: 0.4, notYetInWebshop: true }],
  [4105, 41, 499, ['Kaasschaaf', 'Cheese slicer', 'Nóż do sera'], { weight: 0.1, stock: [0, 0] }],
  [4111, 411, 4995, ['Koksmes 20 cm', 'Chef’s knife 20 cm', 'Nóż szefa 20 cm'], { weight: 0.25 }],
  [4112, 411, 1995, ['Schilmesje', 'Paring knife', 'Nożyk do obierania'], { weight: 0.08, sale: [15, 7, 21] }],
  [4201, 42, 345, ['Afwasborstel < 1 jaar garantie >', 'Dish brush < 1 year warranty >', 'Szczotka < 1 rok gwarancji >']],
  [4202, 42, 595, ['Allesreiniger navulling 1 l', 'All-purpose cleaner refill 1 l', 'Płyn uniwersalny 1 l'], { weight: 1.05 }],
  [4203, 42, 1150, ['Bezem met steel', 'Broom with handle', 'Miotła z kijem'], { weight: 0.9, tillOnly: true }],
  [4301, 43, 1395, ['Badhanddoek 70 × 140', 'Bath towel 70 × 140', 'Ręcznik kąpielowy 70 × 140'], { weight: 0.5 }],
  [4302, 43, 695, ['Zeepbakje keramiek', 'Ceramic soap dish', 'Mydelniczka ceramiczna'], { weight: 0.3, inactive: true }],
  // Gift card: VAT is due when it is spent
  [
    9101,
    90,
    2500,
    ['Cadeaubon € 25', 'Gift card € 25', 'Karta podarunkowa 25 €'],
    { vatCode: VAT.zero, turnoverGroup: 92, service: true },
  ],
  // Articles for lines that are no goods; the till knows no other way (reference 6.7)
  [9001, 90, 495, ['Verzendkosten', 'Shipping', 'Koszty wysyłki'], { service: true, tillOnly: true }],
  [9002, 90, 0, ['Afhalen', 'Pickup', 'Odbiór osobisty'], { service: true, tillOnly: true }],
  [9003, 90, 350, ['Bezorgkosten', 'Local delivery', 'Dostawa lokalna'], { service: true, tillOnly: true }],
  [9004, 90, 150, ['Behandelingskosten', 'Handling fee', 'Opłata manipulacyjna'], { service: true, tillOnly: true }],
  [9005, 90, 100, ['Toeslag', 'Surcharge', 'Dopłata'], { service: true, tillOnly: true }],
  [
    9010,
    90,
    0,
    ['Afrondingsverschil', 'Rounding difference', 'Różnica zaokrągleń'],
    { vatCode: VAT.zero, turnoverGroup: 91, service: true, tillOnly: true },
  ],
  [9011, 90, 0, ['Korting', 'Discount', 'Rabat'], { turnoverGroup: 91, service: true, tillOnly: true }],
];

type Colour = keyof typeof COLOURS;

/** As the till has them; the webshop's options take the same words. */
export const COLOURS = { zwart: 1, wit: 2, blauw: 3, groen: 4, rood: 5, crème: 6 };

export const SIZES = ['XS', 'S', 'M', 'L', 'XL', 'XXL'];

/** Products of several articles: numbers count up from the first, colours outermost. */
export const VARIANTS: [
  firstArticleNumber: number,
  groupNumber: number,
  priceIncl: number,
  names: Names,
  colours: Colour[],
  sizes: string[],
  traits?: GoodsTraits,
][] = [
  [11001, 11, 1995, ['T-shirt Maas', 'T-shirt Maas', 'Koszulka Maas'], ['zwart', 'wit', 'blauw'], ['S', 'M', 'L', 'XL']],
  [
    11101,
    11,
    3495,
    ['Poloshirt Vecht', 'Polo shirt Vecht', 'Koszulka polo Vecht'],
    ['wit', 'groen'],
    ['S', 'M', 'L', 'XL', 'XXL'],
  ],
  [
    11201,
    11,
    4995,
    ['Overhemd Dommel', 'Shirt Dommel', 'Koszula Dommel'],
    ['wit', 'blauw'],
    ['S', 'M', 'L', 'XL'],
    { sale: [30, -5, 9] },
  ],
  [11301, 11, 2495, ['Babyromper crème', 'Babygrow cream', 'Body niemowlęce'], [], ['50', '56', '62', '68']],
  [
    12001,
    12,
    7995,
    ['Spijkerbroek IJssel', 'Jeans IJssel', 'Dżinsy IJssel'],
    ['blauw', 'zwart'],
    ['30/32', '32/32', '34/32', '34/34'],
  ],
  [12101, 12, 5495, ['Chino Linge', 'Chinos Linge', 'Spodnie chino Linge'], ['crème', 'groen'], ['S', 'M', 'L']],
  [
    13001,
    13,
    8995,
    ['Wollen trui Waal', 'Woollen jumper Waal', 'Sweter wełniany Waal'],
    ['rood', 'groen', 'crème'],
    ['S', 'M', 'L'],
  ],
  [13101, 13, 9995, ['Vest Eem', 'Cardigan Eem', 'Kardigan Eem'], ['zwart', 'blauw'], ['M', 'L'], { notYetInWebshop: true }],
  [14001, 14, 1295, ['Sokken (2 paar)', 'Socks (2 pairs)', 'Skarpety (2 pary)'], [], ['36-38', '39-42', '43-46']],
  [14101, 14, 2495, ['Muts Zaan', 'Beanie Zaan', 'Czapka Zaan'], ['zwart', 'rood', 'crème'], []],
  [14201, 14, 2995, ['Sjaal Rotte', 'Scarf Rotte', 'Szalik Rotte'], ['blauw', 'groen'], [], { inactive: true }],
];

/** What the generated rest of a larger catalogue is made of. */
export const NOUNS: [groupNumber: number, lowest: number, highest: number, ...Names][] = [
  [11, 1495, 3995, 'Longsleeve', 'Longsleeve', 'Longsleeve'],
  [21, 695, 1995, 'Koffiebonen', 'Coffee beans', 'Kawa ziarnista'],
  [41, 795, 5995, 'Schaal', 'Bowl', 'Miska'],
  [22, 395, 1295, 'Theemelange', 'Tea blend', 'Mieszanka herbat'],
  [43, 595, 2995, 'Handdoek', 'Towel', 'Ręcznik'],
  [31, 595, 1995, 'Kaas stuk 400 g', 'Cheese piece 400 g', 'Ser kawałek 400 g'],
  [42, 245, 1495, 'Borstel', 'Brush', 'Szczotka'],
  [23, 995, 6995, 'Theepot', 'Teapot', 'Czajniczek'],
  [13, 4995, 11995, 'Hoodie', 'Hoodie', 'Bluza z kapturem'],
  [14, 995, 3995, 'Riem', 'Belt', 'Pasek'],
];

/** Model names of the generated articles: small rivers, the same word in every language. */
export const MODELS = [
  'Aa',
  'Berkel',
  'Drentse',
  'Gein',
  'Geul',
  'Hunze',
  'Jeker',
  'Lek',
  'Mark',
  'Niers',
  'Regge',
  'Swalm',
  'Tjonger',
  'Vliet',
];
